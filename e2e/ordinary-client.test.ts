import { randomBytes } from 'node:crypto';
import { decryptAttachment } from 'matrix-encrypt-attachment';
import type { MatrixEvent } from 'matrix-js-sdk';
import { expect, test } from 'vitest';
import type { Agency } from '@posthorn/agency';
import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { Office } from './office.ts';
import { OrdinaryClient } from './ordinary-client.ts';
import { filledDraft, moveIn, nextEvent } from './residents.ts';

const kiel = 'https://kiel.example';
const decision = new TextEncoder().encode('%PDF-1.7\n% a decision\n%%EOF\n');
const proof = new TextEncoder().encode('%PDF-1.7\n% a proof\n%%EOF\n');

test(
  'an ordinary Matrix client reads two cases, votes, opens files and writes to the case worker',
  { timeout: 240_000 },
  async () => {
    const homeserver = sharedHomeserver();
    await using directory = await startTestDirectory();
    const town = { homeserver, directoryUrl: directory.url };
    const votes: string[] = [];
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
        votes.push(code);
        const files = [{ name: 'Bescheid.pdf', mediaType: 'application/pdf', bytes: decision }];
        await c.decide({ outcome: 'approved', text: { de: 'Sie wird ausgestellt.', en: 'It is issued.' }, files });
      });
    await using office = await Office.open(town, {
      clientId: kiel,
      localpart: `kiel-${randomBytes(4).toString('hex')}`,
      services: ['registration-certificate'],
      handlers,
    });
    await using resident = await moveIn(town);
    const { personId, recoverySecret } = resident;
    const matter = await (await filledDraft(resident.person, kiel, 'registration-certificate')).submit();
    await nextEvent(matter, 'question');

    const session = await homeserver.signInAtEid(personId);
    await using ordinary = await OrdinaryClient.open(session, recoverySecret);
    const roomId = ordinary.rooms()[0]?.roomId ?? '';
    await vote(ordinary, roomId, pollIn((await threadsOf(ordinary, roomId))[0]), 'card');
    await nextEvent(matter, 'status', ({ status }) => status === 'decided');

    // The same person on a device that speaks German, with a document of their own.
    await using phone = await moveIn(town, { personId, language: 'de' });
    await phone.person.recover(recoverySecret);
    const draft = await filledDraft(phone.person, kiel, 'registration-certificate');
    draft.set({ ...draft.answers, isFree: true, freeReason: 'volunteering' });
    await draft.attach('freeProof', { name: 'Nachweis.pdf', mediaType: 'application/pdf', bytes: proof });
    const second = await draft.submit();
    await nextEvent(second, 'question');
    await vote(ordinary, roomId, pollIn((await threadsOf(ordinary, roomId))[1]), 'invoice');
    await nextEvent(second, 'status', ({ status }) => status === 'decided');
    expect(votes).toEqual(['card', 'invoice']);

    const threads = await threadsOf(ordinary, roomId);
    expect(threads).toHaveLength(2);
    const [english = [], german = []] = threads;
    expect(english.map(readable)).toEqual([
      'Application: Order a registration certificate\nThe application has been submitted. The authority will confirm that it has received it.',
      expect.stringMatching(
        /^Confirmation of receipt: Order a registration certificate\nThe authority received your application on \d+ \w+ 20\d\d at \d+:\d\d\.$/,
      ),
      'Status: Received',
      'Status: In progress',
      'How would you like to pay?\nChoose one answer:\n- By invoice\n- By card',
      'Decision: Your application is approved.\nIt is issued.\nDocuments:\n- Bescheid.pdf',
      'Bescheid.pdf',
      'Status: Decided',
    ]);
    // The person's file and the receipt pass each other.
    expect(german.map(readable).filter((text) => text !== 'Nachweis.pdf')).toEqual([
      'Antrag: Meldebescheinigung bestellen\nDer Antrag ist abgeschickt. Die Behörde bestätigt Ihnen den Eingang.\nAnlagen:\n- Nachweis.pdf',
      expect.stringMatching(
        /^Eingangsbestätigung: Meldebescheinigung bestellen\nIhr Antrag ist am \d+\. \p{L}+ 20\d\d um \d+:\d\d Uhr bei der Behörde eingegangen\.\nZahl der Anlagen: 1$/u,
      ),
      'Stand: Eingegangen',
      'Stand: In Bearbeitung',
      'Wie möchten Sie zahlen?\nWählen Sie eine Antwort:\n- Auf Rechnung\n- Mit Karte',
      'Bescheid: Ihrem Antrag wird entsprochen.\nSie wird ausgestellt.\nDokumente:\n- Bescheid.pdf',
      'Bescheid.pdf',
      'Stand: Entschieden',
    ]);
    expect(shownIn(pollIn(english))).toEqual(['How would you like to pay?', 'By invoice', 'By card']);
    expect(shownIn(pollIn(german))).toEqual(['Wie möchten Sie zahlen?', 'Auf Rechnung', 'Mit Karte']);
    expect(await opened(ordinary, english, 'Bescheid.pdf')).toEqual(decision);
    expect(await opened(ordinary, german, 'Bescheid.pdf')).toEqual(decision);
    expect(await opened(ordinary, german, 'Nachweis.pdf')).toEqual(proof);
    // Besides the threads there is only the greeting, and no program's text anywhere.
    const texts = await ordinary.texts(roomId);
    expect(texts[0]).toMatch(/^The connection to the authority is set up\./);
    const inThreads = threads.flat().filter((event) => event.getType() === 'm.room.message');
    expect(texts.slice(1).toSorted()).toEqual(inThreads.map(readable).toSorted());

    const heard = new Promise<unknown>((resolve) => {
      office.agency.onMessage((message) => {
        if (message.kind === 'text') resolve(message.body['text']);
      });
    });
    const root = english[0]?.getId() ?? '';
    await ordinary.client.sendMessage(roomId, root, { msgtype: 'm.text' as never, body: 'Thank you!' });
    expect(await heard).toBe('Thank you!');
    const replies = [matter, second].map(({ id }) => {
      const messages = office.agency.case(id).history();
      return messages.filter((message) => message.kind === 'text').map((message) => message.body['text']);
    });
    expect(replies).toEqual([['Thank you!'], []]);
  },
);

