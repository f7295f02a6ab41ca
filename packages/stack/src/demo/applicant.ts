import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Case, CitizenStore, Draft, FoundService, NewFile, Person, SignedIn } from '@posthorn/citizen';
import { memoryStore, signIn } from '@posthorn/citizen/node';
import { isPosthornError, type JsonObject } from '@posthorn/protocol';
import { filePlaces } from '@posthorn/service-definition';
import { repositoryRoot } from '../paths.ts';
import type { Stack } from '../stack.ts';
import { readPdf } from './pdf.ts';
import { expectThat, type Steps } from './steps.ts';

/** What is left of a story: who can read all of it, and the secret that opens the vault. */
export interface Told {
  readonly reader: Applicant;
  readonly recoverySecret: string;
}

/** Signs one of the eID's persons in on a new device. */
export async function signInAs(stack: Stack, personId: string, store?: CitizenStore): Promise<SignedIn> {
  return signIn({
    homeserver: stack.homeserverUrl,
    directory: stack.directoryUrl,
    store: store ?? (await memoryStore()),
    loginToken: await stack.loginToken(personId),
  });
}

/** Somebody who applies, told as steps in plain words. */
export class Applicant {
  readonly name: string;
  readonly person: Person;
  readonly #steps: Steps;

  constructor(name: string, person: Person, steps: Steps) {
    this.name = name;
    this.person = person;
    this.#steps = steps;
  }

  /** One step of this person's. */
  does<T>(what: string, work: () => Promise<T>, detail?: (value: T) => string): Promise<T> {
    return this.#steps.step(this.name, what, work, detail ? { detail } : {});
  }

  /** Finds the service by everyday words at a place; it must be the one of that agency. */
  async finds(text: string, place: string, expected: { id: string; agency: string }): Promise<FoundService> {
    return this.does(
      `looks for “${text}” in ${place}`,
      async () => {
        const { services, candidates } = await this.person.findServices(text, place);
        // A postcode may be that of several places: the person picks one.
        const [candidate] = candidates;
        const again = candidate ? await this.person.findServices(text, candidate) : { services };
        const [found] = again.services;
        expectThat(found !== undefined, 'Nothing was found.');
        const fits = found.id === expected.id && found.agency.id === expected.agency;
        expectThat(fits, `Found ${found.id} of ${found.agency.id}.`);
        return found;
      },
      (found) => `finds “${found.title}” of ${found.agency.name.de}`,
    );
  }

  /** Begins a draft from the service's example answers, with a document in each file field. */
  async fillsIn(
    service: FoundService,
    change: (answers: JsonObject) => void,
    fileFor: (field: string, accept: readonly string[]) => Promise<NewFile>,
  ): Promise<Draft> {
    const draft = await this.person.draft(service);
    const example = join(repositoryRoot, 'services/examples', `${service.id}.json`);
    const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
    change(answers);
    draft.set(answers);
    for (const { path, rule } of filePlaces(draft.definition, answers))
      await draft.attach(path, await fileFor(path, rule.accept));
    return draft;
  }

  /** Submits and waits for the receipt; verifies it against what was sent. */
  async submits(draft: Draft): Promise<Case> {
    const matter = await this.does(`submits it, end-to-end encrypted, with ${draft.attachments.length} documents`, () =>
      draft.submit(),
    );
    await this.does('gets a signed receipt, and it fits every answer and every file', async () => {
      await this.sees(() => matter.receipt);
      const receipt = await matter.verifyReceipt();
      expectThat(receipt.caseId === matter.id, 'The receipt is about another case.');
      expectThat(receipt.attachments.length === draft.attachments.length, 'The receipt lacks a document.');
    });
    return matter;
  }

  /** Answers the next open question of a case by codes; all must be among its choices. */
  async answers(matter: Case, ...codes: string[]): Promise<void> {
    await this.does(
      'answers a multiple-choice question',
      async () => {
        const question = await this.sees(() => matter.openQuestions[0]);
        expectThat((await matter.answer(question, codes)) === 'sent', 'The answer was not sent.');
        return question.choices.length;
      },
      (choices) => `${codes.length} of ${choices} choices`,
    );
  }

  /** Sends the document that is asked for next. */
  async sendsDocument(matter: Case, file: NewFile): Promise<void> {
    await this.does('is asked for a document and sends it', async () => {
      const request = await this.sees(() => matter.openDocumentRequests[0]);
      expectThat((await matter.upload(request, file)) === 'sent', 'The document was not sent.');
    });
  }

  /** Writes to the agency in plain words. */
  async writes(matter: Case, text: string): Promise<void> {
    await this.does('writes a plain reply', async () => {
      expectThat((await matter.reply(text)) === 'sent', 'The reply was not sent.');
    });
  }

  /** Reads the decision and its PDF, which must contain the given words. */
  async readsDecision(matter: Case, outcome: string, words: readonly string[]): Promise<void> {
    await this.does(`gets the decision (${outcome}), signed by the agency, and reads its PDF`, async () => {
      const decision = await this.sees(() => matter.timeline.find((event) => event.kind === 'decision'));
      expectThat(decision.verified && decision.proof === 'signature', 'The decision is not signed by the agency.');
      expectThat(decision.decision?.outcome === outcome, `The outcome is ${decision.decision?.outcome}.`);
      const text = await textOfDecision(matter);
      const missing = words.filter((word) => !text.includes(word));
      expectThat(missing.length === 0, `The PDF lacks ${missing.length} of the words it must hold.`);
    });
  }

  /** Waits until the case has this status. */
  async seesStatus(matter: Case, status: Case['status']): Promise<void> {
    await this.does(`sees that the case is ${status}`, async () => {
      await this.sees(() => (matter.status === status ? true : null));
    });
  }

  /** Looks at every change until there is something to see. */
  async sees<T>(look: () => T | null | undefined): Promise<T> {
    for (;;) {
      const { promise: changed, resolve } = Promise.withResolvers<void>();
      const stop = this.person.onChange(() => resolve());
      try {
        const seen = lookSafely(look);
        if (seen !== null && seen !== undefined) return seen;
        await changed;
      } finally {
        stop();
      }
    }
  }
}

/** A case that another device has made may not be here yet. */
function lookSafely<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (isPosthornError(error, 'case-unknown')) return null;
    throw error;
  }
}

/** The text of all PDFs of a case's decision, downloaded and decrypted. */
export async function textOfDecision(matter: Case): Promise<string> {
  const texts: string[] = [];
  for (const file of matter.decision?.files ?? []) texts.push(await readPdf(await matter.download(file)));
  expectThat(texts.length > 0, 'The decision has no file.');
  return texts.join('\n');
}
