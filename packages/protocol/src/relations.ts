import { isObject, type JsonObject } from './json.ts';

/** `m.relates_to` of an event in a case: a thread (Matrix 1.4) whose root is the first event of the case. */
export type ThreadRelation = {
  rel_type: 'm.thread';
  event_id: string;
  is_falling_back: true;
  'm.in_reply_to': { event_id: string };
};

/** The relation that puts an event into a case. Clients without threads show it as a reply to the root. */
export function threadRelation(root: string): ThreadRelation {
  return { rel_type: 'm.thread', event_id: root, is_falling_back: true, 'm.in_reply_to': { event_id: root } };
}

/** The root of the thread that an event belongs to, or null. */
export function threadRootOf(content: JsonObject): string | null {
  return relatedEvent(content, 'm.thread');
}

/** The event that an event refers to (`m.reference`), or null. */
export function referenceOf(content: JsonObject): string | null {
  return relatedEvent(content, 'm.reference');
}

function relatedEvent(content: JsonObject, relType: string): string | null {
  const relation = content['m.relates_to'];
  if (!isObject(relation) || relation['rel_type'] !== relType) return null;
  return typeof relation['event_id'] === 'string' ? relation['event_id'] : null;
}
