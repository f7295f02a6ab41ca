import type { JsonObject, Language, LocalizedText, ServiceRef } from '@posthorn/protocol';
import type { SealedDocuments } from './documents.ts';
import type { OwnAttachment } from './uploads.ts';

const PREFIX = 'org.posthorn.draft.';

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

/** Reads a draft; null when there is none with this id. */
export async function readDraft(documents: SealedDocuments, id: string): Promise<DraftDocument | null> {
  return (await documents.get(PREFIX + id)) as unknown as DraftDocument | null;
}

/** Writes a draft, or with null removes it. */
export async function writeDraft(documents: SealedDocuments, id: string, draft: DraftDocument | null): Promise<void> {
  await documents.put(PREFIX + id, draft as never);
}

/** All drafts, those changed last first. Damaged ones are named by id. */
export async function listDrafts(documents: SealedDocuments): Promise<{ drafts: DraftDocument[]; damaged: string[] }> {
  const drafts: DraftDocument[] = [];
  const damaged: string[] = [];
  for (const documentId of await documents.ids(PREFIX)) {
    const id = documentId.slice(PREFIX.length);
    const draft = await readDraft(documents, id).catch(() => 'damaged' as const);
    if (draft === 'damaged') damaged.push(id);
    else if (draft) drafts.push(draft);
  }
  return { drafts: drafts.sort((a, b) => b.savedAt.localeCompare(a.savedAt)), damaged };
}
