import { join } from 'node:path';
import type { Attachment } from '@posthorn/protocol';
import { Scanner } from '../canary/scanner.ts';
import { searchPlaces, type Place, type SearchResult } from '../canary/search.ts';
import type { Stack } from '../stack.ts';
import type { Applicant } from './applicant.ts';
import { expectThat, type Steps } from './steps.ts';
import { companyFolder } from './wind-farmer.ts';

/** Lies unencrypted in the homeserver's media on purpose: the search must find it there. */
const publicWord = 'Fundprobe';
/** Larger files hold none of the words. */
const smallFile = 500_000;

/** What of `words` a person reads: in all cases, with the contents and names of their files. */
export async function wordsReadBy(reader: Applicant, words: readonly string[]): Promise<string[]> {
  const scanner = new Scanner(words);
  const read = new Set<string>();
  const look = (bytes: Uint8Array): void => {
    for (const { word } of scanner.scan(Buffer.from(bytes))) read.add(word);
  };
  for (const matter of reader.person.cases()) {
    look(Buffer.from(JSON.stringify(matter.timeline)));
    for (const event of matter.timeline) {
      const files: readonly Attachment[] =
        event.kind === 'application'
          ? event.attachments
          : event.kind === 'decision'
            ? (event.decision?.files ?? [])
            : [];
      for (const file of files.filter(({ size }) => size < smallFile)) look(await matter.download(file));
    }
  }
  return [...read];
}

/** Leaves a public word where the homeserver keeps files. */
export async function plantPublicWord({ homeserver }: Stack): Promise<void> {
  const response = await fetch(`${homeserver.url}/_matrix/media/v3/upload?filename=public.txt`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await homeserver.adminToken()}`, 'content-type': 'text/plain' },
    body: `Eine öffentliche ${publicWord}, unverschlüsselt`,
  });
  expectThat(response.ok, `The homeserver refused a public file (${response.status}).`);
}

/** Everywhere outside of the people's and case workers' own memory, each with a public word that must be found there. */
function places(stack: Stack): Place[] {
  const { dataDir, logDir } = stack;
  const media = join(dataDir, 'homeserver', 'media');
  const pds = join(dataDir, 'operator', 'pds');
  return [
    { name: 'homeserver database', paths: [join(dataDir, 'homeserver')], except: [media], control: 'sh-permits' },
    { name: 'homeserver media', paths: [media], control: publicWord },
    { name: 'operator database', paths: [join(dataDir, 'operator')], except: [pds], control: 'Landeshauptstadt' },
    // Who may open a document stands beside it.
    { name: 'people’s data stores', paths: [pds], control: 'egendata://jwks/' },
    { name: 'eID data', paths: [join(dataDir, 'eid')], control: 'homeserver' },
    { name: 'logs', paths: [logDir], control: 'kiel.example' },
    { name: 'gateways (sealed)', paths: [join(dataDir, 'agencies')], control: 'dog-registration' },
    { name: 'company’s device (sealed)', paths: [companyFolder(stack)], control: 'key-check' },
  ];
}

/**
 * Ends all parts as a power cut would, so that nobody tidies up, and searches what they have left.
 *
 * @param recoverySecrets searched for, too; never said again
 */
export async function searchForSecrets(
  stack: Stack,
  steps: Steps,
  words: readonly string[],
  recoverySecrets: readonly string[],
): Promise<SearchResult> {
  const hidden = recoverySecrets.flatMap((secret) => [secret, secret.replaceAll(' ', '')]);
  const result = await steps.step(
    'Auditor',
    'searches what all parts have left behind',
    async () => {
      const parts = ['eid', 'homeserver', 'operator', 'gateway-kiel', 'gateway-flensburg', 'gateway-sh-permits'];
      await Promise.all(parts.map((part) => stack.supervisor.killPart(part)));
      return searchPlaces(places(stack), [...words, ...hidden]);
    },
    { within: 180_000, detail: ({ places: searched }) => searched.map(describe).join(', ') },
  );
  await steps.step('Auditor', 'found the public word of every place, so the search works', async () => {
    const blind = result.places.filter(({ controlFound }) => !controlFound).map(({ name }) => name);
    expectThat(blind.length === 0, `It did not find the public word in: ${blind.join(', ')}.`);
  });
  const sightings = result.sightings.map((found) =>
    hidden.includes(found.word) ? { ...found, word: 'a recovery secret' } : found,
  );
  await steps.step('Auditor', `found none of ${words.length} secret words and no recovery secret`, async () => {
    const seen = sightings.map(({ word, place, where, form }) => `${word} as ${form} in ${place}, ${where}`);
    expectThat(seen.length === 0, `Found: ${seen.slice(0, 20).join('; ')}.`);
  });
  return { ...result, sightings };
}

function describe({ name, files, bytes, values }: SearchResult['places'][number]): string {
  return `${name} (${files} files, ${(bytes / 1_000_000).toFixed(1)} MB, ${values} values)`;
}
