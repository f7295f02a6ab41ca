import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockKey, blockKinds, readContent, writeContent, type Json } from '@posthorn/protocol';
import { sampleMessages } from './sample.ts';

const eventTypes = fc.constantFrom(
  'm.room.message',
  'org.matrix.msc3381.poll.start',
  'org.matrix.msc3381.poll.response',
  'm.x',
);

/** Of this thread alone: what else the machine does meanwhile does not count. */
function milliseconds(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

describe('whatever comes in', () => {
  test('any JSON under any block gives a result with a body, and never an exception', () => {
    fc.assert(
      fc.property(
        eventTypes,
        fc.constantFrom(...blockKinds),
        fc.jsonValue(),
        fc.jsonValue(),
        (type, kind, block, body) => {
          const result = readContent(type, { msgtype: 'm.text', body, [blockKey(kind)]: block });
          expect(typeof result.body).toBe('string');
        },
      ),
    );
    fc.assert(fc.property(eventTypes, fc.anything(), (type, content) => void readContent(type, content)));
  });

  test('a sound message with any one part replaced is read or refused, never thrown at', async () => {
    const written = (await sampleMessages()).map((message) => writeContent(message, 'de'));
    fc.assert(
      fc.property(fc.constantFrom(...written), fc.nat(), fc.jsonValue(), ({ type, content }, at, value) => {
        const changed = structuredClone(content);
        const places = placesIn(changed);
        const [parent, key] = places[at % places.length] ?? [changed, 'body'];
        parent[key] = value as Json;
        const result = readContent(type, changed);
        expect(result.kind).toBeTypeOf('string');
      }),
    );
  });

  test('an object that throws when it is touched is malformed', () => {
    const trap = new Proxy(
      {},
      {
        get(): never {
          throw new Error('trap');
        },
        getOwnPropertyDescriptor(): never {
          throw new Error('trap');
        },
      },
    );
    expect(readContent('m.room.message', trap).kind).toBe('malformed');
    expect(readContent('m.room.message', { 'org.posthorn.reply': trap }).kind).toBe('malformed');
  });

  test('a ring is refused, not followed', () => {
    const ring: Record<string, unknown> = { v: 1 };
    ring['next'] = ring;
    expect(readContent('m.room.message', { 'org.posthorn.reply': ring })).toMatchObject({ code: 'block-too-deep' });
  });
});

describe('too much', () => {
  const megabytes = 'x'.repeat(10 * 1024 * 1024);

  test('10 MB of text is refused within 100 ms', () => {
    const content = { msgtype: 'm.text', body: 'hi', 'org.posthorn.reply': { v: 1, text: megabytes } };
    const time = milliseconds(() =>
      expect(readContent('m.room.message', content)).toMatchObject({ code: 'block-too-large' }),
    );
    expect(time).toBeLessThan(100);
  });

  test('10 MB in a JWS is refused within 100 ms', () => {
    const content = { msgtype: 'm.text', body: 'hi', 'org.posthorn.application': { v: 1, jws: megabytes } };
    const time = milliseconds(() =>
      expect(readContent('m.room.message', content)).toMatchObject({ code: 'block-too-large' }),
    );
    expect(time).toBeLessThan(100);
  });

  test('10 MB of small values are refused within a second', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => Array.from({ length: 1_000 }, () => `${i}`.padStart(5)));
    const time = milliseconds(() =>
      expect(readContent('m.room.message', { 'org.posthorn.reply': { v: 1, many } })).toMatchObject({
        code: 'block-too-large',
      }),
    );
    expect(time).toBeLessThan(1_000);
  });

  test('a list of 100,000 entries is refused within 100 ms', () => {
    const content = { 'org.posthorn.reply': { v: 1, list: Array.from({ length: 100_000 }, () => 0) } };
    const time = milliseconds(() =>
      expect(readContent('m.room.message', content)).toMatchObject({ code: 'block-too-large' }),
    );
    expect(time).toBeLessThan(100);
  });

  test('a million levels are refused within 100 ms', () => {
    let deep: Json = 0;
    for (let level = 0; level < 1_000_000; level += 1) deep = [deep];
    const content = { 'org.posthorn.reply': { v: 1, deep } };
    const time = milliseconds(() =>
      expect(readContent('m.room.message', content)).toMatchObject({ code: 'block-too-deep' }),
    );
    expect(time).toBeLessThan(100);
  });

  test('a readable body is cut at the size of the largest event', () => {
    expect(readContent('m.room.message', { msgtype: 'm.text', body: megabytes }).body).toHaveLength(65_536);
  });
});

function placesIn(value: Json): [Record<string, Json>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, Json>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, Json>, string],
    ...placesIn(holder[key] ?? null),
  ]);
}
