import { PosthornError } from '@posthorn/protocol';
import { expect, test } from 'vitest';
import { readPdf, writePdf } from '../src/demo/pdf.ts';
import { expectThat, Steps } from '../src/demo/steps.ts';

test('a step that holds is a line with its time and what came out', async () => {
  const lines: string[] = [];
  const steps = new Steps((line) => lines.push(line));
  const sum = await steps.step('Frauke', 'adds two numbers', async () => 1 + 1, { detail: (value) => `gets ${value}` });
  expect(sum).toBe(2);
  expect(lines).toEqual([expect.stringMatching(/^✓ +0\.\d s {2}Frauke +adds two numbers: gets 2$/)]);
  expect(steps.results).toMatchObject([{ actor: 'Frauke', what: 'adds two numbers: gets 2', ok: true }]);
});

test('a step that fails says why, and ends what others are doing', async () => {
  const lines: string[] = [];
  const steps = new Steps((line) => lines.push(line));
  const waiting = steps.step('Ocke', 'waits for ever', () => new Promise(() => undefined));
  const mend = 'Start it again.';
  const failing = steps.step('Frauke', 'reads the answer', async () => {
    throw new PosthornError('part-crashed', 'The part broke down.', { mend, details: { log: 'last words' } });
  });
  const isThisOne: unknown = expect.objectContaining({ code: 'part-crashed' });
  await expect(failing).rejects.toEqual(isThisOne);
  await expect(waiting).rejects.toEqual(isThisOne);
  await expect(steps.step('Ocke', 'goes on', async () => 1)).rejects.toEqual(isThisOne);
  expect(steps.results.map(({ what, ok }) => [what, ok])).toEqual([['reads the answer', false]]);
  expect(lines.join('\n')).toMatch(/^✗.*reads the answer\n +The part broke down\. Start it again\.\n +last words$/);
});

test('a step that takes too long, or whose condition does not hold, has failed', async () => {
  const late = new Steps(() => undefined);
  await expect(late.step('Ocke', 'waits', () => new Promise(() => undefined), { within: 5 })).rejects.toThrow(
    '0.005 s',
  );
  const wrong = new Steps(() => undefined);
  const compare = async (): Promise<void> => expectThat(late.signal === wrong.signal, 'They differ.');
  await expect(wrong.step('Ocke', 'compares', compare)).rejects.toThrow('They differ.');
  expect([...late.results, ...wrong.results].map(({ ok }) => ok)).toEqual([false, false]);
});

test('a PDF that is written can be read, and its text lies in it openly', async () => {
  const { bytes } = await writePdf('Brief.pdf', ['Grüße aus Kiel (Förde)', 'C:\\Ablage'], 2000);
  expect(await readPdf(bytes)).toBe('Grüße aus Kiel (Förde)\nC:\\Ablage');
  expect(Buffer.from(bytes).toString('latin1')).toContain('Grüße aus Kiel');
});
