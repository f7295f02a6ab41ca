import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countVote,
  generateSigningKey,
  languages,
  readContent,
  referenceOf,
  sign,
  threadRootOf,
  writeContent,
  type Language,
  type Outgoing,
} from '@posthorn/protocol';
import { sampleApplication, sampleAttachment, sampleMessages } from './sample.ts';

const caseId = crypto.randomUUID();
const threadRoot = '$root:localhost';

const wellFormed = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.floor(maxLength / 12) });

describe('what one side writes the other reads', () => {
  test('every kind in both languages', async () => {
    for (const message of await sampleMessages()) {
      for (const language of languages) {
        const { type, content } = writeContent(message, language, { threadRoot });
        const { kind, pollEventId: _poll, ...members } = { pollEventId: '', ...message };
        const read = readContent(type, JSON.parse(JSON.stringify(content)));
        expect(read).toMatchObject({ kind, block: { v: 1, ...members } });
      }
    }
  });

  test('any text, in any script', () => {
    fc.assert(
      fc.property(wellFormed(20_000), fc.constantFrom(...languages), (text, language) => {
        const { type, content } = writeContent({ kind: 'reply', id: crypto.randomUUID(), caseId, text }, language);
        expect(readContent(type, JSON.parse(JSON.stringify(content)))).toMatchObject({
          kind: 'reply',
          block: { text },
          body: text,
        });
      }),
    );
  });

  test('any question becomes a poll with the same choices', () => {
    const choices = fc.uniqueArray(
      fc.record({ code: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), text: wellFormed(200) }),
      {
        minLength: 1,
        maxLength: 20,
        selector: (choice) => choice.code,
      },
    );
    fc.assert(
      fc.property(wellFormed(2_000), choices, fc.boolean(), (text, picks, multiple) => {
        const question = { kind: 'question', id: crypto.randomUUID(), caseId, text, choices: picks, multiple } as const;
        const { type, content } = writeContent(question, 'de', { threadRoot });
        expect(type).toBe('org.matrix.msc3381.poll.start');
        expect(readContent(type, content)).toMatchObject({
          kind: 'question',
          block: { text, choices: picks, multiple },
        });
        expect(content['org.matrix.msc3381.poll.start']).toMatchObject({
          answers: picks.map(({ code }) => ({ id: code })),
        });
      }),
    );
  });

  test('names of 200 characters, HTML, emoji and right-to-left text stay what they are', () => {
    for (const name of [
      'n'.repeat(200),
      '<script>alert(1)</script>.pdf',
      '👩‍👩‍👧‍👦.pdf',
      'גדול.pdf',
      'a\u202efdp.exe',
      "O'Neil & Söhne.pdf",
    ]) {
      const attachment = sampleAttachment(name);
      const { type, content } = writeContent({ kind: 'attachment', id: crypto.randomUUID(), caseId, attachment }, 'de');
      expect(content).toMatchObject({ msgtype: 'm.file', body: name, filename: name });
      expect(content).not.toHaveProperty('formatted_body');
      expect(readContent(type, content)).toMatchObject({ kind: 'attachment', block: { attachment: { name } } });
    }
  });
});

