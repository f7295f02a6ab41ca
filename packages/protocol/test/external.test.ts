import { describe, expect, test } from 'vitest';
import {
  generateSigningKey,
  maxContentSize,
  oversizedBlock,
  readContent,
  readExternal,
  sign,
  verify,
  writeContent,
  writeExternal,
  type ExternalBlock,
  type Written,
} from '@posthorn/protocol';
import { sampleApplication, sampleAttachment, sampleFile } from './sample.ts';

const key = await generateSigningKey();

/** An application of a wind park: many answers, many files. */
async function largeApplication(): Promise<Written> {
  const turbines = Array.from({ length: 400 }, (_, i) => ({ number: i, site: 'Flurstück '.repeat(10) }));
  const attachments = Array.from({ length: 50 }, (_, i) => sampleAttachment(`Gutachten ${i}.pdf`));
  const application = sampleApplication({ answers: { turbines }, attachments });
  const jws = await sign('application', application, key);
  return writeContent({ kind: 'application', id: application.id, caseId: application.caseId, jws }, 'de', {
    title: 'Windpark',
  });
}

function externalOf(written: Written): { block: ExternalBlock; body: string } {
  const read = readContent(written.type, written.content);
  if (read.kind !== 'external') throw new Error(`Read as ${read.kind}`);
  return read;
}

async function sent(): Promise<{ written: Written; bytes: Uint8Array }> {
  const large = await largeApplication();
  const bytes = oversizedBlock(large);
  if (bytes === null) throw new Error('The application is not large.');
  return { written: await writeExternal(large, bytes, sampleFile()), bytes };
}

describe('a block that is too large for an event', () => {
  test('travels as an encrypted attachment and arrives as itself', async () => {
    const { written, bytes } = await sent();
    expect(new TextEncoder().encode(JSON.stringify(written.content)).length).toBeLessThan(maxContentSize);
    expect(written.content['body']).toContain('Antrag: Windpark');
    const read = await readExternal(externalOf(written), bytes);
    if (read.kind !== 'application') throw new Error(`Read as ${read.kind}`);
    const { attachments } = await verify('application', read.block.jws, key);
    expect(attachments).toHaveLength(50);
  });

  test('is refused when the attachment is another one', async () => {
    const { written, bytes } = await sent();
    const other = bytes.slice();
    other[100] = (other[100] ?? 0) ^ 1;
    expect(await readExternal(externalOf(written), other)).toMatchObject({ kind: 'malformed', code: 'file-corrupt' });
    expect(await readExternal(externalOf(written), bytes.slice(1))).toMatchObject({ code: 'file-corrupt' });
  });

  test('is refused when it is not JSON, or says another id than the event', async () => {
    const large = await largeApplication();
    const noise = new TextEncoder().encode('no JSON');
    const asNoise = await writeExternal(large, noise, sampleFile());
    expect(await readExternal(externalOf(asNoise), noise)).toMatchObject({
      kind: 'malformed',
      code: 'block-malformed',
    });

    const other = oversizedBlock(await largeApplication()) ?? noise;
    const asOther = await writeExternal(large, other, sampleFile());
    expect(await readExternal(externalOf(asOther), other)).toMatchObject({
      kind: 'malformed',
      code: 'block-malformed',
    });
  });

  test('a small one stays in its event', () => {
    const small = writeContent(
      { kind: 'reply', id: crypto.randomUUID(), caseId: crypto.randomUUID(), text: 'x' },
      'de',
    );
    expect(oversizedBlock(small)).toBeNull();
  });

  test('a long letter of 20,000 characters goes as an attachment, too', async () => {
    const text = 'ü'.repeat(20_000);
    const letter = writeContent({ kind: 'notice', id: crypto.randomUUID(), caseId: crypto.randomUUID(), text }, 'de');
    const bytes = oversizedBlock(letter);
    if (bytes === null) throw new Error('The letter is not large.');
    const written = await writeExternal(letter, bytes, sampleFile());
    expect(await readExternal(externalOf(written), bytes)).toMatchObject({ kind: 'notice', block: { text } });
  });

  test('a poll must fit into its event', () => {
    const choices = Array.from({ length: 20 }, (_, i) => ({ code: `c${i}`, text: '語'.repeat(200) }));
    const question = {
      kind: 'question',
      id: crypto.randomUUID(),
      caseId: crypto.randomUUID(),
      choices,
      multiple: true,
    } as const;
    const poll = writeContent({ ...question, text: '語'.repeat(2_000) }, 'de');
    const error = expect.objectContaining({ code: 'message-too-large' });
    expect(() => oversizedBlock(poll)).toThrow(error);
  });
});
