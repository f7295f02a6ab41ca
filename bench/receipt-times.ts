import { readFile } from 'node:fs/promises';
import { type Person, signIn } from '@posthorn/citizen';
import { memoryStore } from '@posthorn/citizen/node';
import type { JsonObject } from '@posthorn/protocol';
import type { Stack } from '@posthorn/stack';
import { type Metrics, percentile } from './report.ts';

const APPLICATIONS = 30;
const kiel = 'https://kiel.example';

/** From pressing "send" to a receipt whose signature holds, one application after the other, through the gateway's process. */
export async function measureReceiptTimes(stack: Stack, progress: (line: string) => void): Promise<Metrics> {
  const { person } = await signIn({
    homeserver: stack.homeserverUrl,
    directory: stack.directoryUrl,
    store: await memoryStore(),
    loginToken: await stack.loginToken('test-be9c5'),
  });
  const example = new URL('../services/examples/registration-certificate.json', import.meta.url);
  const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
  await timeToReceipt(person, answers);
  progress(`${APPLICATIONS} applications`);
  const times: number[] = [];
  for (let index = 0; index < APPLICATIONS; index += 1) times.push(await timeToReceipt(person, answers));
  await person.close();
  return {
    'submit to verified receipt, p50': { value: percentile(times, 0.5), unit: 'ms' },
    'submit to verified receipt, p95': { value: percentile(times, 0.95), unit: 'ms' },
  };
}

async function timeToReceipt(person: Person, answers: JsonObject): Promise<number> {
  const draft = await person.draft({ agency: { id: kiel }, id: 'registration-certificate' });
  draft.set(answers);
  const begun = performance.now();
  const matter = await draft.submit();
  for await (const event of matter.events()) if (event.kind === 'receipt') break;
  await matter.verifyReceipt();
  return performance.now() - begun;
}
