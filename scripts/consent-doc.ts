/**
 * Writes `docs/consent.md` from the table of the consent life cycle. With `--check` it writes nothing and fails when the committed file
 * differs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  consentEvents,
  consentRefusals,
  consentStates,
  consentTable,
  lawfulBases,
  type ConsentEvent,
  type ConsentState,
  type ConsentStep,
  type LawfulBasis,
} from '@posthorn/protocol';

const target = join(import.meta.dirname, '..', 'docs', 'consent.md');

const states: Record<ConsentState, string> = {
  requested: 'A service has asked, and the person has not answered. Every permission begins here.',
  denied: 'The person said no. The request still stands, so the person may change their mind.',
  active: 'The person agreed. The only state in which the service reads or writes.',
  'used-up': 'It was for one time, and that was it. Final.',
  expired: 'Its time is over. Final.',
  withdrawn: 'The person took the consent back. The service may ask again.',
  ended: 'The connection was destroyed. Final: a new connection has a new id and new permissions.',
  erased: 'The account was deleted. Final.',
};

const events: Record<ConsentEvent, string> = {
  renew: 'the service asks again, with a PERMISSION_REQUEST for the same id',
  approve: 'the person agrees, in a signed CONNECTION',
  deny: 'the person does not agree, in a signed CONNECTION',
  use: 'the service reads or writes, and may do so again',
  'use-up': 'the service reads or writes with a one-time permission',
  withdraw: 'the person withdraws a consent, with DELETE_CONSENT',
  'withdraw-other': 'the person does the same to a permission that rests on another basis',
  'end-connection': 'the person ends the connection; this permission rests on consent',
  'end-connection-other': 'the person ends the connection; this permission rests on another basis',
  expire: 'the clock reaches `expires`',
  erase: 'the person deletes the account',
};

const bases: Record<LawfulBasis, { letter: string; meaning: string; person: string }> = {
  CONSENT: {
    letter: 'a',
    meaning: 'The person freely agrees to one stated purpose. Saying no has no bad consequences.',
    person: 'Withdraws it at any time by one click, as easily as it was given. What was done before stays lawful.',
  },
  CONTRACT: {
    letter: 'b',
    meaning:
      'The data is needed to fulfil a contract with the person, or for steps before one that the person asked for.',
    person: 'Ends the contract; then the service has no ground any more, and has to stop.',
  },
  LEGAL_OBLIGATION: {
    letter: 'c',
    meaning: 'A law obliges the service to process the data, such as a duty to keep tax records.',
    person: 'Reads which law it is. Neither withdrawal nor objection.',
  },
  VITAL_INTERESTS: {
    letter: 'd',
    meaning: "Somebody's life or health depends on it, and there is no other basis.",
    person: 'Reads why. Neither withdrawal nor objection.',
  },
  PUBLIC_TASK: {
    letter: 'e',
    meaning: 'An authority needs the data for a task that a law gives it in the public interest.',
    person: 'Objects to the authority (GDPR Art. 21), which has to show compelling grounds or stop.',
  },
  LEGITIMATE_INTERESTS: {
    letter: 'f',
    meaning:
      'The service has an interest that outweighs those of the person. Authorities cannot use it for their tasks.',
    person: 'Objects to the service (GDPR Art. 21), which has to show compelling grounds or stop.',
  },
};

function cell(step: ConsentStep): string {
  return 'to' in step ? `**${step.to}**` : `*${step.refused}*`;
}

function table(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

const text = [
  '# Consent',
  '',
  'A permission lets one service read or write one area of data of one person. It stands in the records of the operator, signed by the',
  "person's device, and it goes through the states below. The same pure function says in the operator what happens, and in both SDKs what will",
  'happen: `packages/protocol/src/egendata/consent.ts`. Its laws are tested in `packages/protocol/test/consent.test.ts`.',
  '',
  'This page is made from that table by `node scripts/consent-doc.ts`.',
  '',
  '## States',
  '',
  ...table(
    ['state', 'meaning'],
    consentStates.map((state) => [`\`${state}\``, states[state]]),
  ),
  '',
  '## What happens to a permission',
  '',
  ...table(
    ['event', 'meaning'],
    consentEvents.map((event) => [`\`${event}\``, events[event]]),
  ),
  '',
  '## The table',
  '',
  'A bold word is the next state. A word in italics is a refusal: nothing changes, and its sentence below says why.',
  '',
  ...table(
    ['', ...consentStates.map((state) => `\`${state}\``)],
    consentEvents.map((event) => [`\`${event}\``, ...consentStates.map((state) => cell(consentTable[state][event]))]),
  ),
  '',
  '## Refusals',
  '',
  ...table(
    ['refusal', 'sentence'],
    Object.entries(consentRefusals).map(([name, sentence]) => [`\`${name}\``, sentence]),
  ),
  '',
  '## What always holds',
  '',
  '- Only an active permission lets anybody read or write.',
  "- Only the person's own signed answer makes a permission active. After a withdrawal the service has to ask again first.",
  '- Expired, used up, ended and erased are final. A service that needs more asks for a new permission with a new id.',
  '- A one-time permission is used at most once, whatever happens to it.',
  "- The person's click takes away only what rests on consent. Deleting the account takes away everything at this operator; what a service",
  '  already keeps by another basis, it keeps by its own law.',
  '',
  '## How often, and for how long',
  '',
  '- `expires` (seconds since 1970): from this second on the permission is expired, whether or not anybody has written that down yet.',
  '- `frequency: "ONE_TIME"`: the first read or write uses it up.',
  '- `frequency: {"per": "MONTH", "times": 2}`: so many uses in each calendar period: day, week (from Monday), month or year, all in UTC. What is',
  '  not used is not carried over. A use beyond that is refused with `used-up-for-now` and the moment from which it works again.',
  '',
  '## The six lawful bases',
  '',
  'Every permission names why the data may be processed (GDPR Art. 6(1)). Consent is one of six ways, and for an authority seldom the right',
  'one: who depends on an authority is hardly free to say no. Except for consent, the request says in `ground` which law, contract or',
  'interest it rests on, so that the person can be shown it beside the permission.',
  '',
  ...table(
    ['basis', 'Art. 6(1)', 'meaning', 'what the person can do'],
    lawfulBases.map((basis) => {
      const { letter, meaning, person } = bases[basis];
      return [`\`${basis}\``, `(${letter})`, meaning, person];
    }),
  ),
  '',
  'Whatever the basis is, the service gets nothing before the person has answered: the data is encrypted, and the device of the',
  'person has to add the key of the service to its readers. The operator cannot do it in their stead. So `approve` is the consent itself with',
  'the first basis, and with the others the act of unlocking data for a purpose that the law allows. Who has to give data by law and does not',
  'unlock it here will be asked for it in another way.',
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(
      'docs/consent.md is not what packages/protocol/src/egendata/consent.ts says. Run: node scripts/consent-doc.ts',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(target, text);
  console.log(`Wrote ${consentStates.length} states with ${consentEvents.length} events.`);
}
