import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  consentAt,
  consentEvents,
  consentRefusals,
  consentStates,
  consentTable,
  lawfulBases,
  mayUse,
  nextConsent,
  periodStart,
  type ConsentAct,
  type ConsentState,
  type ConsentTerms,
} from '@posthorn/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const acts = ['renew', 'approve', 'deny', 'use', 'withdraw', 'end-connection', 'expire', 'erase'] as const;
const begin = Date.parse('2026-01-01T00:00:00Z');
const day = 86_400_000;

const frequencies = fc.oneof(
  fc.constant('ONE_TIME' as const),
  fc.record({ per: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'YEAR'), times: fc.integer({ min: 1, max: 3 }) }),
);
const anyTerms: fc.Arbitrary<ConsentTerms> = fc.record(
  {
    lawfulBasis: fc.constantFrom(...lawfulBases),
    frequency: frequencies,
    expires: fc.integer({ min: begin / 1000, max: begin / 1000 + 400 * 86_400 }),
  },
  { requiredKeys: ['lawfulBasis'] },
);
const anyState = fc.constantFrom(...consentStates);
const anyAct = fc.constantFrom(...acts);
const anyInstant = fc.integer({ min: begin - 30 * day, max: begin + 800 * day }).map((time) => new Date(time));

/** What happens to a permission, in the order of time. */
const anyStory = fc
  .array(fc.record({ act: anyAct, at: anyInstant }), { maxLength: 40 })
  .map((steps) => steps.toSorted((one, other) => one.at.getTime() - other.at.getTime()));

type Entry = { act: ConsentAct; at: Date; before: ConsentState; after: ConsentState; done: boolean };

/** Lives through a story as the operator does: the clock first, then the count of uses, then the table. */
function live(terms: ConsentTerms, story: { act: ConsentAct; at: Date }[], first: ConsentState = 'requested'): Entry[] {
  const usedAt: Date[] = [];
  let state = first;
  return story.map(({ act, at }) => {
    const before = consentAt(terms, state, at);
    const step = nextConsent(terms, before, act);
    const done = 'to' in step && (act !== 'use' || mayUse(terms, before, usedAt, at).allowed);
    if (done && act === 'use') usedAt.push(at);
    state = done ? step.to : before;
    return { act, at, before, after: state, done };
  });
}

const usesOf = (lived: Entry[]): Date[] => lived.filter(({ act, done }) => act === 'use' && done).map(({ at }) => at);

