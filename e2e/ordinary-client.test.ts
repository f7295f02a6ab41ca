import { decryptAttachment } from 'matrix-encrypt-attachment';
import type { MatrixEvent } from 'matrix-js-sdk';
import { expect, test } from 'vitest';
import type { Agency } from '@posthorn/agency';
import { startStack } from '@posthorn/stack';
import { Office } from './office.ts';
import { OrdinaryClient } from './ordinary-client.ts';
import { filledDraft, moveIn, nextEvent } from './residents.ts';

const kiel = 'https://kiel.example';
const pdf = new TextEncoder().encode('%PDF-1.7\n% a decision\n%%EOF\n');

test(
  'an ordinary Matrix client reads a case, votes, opens files and writes to the case worker',
  { timeout: 120_000 },
  async () => {
    await using stack = await startStack({ parts: ['homeserver', 'eid', 'operator'] });
    const { promise: voted, resolve: vote } = Promise.withResolvers<string>();
    const handlers = (agency: Agency): void =>
      agency.onApplication('registration-certificate', async (c) => {
        await c.status('in-progress');
        const { code } = await c.ask({
          text: { de: 'Wie möchten Sie zahlen?', en: 'How would you like to pay?' },
          choices: [
            { code: 'invoice', text: { de: 'Auf Rechnung', en: 'By invoice' } },
            { code: 'card', text: { de: 'Mit Karte', en: 'By card' } },
          ],
        });
        vote(code);
        const files = [{ name: 'Bescheid.pdf', mediaType: 'application/pdf', bytes: pdf }];
        await c.decide({ outcome: 'approved', text: { de: 'Sie wird ausgestellt.', en: 'It is issued.' }, files });
      });
    await using office = await Office.open(stack, {
      clientId: kiel,
      localpart: 'kiel',
      services: ['registration-certificate'],
      handlers,
    });
    await using resident = await moveIn(stack);
    const matter = await (await filledDraft(resident.person, kiel, 'registration-certificate')).submit();
    await nextEvent(matter, 'question');

    const session = await stack.homeserver.signInAtEid(resident.personId);
    await using ordinary = await OrdinaryClient.open(session, resident.recoverySecret);
    const [room] = ordinary.rooms();
    const roomId = room?.roomId ?? '';
    const texts = await ordinary.texts(roomId);
    expect(texts.length).toBeGreaterThanOrEqual(4);
    for (const text of texts) expect(text).toMatch(/^[^{<]{10,}/);

    const poll = (await ordinary.history(roomId)).find((event) => event.getType() === 'org.matrix.msc3381.poll.start');
    const start = poll?.getContent()['org.matrix.msc3381.poll.start'] as PollStart;
    expect(start.question['org.matrix.msc1767.text']).toBe('How would you like to pay?');
    expect(start.answers.map((answer) => answer['org.matrix.msc1767.text'])).toEqual(['By invoice', 'By card']);
    const pollId = poll?.getId() ?? '';
    const response = {
      'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
      'org.matrix.msc3381.poll.response': { answers: [start.answers[1]?.id] },
    };
    await ordinary.client.sendEvent(roomId, 'org.matrix.msc3381.poll.response' as never, response as never);
    expect(await voted).toBe('card');

    await nextEvent(matter, 'decision');
    await nextEvent(matter, 'attachment');
    const file = (await ordinary.history(roomId)).find((event) => event.getContent()['msgtype'] === 'm.file');
    expect(file?.getContent()['body']).toBe('Bescheid.pdf');
    expect(await opened(ordinary, file as MatrixEvent)).toEqual(pdf);

    const heard = new Promise<unknown>((resolve) => {
      office.agency.onMessage((message) => {
        if (message.kind === 'text') resolve(message.body['text']);
      });
    });
    const root = poll?.getWireContent()['m.relates_to'] as { event_id: string };
    await ordinary.client.sendMessage(roomId, root.event_id, { msgtype: 'm.text' as never, body: 'Thank you!' });
    expect(await heard).toBe('Thank you!');
    const replies = office.agency
      .case(matter.id)
      .history()
      .filter((message) => message.kind === 'text');
    expect(replies.map((message) => message.body['text'])).toEqual(['Thank you!']);
  },
);

interface PollStart {
  question: Record<string, string>;
  answers: (Record<string, string> & { id: string })[];
}

/** Downloads and decrypts a file as the Matrix specification says. */
async function opened({ client }: OrdinaryClient, event: MatrixEvent): Promise<Uint8Array> {
  const file = event.getContent()['file'] as { url: string } & Parameters<typeof decryptAttachment>[1];
  const url = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, true, true) ?? '';
  const response = await fetch(url, { headers: { authorization: `Bearer ${client.getAccessToken()}` } });
  return new Uint8Array(await decryptAttachment(await response.arrayBuffer(), file));
}
