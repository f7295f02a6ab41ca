import { PosthornError, type Language, type LocalizedText, type ServiceRef } from '@posthorn/protocol';
import { textIn } from '@posthorn/service-definition';
import type { Case } from './case.ts';
import type { SealedDocuments } from './documents.ts';
import { draftIds, newDraft, readDraft, writeDraft, type DraftDocument } from './draft-document.ts';
import { Draft } from './draft.ts';
import type { ServiceDirectory } from './service-directory.ts';
import type { Service } from './service.ts';
import type { Progress, Uploads } from './uploads.ts';

/** A saved draft as a list shows it. Needs neither directory nor form. */
export interface SavedDraft {
  id: string;
  /** The service's title in the person's language. */
  title: string;
  agency: { id: string; name: LocalizedText };
  /** Null when it is damaged. */
  service: ServiceRef | null;
  /** RFC 3339 */
  savedAt: string;
  /** True when what the homeserver gives is not what was sealed: it can only be discarded. */
  damaged: boolean;
  /** Opens it with its form. Throws `agency-key-changed`, `directory-unreachable`, `document-invalid`. */
  open(): Promise<Draft>;
  discard(): Promise<void>;
}

interface DraftsParts {
  documents: SealedDocuments;
  uploads: Uploads;
  services: ServiceDirectory;
  language: Language;
  /** Whether the draft has become an application already. */
  isSubmitted(draft: DraftDocument): boolean;
  submit(draft: DraftDocument, onProgress?: Progress): Promise<Case>;
  onChange(): void;
}

/** The person's drafts, on all devices. */
export class Drafts {
  readonly #parts: DraftsParts;

  constructor(parts: DraftsParts) {
    this.#parts = parts;
  }

  begin(service: Service): Draft {
    return new Draft(this.#parts, service.definition, newDraft(service, this.#parts.language));
  }

  /** Those changed last first. */
  async list(): Promise<SavedDraft[]> {
    const saved: SavedDraft[] = [];
    for (const id of await draftIds(this.#parts.documents)) {
      const document = await readDraft(this.#parts.documents, id).catch(() => 'damaged' as const);
      if (document === 'damaged') saved.push(this.#damaged(id));
      else if (document && !this.#parts.isSubmitted(document)) saved.push(this.#saved(document));
    }
    return saved.toSorted((a, b) => b.savedAt.localeCompare(a.savedAt));
  }

  #saved(document: DraftDocument): SavedDraft {
    const { id, title, agency, agencyName, service, savedAt } = document;
    return {
      id,
      title: textIn(title, this.#parts.language),
      agency: { id: agency, name: agencyName },
      service,
      savedAt,
      damaged: false,
      open: () => this.#open(document),
      discard: async () => {
        for (const attachment of document.attachments) await this.#parts.uploads.drop(attachment.id);
        await this.#forget(id);
      },
    };
  }

  #damaged(id: string): SavedDraft {
    const mend = 'Open it on another device that still has it, or discard it.';
    return {
      id,
      title: '',
      agency: { id: '', name: { de: '', en: '' } },
      service: null,
      savedAt: '',
      damaged: true,
      open: () => Promise.reject(new PosthornError('document-invalid', 'The draft is damaged.', { mend })),
      discard: () => this.#forget(id),
    };
  }

  async #open(document: DraftDocument): Promise<Draft> {
    const { id, version } = document.service;
    const { definition } = await this.#parts.services.service({ id, version, agency: { id: document.agency } });
    return new Draft(this.#parts, definition, document);
  }

  async #forget(id: string): Promise<void> {
    await writeDraft(this.#parts.documents, id, null);
    this.#parts.onChange();
  }
}
