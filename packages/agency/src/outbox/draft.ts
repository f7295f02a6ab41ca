import type { CaseStatus, Choice, DecisionOutcome, Language } from '@posthorn/protocol';

/**
 * What the agency wants to say, as it is kept until it can be sent: uploads, the thread's root and the signature of a decision come
 * in when it is composed.
 */
export type Draft = DraftHead &
  (
    | { kind: 'receipt' | 'refusal'; jws: string }
    | { kind: 'status'; status: CaseStatus; step?: string; text?: string }
    | { kind: 'question'; template?: string; text: string; choices: Choice[]; multiple: boolean }
    | { kind: 'document-request'; text: string; accept: string[]; maxSize: number; due?: string }
    | { kind: 'notice'; title?: string; text: string; due?: string }
    | { kind: 'attachment'; fileId: string }
    | { kind: 'decision'; outcome: DecisionOutcome; text: string; fileIds: string[]; decidedAt: string }
    | { kind: 'processing'; eventId: string; status: 'success' | 'error'; messages: string[] }
  );

export interface DraftHead {
  /** Message id, when it was decided already. */
  id?: string;
  /** Null for a processing status, which is about an event and not about a case. */
  caseId: string | null;
  /** The language of the readable body. */
  language: Language;
  /** Event id of the thread's root when there is no case to look it up from. */
  thread?: string;
}
