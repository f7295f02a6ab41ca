import { expect, test } from 'vitest';
import { isStatusWanted, readContent, readStatusRequest, writeContent, writeStatusResponse } from '@posthorn/protocol';

const sentAt = Date.parse('2026-11-21T20:00:00Z');

test('a person learns that a message was understood (MSC4300)', () => {
  const reply = { kind: 'reply', id: crypto.randomUUID(), caseId: crypto.randomUUID(), text: 'Ja' } as const;
  const { content } = writeContent(reply, 'de', { statusRequest: { from_device: 'PHONE', lifetime: 60_000 } });
  const request = readStatusRequest(content);
  if (request === null) throw new Error('No status is asked for.');
  expect(isStatusWanted(request, 'GATEWAY', sentAt, sentAt + 59_999)).toBe(true);
  expect(isStatusWanted(request, 'GATEWAY', sentAt, sentAt + 60_000)).toBe(false);

  const response = writeStatusResponse({ eventId: '$1:localhost', fromDevice: 'GATEWAY', status: 'success' });
  expect(readContent(response.type, response.content)).toEqual({
    kind: 'processing-status',
    eventId: '$1:localhost',
    fromDevice: 'GATEWAY',
    status: 'success',
    body: '',
  });
});

test('a request may be meant for one device', () => {
  const request = { from_device: 'PHONE', to_device: 'GATEWAY' };
  expect(isStatusWanted(request, 'GATEWAY', sentAt, sentAt)).toBe(true);
  expect(isStatusWanted(request, 'DESK', sentAt, sentAt)).toBe(false);
});

test('an error comes with words for people', () => {
  const messages = [{ type: 'error', text: 'Die Nachricht wurde nicht verstanden.' }] as const;
  const response = writeStatusResponse({ eventId: '$1', fromDevice: 'G', status: 'error', messages: [...messages] });
  expect(readContent(response.type, response.content)).toMatchObject({ status: 'error', body: messages[0].text });
});

test('what is no request asks for nothing', () => {
  expect(readStatusRequest({ body: 'x' })).toBeNull();
  expect(readStatusRequest('x')).toBeNull();
  expect(readStatusRequest({ 'de.gematik.msc4300.request.status': { lifetime: 'long' } })).toBeNull();
});
