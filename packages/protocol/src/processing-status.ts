import { isObject, type JsonObject } from './json.ts';
import {
  statusRequest,
  type StatusMessage,
  type StatusRequest,
  type StatusResponse,
} from './schemas/processing-status.ts';
import { isValid } from './validate.ts';

/** The member of an event's content that asks for a processing status (MSC4300, unstable prefix of the proposal). */
export const statusRequestKey = 'de.gematik.msc4300.request.status';

/** Event type, and member of its content, of a processing status (MSC4300, unstable prefix of the proposal). */
export const statusResponseType = 'de.gematik.msc4300.response.status';

/** The processing status that an event asks for, or null when it asks for none or not in the form of MSC4300. */
export function readStatusRequest(content: unknown): StatusRequest | null {
  const request = isObject(content) ? content[statusRequestKey] : undefined;
  return isValid(statusRequest, request) ? request : null;
}

/**
 * Whether this device should respond to a request now (MSC4300): it is meant, and the request's lifetime is not over.
 *
 * @param sentAt `origin_server_ts` of the asking event, milliseconds since 1970
 */
export function isStatusWanted(request: StatusRequest, device: string, sentAt: number, now: number): boolean {
  if (request.to_device !== undefined && request.to_device !== device) return false;
  return request.lifetime === undefined || now < sentAt + request.lifetime;
}

/** Writes a processing status (MSC4300). `messages` are shown to people: no inner details. */
export function writeStatusResponse(response: {
  eventId: string;
  fromDevice: string;
  status: 'success' | 'error';
  messages?: { type: StatusMessage['type']; text: string }[];
}): { type: typeof statusResponseType; content: StatusResponse & JsonObject } {
  const messages = response.messages?.map(({ type, text }) => ({ type, 'org.matrix.msc1767.text': [{ body: text }] }));
  return {
    type: statusResponseType,
    content: {
      [statusResponseType]: {
        from_device: response.fromDevice,
        status: response.status,
        ...(messages === undefined ? {} : { messages }),
      },
      'm.relates_to': { rel_type: 'm.reference', event_id: response.eventId },
    },
  };
}
