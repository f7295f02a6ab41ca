import type { Outgoing } from '@posthorn/protocol';
import type { EventProblem } from './case-event.ts';
import type { DraftDocument } from './draft-document.ts';
import type { OwnAttachment } from './uploads.ts';

interface ItemBase {
  /** The message's id: receivers deduplicate by it, and the transaction id is made of it. */
  id: string;
  caseId: string;
  agency: string;
  createdAt: string;
  /** Event id, once the homeserver has it. The item stays until the event comes back with the room. */
  sent: string | null;
  /** Why it is not tried any more by itself. Never recorded: after a restart it is tried once more. */
  stopped: (EventProblem & { mend: string }) | null;
}

/** An application on its way. */
export interface OutgoingApplication extends ItemBase {
  kind: 'application';
  draft: DraftDocument;
  /** Signed once, so that every try sends the same. */
  jws: string | null;
}

/** A file on its way: of an application, or for a document request. */
export interface OutgoingAttachment extends ItemBase {
  kind: 'attachment';
  attachment: OwnAttachment;
  request: string | null;
}

/** Any other message on its way. */
export interface OutgoingMessage extends ItemBase {
  kind: 'message';
  message: Extract<Outgoing, { kind: 'answer' | 'reply' | 'withdrawal' }>;
}

/** Something that still has to be sent. Kept on this device until it has arrived. */
export type OutgoingItem = OutgoingApplication | OutgoingAttachment | OutgoingMessage;

/** The members that all items have at first. */
export function newItem(id: string, caseId: string, agency: string): ItemBase {
  return { id, caseId, agency, createdAt: new Date().toISOString(), sent: null, stopped: null };
}