interface PollStart {
  question: Record<string, string>;
  answers: (Record<string, string> & { id: string })[];
}

const pollStart = 'org.matrix.msc3381.poll.start';

/** The threads of a room, oldest first: each case is one. What stands alone is none. */
async function threadsOf(ordinary: OrdinaryClient, roomId: string): Promise<MatrixEvent[][]> {
  const shown = (await ordinary.history(roomId)).filter((event) =>
    ['m.room.message', pollStart].includes(event.getType()),
  );
  const byRoot = Map.groupBy(shown, (event) => {
    const relation = event.getWireContent()['m.relates_to'];
    return relation?.rel_type === 'm.thread' ? relation.event_id : event.getId();
  });
  return [...byRoot.values()].filter((events) => events.length > 1);
}

/** What a client shows of an event; a poll's text is its fallback where polls are unknown. */
function readable(event: MatrixEvent): string {
  const content = event.getContent();
  return String(content['body'] ?? content['org.matrix.msc1767.text']);
}

/** The question in a case's thread. */
function pollIn(thread: MatrixEvent[] = []): MatrixEvent {
  const poll = thread.find((event) => event.getType() === pollStart);
  if (!poll) throw new Error('the thread has no question');
  return poll;
}

/** What a client that knows polls shows: the question and its choices. */
function shownIn(poll: MatrixEvent): unknown[] {
  const { question, answers } = poll.getContent()[pollStart] as PollStart;
  return [question, ...answers].map((part) => part['org.matrix.msc1767.text']);
}

async function vote(ordinary: OrdinaryClient, roomId: string, poll: MatrixEvent, choice: string): Promise<void> {
  const { answers } = poll.getContent()[pollStart] as PollStart;
  expect(answers.map(({ id }) => id)).toContain(choice);
  const response = {
    'm.relates_to': { rel_type: 'm.reference', event_id: poll.getId() },
    'org.matrix.msc3381.poll.response': { answers: [choice] },
  };
  await ordinary.client.sendEvent(roomId, 'org.matrix.msc3381.poll.response' as never, response as never);
}

/** Downloads and decrypts a file of a thread as the Matrix specification says. */
async function opened({ client }: OrdinaryClient, thread: MatrixEvent[], name: string): Promise<Uint8Array> {
  const [event, ...others] = thread.filter((candidate) => candidate.getContent()['body'] === name);
  expect(event?.getContent()['msgtype']).toBe('m.file');
  expect(others).toEqual([]);
  const file = event?.getContent()['file'] as { url: string } & Parameters<typeof decryptAttachment>[1];
  const url = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, true, true) ?? '';
  const response = await fetch(url, { headers: { authorization: `Bearer ${client.getAccessToken()}` } });
  return new Uint8Array(await decryptAttachment(await response.arrayBuffer(), file));
}
