import type { CaseStatus, ServiceRef } from '@posthorn/protocol';
import type { CaseEvent, CaseEventOf, ProcessingNote } from './case-event.ts';

/** What the events of one case come to. A value: it never changes, a newer one takes its place. */
export interface CaseState {
  id: string;
  roomId: string;
  /** The first event, root of the case's thread; null while the application is still being sent. */
  root: string | null;
  service: ServiceRef | null;
  /** Title given by an agency that opened the case itself. */
  title: string | null;
  status: CaseStatus | 'sending';
  /** Id of the step of the service the case is in, if the agency said so. */
  step: string | null;
  /** All events in the order of the room. */
  events: readonly CaseEvent[];
  receipt: CaseEventOf<'receipt'> | null;
  decision: CaseEventOf<'decision'> | null;
}

/** A date by which something is due, and the event that says so. */
export interface Deadline {
  due: string;
  event: CaseEventOf<'document-request'> | CaseEventOf<'notice'>;
  /** True when what it asks for has been done. */
  met: boolean;
}

/** A case before its first event. */
export function emptyCase(id: string, roomId: string): CaseState {
  return {
    id,
    roomId,
    root: null,
    service: null,
    title: null,
    status: 'sending',
    step: null,
    events: [],
    receipt: null,
    decision: null,
  };
}

/**
 * The case after one more event. Pure: the same events in the same order always come to the same state.
 *
 * An event seen before changes nothing, but a waiting one is replaced by its readable self, at its place; the state is
 * then that of the events as if it had always been readable.
 */
export function reduceCase(state: CaseState, event: CaseEvent): CaseState {
  const known = state.events.findIndex((other) => other.eventId === event.eventId);
  if (known >= 0) {
    const events = state.events.with(known, event);
    return foldCase(state.id, state.roomId, events);
  }
  if (state.events.some((other) => isSameMessage(other, event))) return state;
  const next: CaseState = { ...state, root: state.root ?? event.eventId, events: [...state.events, event] };
  return event.verified ? { ...next, ...effect(next, event) } : next;
}

/** The state that a list of events comes to. */
export function foldCase(id: string, roomId: string, events: readonly CaseEvent[]): CaseState {
  let state = emptyCase(id, roomId);
  for (const event of events) state = reduceCase(state, event);
  return state;
}

/** Notes on an own event whether the agency could process it. */
export function noteProcessing(state: CaseState, note: ProcessingNote): CaseState {
  const delivery = note.status === 'success' ? 'understood' : 'not-understood';
  const events = state.events.map((event) =>
    event.eventId === note.of && event.from === 'me' ? { ...event, delivery } : event,
  );
  return { ...state, events: events as CaseEvent[] };
}

function isSameMessage(a: CaseEvent, b: CaseEvent): boolean {
  if (a.kind !== b.kind || a.kind === 'waiting' || a.id !== b.id || a.from !== b.from) return false;
  // Something unverified must not be able to shadow the real message.
  return a.verified || !b.verified;
}

function effect(state: CaseState, event: CaseEvent): Partial<CaseState> {
  switch (event.kind) {
    case 'application':
      return { service: state.service ?? event.service, status: earliest(state.status, 'submitted') };
    case 'receipt':
      return { receipt: state.receipt ?? event, status: earliest(state.status, 'received') };
    case 'refusal':
      return { status: 'rejected' };
    case 'status':
      return { status: event.status, step: event.step ?? state.step };
    case 'decision':
      return { decision: event, status: 'decided' };
    case 'withdrawal':
      return { status: 'withdrawn' };
    case 'notice':
      return { title: state.title ?? event.title, status: earliest(state.status, 'received') };
    default:
      return {};
  }
}

/** A receipt or notice moves a case on only from its very beginning: what the agency has said later counts more. */
function earliest(current: CaseState['status'], next: 'submitted' | 'received'): CaseState['status'] {
  const order = ['sending', 'submitted', 'received'];
  const rank = order.indexOf(current);
  return rank >= 0 && rank < order.indexOf(next) ? next : current;
}

const FINAL: ReadonlySet<string> = new Set(['rejected', 'withdrawn', 'closed']);

/** Questions that nobody has answered yet, oldest first. */
export function openQuestions(state: CaseState): CaseEventOf<'question'>[] {
  if (FINAL.has(state.status)) return [];
  return state.events
    .filter((event) => event.kind === 'question')
    .filter((event) => event.verified && answerTo(state, event).length === 0);
}

/** The codes of the last answer to a question; empty when there is none, or when it was taken back. */
export function answerTo(state: CaseState, question: Pick<CaseEvent, 'id' | 'eventId'>): string[] {
  const answers = state.events.filter((event) => event.kind === 'answer');
  const last = answers.findLast((event) => event.question === question.id || event.question === question.eventId);
  return last?.codes ?? [];
}

/** Requested documents that have not been sent yet, oldest first. */
export function openDocumentRequests(state: CaseState): CaseEventOf<'document-request'>[] {
  if (FINAL.has(state.status)) return [];
  return state.events
    .filter((event) => event.kind === 'document-request')
    .filter((event) => event.verified && !isFulfilled(state, event.id));
}

/** All dates by which something is due, the nearest first. */
export function deadlines(state: CaseState): Deadline[] {
  const found: Deadline[] = [];
  for (const event of state.events) {
    if (event.kind !== 'document-request' && event.kind !== 'notice') continue;
    if (!event.verified || !event.due) continue;
    const met = event.kind === 'document-request' ? isFulfilled(state, event.id) : FINAL.has(state.status);
    found.push({ due: event.due, event, met });
  }
  return found.toSorted((a, b) => a.due.localeCompare(b.due));
}

function isFulfilled(state: CaseState, requestId: string): boolean {
  return state.events.some((event) => {
    const isFile = event.kind === 'attachment' || event.kind === 'outgoing-file';
    return isFile && event.from === 'me' && event.request === requestId;
  });
}

/** Number of the agency's events after the one that the person has read last. */
export function unreadCount(state: CaseState, lastRead: string | null): number {
  const position = state.events.findLastIndex((event) => event.eventId === lastRead);
  return state.events.slice(position + 1).filter((event) => event.from === 'agency').length;
}