describe('the life cycle of a permission', () => {
  test('has an answer for every state and every event: a next state, or a refusal that has a sentence', () => {
    expect(Object.keys(consentTable)).toEqual([...consentStates]);
    for (const state of consentStates) {
      expect(Object.keys(consentTable[state]).toSorted()).toEqual(consentEvents.toSorted());
      for (const step of Object.values(consentTable[state])) {
        if ('to' in step) expect(consentStates).toContain(step.to);
        else expect(consentRefusals[step.refused]).toMatch(/^[A-Z].+\.$/);
      }
    }
  });

  test('uses every state, event and refusal that it names', () => {
    const steps = Object.values(consentTable).flatMap((row) => Object.values(row));
    const reached = new Set(steps.map((step) => ('to' in step ? step.to : step.refused)));
    for (const state of consentStates) expect(reached).toContain(state);
    for (const refusal of Object.keys(consentRefusals)) {
      if (refusal !== 'used-up-for-now') expect(reached).toContain(refusal);
    }
  });

  test('lets nobody read or write unless the permission is active', () => {
    fc.assert(
      fc.property(anyTerms, anyState, fc.array(anyInstant), anyInstant, (terms, state, usedAt, now) => {
        const answer = mayUse(terms, state, usedAt, now);
        if (answer.allowed) expect([state, consentAt(terms, state, now)]).toEqual(['active', 'active']);
        if (state !== 'active') expect(nextConsent(terms, state, 'use')).toHaveProperty('refused');
      }),
    );
  });

  test('never leads to active without an approval by the person, from wherever it begins', () => {
    fc.assert(
      fc.property(anyTerms, anyState, anyStory, (terms, first, story) => {
        for (const { act, before, after } of live(terms, story, first)) {
          if (after === 'active' && before !== 'active') expect(act).toBe('approve');
          if (act !== 'approve' || before === 'withdrawn') continue;
          expect(['requested', 'denied', 'active'].includes(before)).toBe(after === 'active');
        }
      }),
    );
  });

  test('asks the person again after a withdrawal: an approval alone does not bring it back', () => {
    fc.assert(
      fc.property(anyTerms, anyStory, (terms, story) => {
        const lived = live(terms, story, 'withdrawn');
        const active = lived.findIndex(({ after }) => after === 'active');
        if (active !== -1) expect(lived.slice(0, active).map(({ act }) => act)).toContain('renew');
      }),
    );
  });

  test('ends for good when it expires, is used up, or its connection or account ends', () => {
    fc.assert(
      fc.property(
        anyTerms,
        fc.constantFrom('expired', 'used-up', 'ended', 'erased'),
        anyStory,
        (terms, state, story) => {
          const after = live(terms, story, state).map((entry) => entry.after);
          expect(after.every((later) => [state, 'ended', 'erased'].includes(later))).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(anyTerms, anyState, anyStory, (terms, first, story) => {
        for (const { at, after } of live(terms, story, first)) {
          if (terms.expires !== undefined && at.getTime() >= terms.expires * 1000) expect(after).not.toBe('active');
        }
      }),
    );
  });

  test('is taken away by the person’s click only if it rests on consent', () => {
    fc.assert(
      fc.property(anyTerms, anyState, fc.constantFrom('withdraw', 'end-connection'), (terms, state, click) => {
        const step = nextConsent(terms, state, click);
        if (click === 'withdraw') {
          const may = state === 'active' && terms.lawfulBasis === 'CONSENT';
          expect('to' in step ? step.to : null).toBe(may ? 'withdrawn' : null);
        }
        if (state === 'active' && terms.lawfulBasis !== 'CONSENT')
          expect(step).toEqual({ refused: 'basis-not-consent' });
      }),
    );
  });

  test('ends with the account whatever its basis is', () => {
    fc.assert(
      fc.property(anyTerms, anyState, (terms, state) => {
        expect(nextConsent(terms, state, 'erase')).toEqual({ to: 'erased' });
      }),
    );
  });

  test('says the same whenever it is asked the same, and changes nothing that it is given', () => {
    fc.assert(
      fc.property(anyTerms, anyState, anyAct, fc.array(anyInstant), anyInstant, (terms, state, act, usedAt, now) => {
        const given = structuredClone({ terms, usedAt });
        const ask = (): unknown => [nextConsent(terms, state, act), mayUse(terms, state, usedAt, now)];
        expect(ask()).toEqual(ask());
        expect(mayUse(terms, state, usedAt.toReversed(), now)).toEqual(mayUse(terms, state, usedAt, now));
        expect({ terms, usedAt }).toEqual(given);
      }),
    );
  });
});

describe('a permission', () => {
  test('for one time is used at most once, whatever happens', () => {
    fc.assert(
      fc.property(anyTerms, anyState, anyStory, (terms, first, story) => {
        expect(usesOf(live({ ...terms, frequency: 'ONE_TIME' }, story, first)).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('for so many times in a period is never used more often, and every time that it may be', () => {
    const names = {
      DAY: (at: Date) => at.toISOString().slice(0, 10),
      WEEK: (at: Date) => String(Math.floor((at.getTime() / day + 3) / 7)),
      MONTH: (at: Date) => at.toISOString().slice(0, 7),
      YEAR: (at: Date) => at.toISOString().slice(0, 4),
    };
    const frequently = fc.record({
      per: fc.constantFrom(...(Object.keys(names) as (keyof typeof names)[])),
      times: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(frequently, fc.array(anyInstant, { maxLength: 60 }), (frequency, instants) => {
        const inOrder = instants.toSorted((one, other) => one.getTime() - other.getTime());
        const story = inOrder.map((at) => ({ act: 'use' as const, at }));
        const used = usesOf(live({ lawfulBasis: 'CONSENT', frequency }, story, 'active'));
        const name = names[frequency.per];
        const wanted = Map.groupBy(inOrder, name);
        const got = Map.groupBy(used, name);
        for (const [period, wishes] of wanted) {
          expect(got.get(period)?.length).toBe(Math.min(wishes.length, frequency.times));
        }
      }),
    );
  });

  test('that is used up for this period says when it may be used again', () => {
    const terms: ConsentTerms = { lawfulBasis: 'PUBLIC_TASK', frequency: { per: 'WEEK', times: 2 } };
    const sunday = new Date('2026-11-22T23:59:59.999Z');
    const used = [new Date('2026-11-16T00:00:00Z'), new Date('2026-11-21T20:00:00Z')];
    const monday = new Date('2026-11-23T00:00:00Z');
    expect(mayUse(terms, 'active', used, sunday)).toEqual({
      allowed: false,
      refused: 'used-up-for-now',
      again: monday,
    });
    expect(mayUse(terms, 'active', used, monday)).toEqual({ allowed: true });
  });

  test.each([
    ['DAY', '2024-02-28T23:59:59Z', '2024-02-28', '2024-02-29'],
    ['WEEK', '2027-01-01T12:00:00Z', '2026-12-28', '2027-01-04'],
    ['MONTH', '2026-12-31T23:59:59Z', '2026-12-01', '2027-01-01'],
    ['YEAR', '2026-01-01T00:00:00Z', '2026-01-01', '2027-01-01'],
  ] as const)('counts by calendar, in UTC: %s', (per, instant, start, next) => {
    expect(periodStart(per, new Date(instant)).toISOString()).toBe(`${start}T00:00:00.000Z`);
    expect(periodStart(per, new Date(instant), 1).toISOString()).toBe(`${next}T00:00:00.000Z`);
  });

  test('is expired from its very second on, also before anybody has written it down', () => {
    const expires = Date.parse('2026-11-21T20:00:00Z') / 1000;
    const terms: ConsentTerms = { lawfulBasis: 'CONTRACT', expires };
    expect(mayUse(terms, 'active', [], new Date(expires * 1000 - 1))).toEqual({ allowed: true });
    expect(mayUse(terms, 'active', [], new Date(expires * 1000))).toEqual({ allowed: false, refused: 'expired' });
    expect(consentAt(terms, 'requested', new Date(expires * 1000))).toBe('expired');
  });
});

test('docs/consent.md says what the table says', async () => {
  const root = join(import.meta.dirname, '../../..');
  await promisify(execFile)(process.execPath, ['scripts/consent-doc.ts', '--check'], { cwd: root });
});