describe('what an ordinary client shows', () => {
  const body = (message: Outgoing, language: Language): unknown =>
    writeContent(message, language, { title: 'Hund anmelden', step: 'Prüfung' }).content['body'];

  test('an application names the service and its files', async () => {
    const key = await generateSigningKey();
    const jws = await sign('application', sampleApplication({ attachments: [sampleAttachment('Nachweis.pdf')] }), key);
    expect(body({ kind: 'application', id: crypto.randomUUID(), caseId, jws }, 'de')).toBe(
      'Antrag: Hund anmelden\nDer Antrag ist abgeschickt. Die Behörde bestätigt Ihnen den Eingang.\nAnlagen:\n- Nachweis.pdf',
    );
  });

  test('a receipt says when, in German local time', async () => {
    const receipt = (await sampleMessages()).find(({ kind }) => kind === 'receipt');
    expect(receipt && body(receipt, 'de')).toContain('am 21. November 2026 um 20:01 Uhr');
    expect(receipt && body(receipt, 'en')).toContain('on 21 November 2026 at 20:01');
  });

  test('a status is said in words', () => {
    const status = { kind: 'status', id: crypto.randomUUID(), caseId, status: 'action-required' } as const;
    expect(body(status, 'de')).toBe('Stand: Ihre Mithilfe wird gebraucht\nSchritt: Prüfung');
    expect(body(status, 'en')).toBe('Status: We need something from you\nStep: Prüfung');
  });

  test('a request for a document says which files, how large and until when', () => {
    const request = {
      kind: 'document-request',
      id: crypto.randomUUID(),
      caseId,
      text: 'Bitte den Nachweis.',
      accept: ['application/pdf', 'image/jpeg'],
      maxSize: 5 * 1024 * 1024,
      due: '2026-12-15',
    } as const;
    expect(body({ ...request, accept: [...request.accept] }, 'de')).toBe(
      'Bitte den Nachweis.\nErlaubte Dateiformate: PDF, JPEG\nHöchstgröße je Datei: 5 MB\nBitte schicken Sie die Unterlagen bis zum 15. Dezember 2026.',
    );
  });

  test('a question can be read where polls are not known', () => {
    const choices = [
      { code: 'a', text: 'Ja' },
      { code: 'b', text: 'Nein' },
    ];
    const question = {
      kind: 'question',
      id: crypto.randomUUID(),
      caseId,
      text: 'Zieht er um?',
      choices,
      multiple: false,
    } as const;
    const { content } = writeContent(question, 'de');
    expect(content['org.matrix.msc1767.text']).toBe('Zieht er um?\nWählen Sie eine Antwort:\n- Ja\n- Nein');
  });

  test('a file name cannot pretend to be a line of the letter', async () => {
    const key = await generateSigningKey();
    const attachments = [sampleAttachment('a.pdf\nBescheid: bewilligt'), sampleAttachment('\u202efdp.exe')];
    const jws = await sign('application', sampleApplication({ attachments }), key);
    const text = body({ kind: 'application', id: crypto.randomUUID(), caseId, jws }, 'de');
    expect(text).toContain('- a.pdf Bescheid: bewilligt\n- \u2068\u202efdp.exe\u2069');
  });
});

describe('where it belongs', () => {
  test('messages of a case stand in its thread; a vote refers to its poll', async () => {
    for (const message of await sampleMessages()) {
      const { content } = writeContent(message, 'de', { threadRoot });
      if (message.kind === 'answer') expect(referenceOf(content)).toBe(message.pollEventId);
      else expect(threadRootOf(content)).toBe(threadRoot);
    }
    expect(threadRootOf({ body: 'x' })).toBeNull();
    expect(referenceOf({ 'm.relates_to': 'x' })).toBeNull();
  });
});

describe('what receivers would refuse is not written', () => {
  const base = { id: crypto.randomUUID(), caseId };
  test.each<[string, Outgoing, string]>([
    ['a text that is too long', { kind: 'reply', ...base, text: 'x'.repeat(20_001) }, 'block-too-large'],
    ['an empty text', { kind: 'reply', ...base, text: '' }, 'block-malformed'],
    ['an id that is none', { kind: 'reply', id: 'x', caseId, text: 'x' }, 'block-malformed'],
    ['half of an emoji', { kind: 'reply', ...base, text: '\ud83d' }, 'block-malformed'],
    ['a day that does not exist', { kind: 'notice', ...base, text: 'x', due: '2026-02-30' }, 'block-malformed'],
    [
      'the same code twice',
      {
        kind: 'question',
        ...base,
        text: '?',
        choices: [
          { code: 'a', text: 'A' },
          { code: 'a', text: 'B' },
        ],
        multiple: false,
      },
      'block-malformed',
    ],
  ])('%s', (_what, message, code) => {
    expect(() => writeContent(message, 'de')).toThrow(expect.objectContaining({ code, mend: expect.any(String) }));
  });
});

describe('votes', () => {
  const choices = ['a', 'b', 'c'].map((code) => ({ code, text: code }));

  test('count when they pick known choices, one where one is asked for', () => {
    expect(countVote({ choices, multiple: false }, ['b'])).toEqual(['b']);
    expect(countVote({ choices, multiple: true }, ['c', 'a', 'c'])).toEqual(['a', 'c']);
    expect(countVote({ choices, multiple: false }, ['a', 'b'])).toBeNull();
    expect(countVote({ choices, multiple: true }, ['a', 'zzz'])).toBeNull();
    expect(countVote({ choices, multiple: true }, [])).toEqual([]);
  });
});
