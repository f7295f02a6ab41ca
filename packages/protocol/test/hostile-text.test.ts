import { beforeAll, describe, expect, test } from 'vitest';
import {
  generateSigningKey,
  isPosthornError,
  languages,
  readContent,
  sign,
  verify,
  writeContent,
  type Outgoing,
  type PrivateKey,
} from '@posthorn/protocol';
import { sampleMessages } from './sample.ts';

/** Every member that takes any text, in the block or in what it signs. */
const freeTexts: Partial<Record<Outgoing['kind'], string[]>> = {
  application: ['/answers/dog/name', '/answers/dog/chip', '/attachments/0/name'],
  refusal: ['/reasons/0/message'],
  status: ['/text'],
  question: ['/text', '/choices/0/text', '/choices/1/text'],
  'document-request': ['/text'],
  attachment: ['/attachment/name'],
  notice: ['/title', '/text'],
  reply: ['/text'],
  decision: ['/text', '/files/0/name'],
  withdrawal: ['/reason'],
};

const script = '<script>alert(1)</script>';
const hostileTexts = [
  script,
  '<img src=x onerror=alert(1)> &lt;b&gt; **bold** [a](javascript:alert(1))',
  '\u202Efdp.exe',
  '👩‍👩‍👧‍👦🇩🇪',
  `${'Ä'.repeat(199)}ß`,
];

describe('text that wants to be more than text', () => {
  let key: PrivateKey;
  let messages: Outgoing[];

  beforeAll(async () => {
    key = await generateSigningKey();
    messages = await sampleMessages(key);
  });

  test('fits into these members of a message and into no other', async () => {
    for (const message of messages) {
      const taking: string[] = [];
      for (const path of await pathsOf(message, key)) {
        if (await takes(message, path, key)) taking.push(path);
      }
      expect(taking, message.kind).toEqual(freeTexts[message.kind] ?? []);
    }
  });

  test.each(hostileTexts)('comes through all of them as it is, and never as HTML: %s', async (text) => {
    const facts = { title: text, step: text, threadRoot: '$root:localhost' };
    for (const sample of messages) {
      const paths = freeTexts[sample.kind] ?? [];
      const message = await rewrite(sample, key, (path, before) => (paths.includes(path) ? text : before));
      const { kind, pollEventId: _poll, ...members } = { pollEventId: '', ...message };
      for (const language of languages) {
        const { type, content } = writeContent(message, language, facts);
        const sent = JSON.stringify(content);
        const read = readContent(type, JSON.parse(sent));
        expect(read).toMatchObject({ kind, block: { v: 1, ...members } });
        if (paths.length > 0) expect(read.body, kind).toContain(text);
        expect(sent).not.toMatch(/"(formatted_body|format|org\.matrix\.msc1767\.(html|message))":/);
        if (type === 'm.room.message') expect(content['msgtype']).toMatch(/^m\.(text|file)$/);
      }
      if ('jws' in message) {
        const payload = await verify(message.kind, message.jws, key);
        expect(paths.map((path) => textAt(payload, path))).toEqual(paths.map(() => text));
      }
    }
  });
});

async function takes(message: Outgoing, path: string, key: PrivateKey): Promise<boolean> {
  try {
    writeContent(await rewrite(message, key, (at, before) => (at === path ? script : before)), 'de');
    return true;
  } catch (error) {
    if (isPosthornError(error, 'block-malformed')) return false;
    throw error;
  }
}

/**
 * The JSON pointers of all strings in a message, or of those that it signs. Without the kind, and without a file key's
 * `key_ops`, which may name any operations (RFC 7517) and are never shown.
 */
async function pathsOf(message: Outgoing, key: PrivateKey): Promise<string[]> {
  const paths: string[] = [];
  await rewrite(message, key, (path, text) => {
    paths.push(path);
    return text;
  });
  return paths.filter((path) => path !== '/kind' && !path.includes('/file/key/key_ops/'));
}

/** The message with other strings; what is signed is changed and signed again. */
async function rewrite(
  message: Outgoing,
  key: PrivateKey,
  change: (path: string, text: string) => string,
): Promise<Outgoing> {
  if (!('jws' in message)) return withStrings(message, change);
  const payload = withStrings(await verify(message.kind, message.jws, key), change);
  return { ...message, jws: await sign(message.kind, payload, key, { embedKey: message.kind === 'hello' }) };
}

function withStrings<T>(value: T, change: (path: string, text: string) => string, path = ''): T {
  if (typeof value === 'string') return change(path, value) as T;
  if (Array.isArray(value)) return value.map((entry, index) => withStrings(entry, change, `${path}/${index}`)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, entry]) => [name, withStrings(entry, change, `${path}/${name}`)]);
  return Object.fromEntries(entries) as T;
}

function textAt(value: unknown, path: string): unknown {
  let found: unknown;
  withStrings(value, (at, text) => {
    if (at === path) found = text;
    return text;
  });
  return found;
}
