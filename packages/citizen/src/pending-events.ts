import type { CaseEvent, EventBase } from './case-event.ts';
import { reduceCase, type CaseState } from './case-model.ts';
import type { OutgoingItem } from './outgoing.ts';

/**
 * The state with what is on its way at the end of its events. What the homeserver has taken counts as if it had come
 * back with the room already; what has not been sent changes nothing yet.
 */
export function withPending(state: CaseState, items: readonly OutgoingItem[]): CaseState {
  if (items.length === 0) return state;
  const inRoom = new Set(state.events.filter((event) => event.from === 'me').map((event) => event.id));
  const pending = items.filter((item) => !inRoom.has(item.id));
  const sent = pending.filter((item) => item.sent).map(pendingEvent);
  const waiting = pending.filter((item) => !item.sent);
  const application = waiting.find((item) => item.kind === 'application');
  const withSent = sent.reduce(reduceCase, state);
  return {
    ...withSent,
    service: withSent.service ?? application?.draft.service ?? null,
    events: [...withSent.events, ...waiting.map(pendingEvent)],
  };
}

function pendingEvent(item: OutgoingItem): CaseEvent {
  const base: EventBase = {
    // Not an event id yet; never the same as one.
    eventId: item.sent ?? `~${item.id}`,
    id: item.id,
    caseId: item.caseId,
    at: item.createdAt,
    from: 'me',
    body: '',
    verified: true,
    proof: 'device',
    problem: item.stopped,
    delivery: item.stopped ? 'stopped' : item.sent ? 'sent' : 'sending',
  };
  if (item.kind === 'application') {
    const { service, language, answers } = item.draft;
    return { ...base, kind: 'application', service, language, answers, attachments: [] };
  }
  if (item.kind === 'attachment') {
    const { name, mediaType, size } = item.attachment;
    return { ...base, body: name, kind: 'outgoing-file', request: item.request, name, mediaType, size };
  }
  switch (item.message.kind) {
    case 'answer':
      return { ...base, kind: 'answer', question: item.message.questionId, codes: item.message.codes };
    case 'reply':
      return { ...base, body: item.message.text, kind: 'reply', text: item.message.text };
    default:
      return { ...base, kind: 'withdrawal', reason: item.message.reason ?? null };
  }
}
