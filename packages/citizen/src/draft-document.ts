import type { JsonObject, Language, LocalizedText, ServiceRef } from '@posthorn/protocol';
import type { SealedDocuments } from './documents.ts';
import type { Service } from './service.ts';
import type { OwnAttachment } from './uploads.ts';

/** Prefix of the sealed documents that hold drafts. */
export const draftPrefix = 'org.posthorn.draft.';

/** A draft as it is kept, sealed. */
export interface DraftDocument {
  v: 1;
  /** Becomes the application's id: however often and from however many devices it is sent, it is one application. */
  id: string;
  caseId: string;
  agency: string;
  agencyName: LocalizedText;
  service: ServiceRef;
  title: LocalizedText;
  language: Language;
  answers: JsonObject;
  attachments: OwnAttachment[];
  createdAt: string;
  savedAt: string;
  /** When it was handed over for sending; from then on it does not change any more. */
  submittedAt: string | null;
}

/** A new, empty draft. */
export function newDraft(service: Service, language: Language): DraftDocument {
  const now = new Date().toISOString();
  const { id, version, title } = service.definition;
  return {
    v: 1,
    id: crypto.randomUUID(),
    caseId: crypto.randomUUID(),
    agency: service.agency.id,
    agencyName: service.agency.name,
    service: { id, version },
    title,
    language,
    answers: {},
    attachments: [],
    createdAt: now,
    savedAt: now,
    submittedAt: null,
  };
}

/** Reads a draft; null when there is none with this id. */
export async function readDraft(documents: SealedDocuments, id: string): Promise<DraftDocument | null> {
  return (await documents.get(draftPrefix + id)) as unknown as DraftDocument | null;
}

/** Writes a draft, or with null removes it. */
export async function writeDraft(documents: SealedDocuments, id: string, draft: DraftDocument | null): Promise<void> {
  await documents.put(draftPrefix + id, draft as never);
}

/** Ids of the drafts that were saved here and are not at the homeserver. */
export async function draftIdsOnlyHere(documents: SealedDocuments): Promise<string[]> {
  return (await documents.pending(draftPrefix)).map((id) => id.slice(draftPrefix.length));
}

/** Whether other devices find the draft as it was last saved here. */
export function isDraftPushed(documents: SealedDocuments, id: string): Promise<boolean> {
  return documents.isPushed(draftPrefix + id);
}

/** Ids of all drafts there are, damaged ones too. */
export async function draftIds(documents: SealedDocuments): Promise<string[]> {
  return (await documents.ids(draftPrefix)).map((id) => id.slice(draftPrefix.length));
}
