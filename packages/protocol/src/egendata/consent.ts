/**
 * The life cycle of one permission, from the request to its end: pure, one total table. The operator obeys it, the SDKs foretell by it
 * what the operator will say, and `docs/consent.md` is made from it.
 */
import type { Frequency, LawfulBasis } from './permissions.ts';

/** Where a permission may stand. It begins as `requested`. */
export const consentStates = [
  'requested',
  'denied',
  'active',
  'used-up',
  'expired',
  'withdrawn',
  'ended',
  'erased',
] as const;

/** Where a permission stands. */
export type ConsentState = (typeof consentStates)[number];

/**
 * The columns of the table. `use-up` is the only use of a one-time permission; the events with `-other` are the person's click on a
 * permission that rests on another lawful basis than consent.
 */
export const consentEvents = [
  'renew',
  'approve',
  'deny',
  'use',
  'use-up',
  'withdraw',
  'withdraw-other',
  'end-connection',
  'end-connection-other',
  'expire',
  'erase',
] as const;

/** What may happen to a permission, as the table knows it. */
export type ConsentEvent = (typeof consentEvents)[number];

/**
 * What is done to a permission: `renew` (the service asks again), `approve` and `deny` (the person answers), `use` (the service reads or
 * writes), `withdraw` and `end-connection` (the person's click), `expire` (the clock), `erase` (the account is deleted).
 */
export type ConsentAct = Exclude<ConsentEvent, 'use-up' | 'withdraw-other' | 'end-connection-other'>;

/** Why something is refused, with the sentence that says so. */
export const consentRefusals = {
  'not-answered': 'The person has not answered the request yet.',
  denied: 'The person did not agree.',
  withdrawn: 'The person has withdrawn the consent.',
  'used-up': 'The permission was for one time, and it has been used.',
  'used-up-for-now': 'The permission has been used as often as it may be used in this period.',
  expired: 'The permission has expired.',
  'connection-ended': 'The connection has been ended; a new connection has a new id.',
  erased: 'The account has been deleted.',
  'ask-again-first': 'The consent was withdrawn; the service has to ask again before the person can answer again.',
  'new-id-needed': 'This permission is over for good; the service has to ask for a new one, with a new id.',
  'withdraw-instead': 'The permission is active and cannot be denied any more; a consent can be withdrawn.',
  'nothing-to-withdraw': 'There is no active consent that could be withdrawn.',
  'basis-not-consent': 'The permission does not rest on consent, so a click cannot take it away.',
} as const;

/** The name of a refusal. */
export type ConsentRefusal = keyof typeof consentRefusals;

/** What an event leads to. */
export type ConsentStep = { to: ConsentState } | { refused: ConsentRefusal };

/** What the life cycle has to know of a permission. */
export type ConsentTerms = {
  lawfulBasis: LawfulBasis;
  /** Seconds since 1970: from this second on it is expired. Never, if absent. */
  expires?: number;
  /** Without it: as often as needed. */
  frequency?: Frequency;
};

const to = (state: ConsentState): ConsentStep => ({ to: state });
const no = (refusal: ConsentRefusal): ConsentStep => ({ refused: refusal });

const neverUsed = (refusal: ConsentRefusal): Record<'use' | 'use-up', ConsentStep> => ({
  use: no(refusal),
  'use-up': no(refusal),
});
const neverAnswered = (refusal: ConsentRefusal): Record<'renew' | 'approve' | 'deny', ConsentStep> => ({
  renew: no(refusal),
  approve: no(refusal),
  deny: no(refusal),
});
const nothingToWithdraw = { withdraw: no('nothing-to-withdraw'), 'withdraw-other': no('nothing-to-withdraw') };
const endsWithConnection = { 'end-connection': to('ended'), 'end-connection-other': to('ended') };

/** Every state with every event: the next state, or why it is refused. Total, and all that the life cycle knows. */
export const consentTable: Readonly<Record<ConsentState, Readonly<Record<ConsentEvent, ConsentStep>>>> = {
  requested: {
    renew: to('requested'),
    approve: to('active'),
    deny: to('denied'),
    ...neverUsed('not-answered'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('expired'),
    erase: to('erased'),
  },
  denied: {
    renew: to('requested'),
    approve: to('active'),
    deny: to('denied'),
    ...neverUsed('denied'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('expired'),
    erase: to('erased'),
  },
  active: {
    renew: to('active'),
    approve: to('active'),
    deny: no('withdraw-instead'),
    use: to('active'),
    'use-up': to('used-up'),
    withdraw: to('withdrawn'),
    'withdraw-other': no('basis-not-consent'),
    'end-connection': to('ended'),
    'end-connection-other': no('basis-not-consent'),
    expire: to('expired'),
    erase: to('erased'),
  },
  'used-up': {
    ...neverAnswered('new-id-needed'),
    ...neverUsed('used-up'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('used-up'),
    erase: to('erased'),
  },
  expired: {
    ...neverAnswered('new-id-needed'),
    ...neverUsed('expired'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('expired'),
    erase: to('erased'),
  },
  withdrawn: {
    renew: to('requested'),
    approve: no('ask-again-first'),
    deny: no('ask-again-first'),
    ...neverUsed('withdrawn'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('expired'),
    erase: to('erased'),
  },
  ended: {
    ...neverAnswered('connection-ended'),
    ...neverUsed('connection-ended'),
    ...nothingToWithdraw,
    ...endsWithConnection,
    expire: to('ended'),
    erase: to('erased'),
  },
  erased: {
    ...neverAnswered('erased'),
    ...neverUsed('erased'),
    ...nothingToWithdraw,
    'end-connection': to('erased'),
    'end-connection-other': to('erased'),
    expire: to('erased'),
    erase: to('erased'),
  },
};

/**
 * What an act leads to. Looks at no clock and counts no uses: ask {@link consentAt} and {@link mayUse} first. Who stores the answer does
 * it in one transaction with the act, so that two uses at the same moment do not both find a one-time permission unused.
 */
export function nextConsent(terms: ConsentTerms, state: ConsentState, act: ConsentAct): ConsentStep {
  return consentTable[state][eventOf(terms, act)];
}

/** Where a permission stands at a moment: the stored state, or what has become of it because it has expired meanwhile. */
export function consentAt(terms: ConsentTerms, state: ConsentState, now: Date): ConsentState {
  if (terms.expires === undefined || now.getTime() < terms.expires * 1000) return state;
  const step = nextConsent(terms, state, 'expire');
  return 'to' in step ? step.to : state;
}

/** Whether a service may read or write now; if not, why, and from when on it may again when only the period is used up. */
export type UseAnswer = { allowed: true } | { allowed: false; refused: ConsentRefusal; again?: Date };

/**
 * Whether a permission may be used now.
 *
 * @param usedAt when it was used before, in any order; for a recurring permission the current period's uses are enough
 * @example
 * const terms = { lawfulBasis: 'CONSENT', frequency: { per: 'MONTH', times: 1 } };
 * mayUse(terms, 'active', [new Date('2026-11-02T08:00:00Z')], new Date('2026-11-21T08:00:00Z'));
 * // { allowed: false, refused: 'used-up-for-now', again: 2026-12-01T00:00:00Z }
 */
export function mayUse(terms: ConsentTerms, state: ConsentState, usedAt: readonly Date[], now: Date): UseAnswer {
  const step = nextConsent(terms, consentAt(terms, state, now), 'use');
  if ('refused' in step) return { allowed: false, refused: step.refused };
  if (terms.frequency === undefined) return { allowed: true };
  if (terms.frequency === 'ONE_TIME') {
    return usedAt.length === 0 ? { allowed: true } : { allowed: false, refused: 'used-up' };
  }
  const { per, times } = terms.frequency;
  const since = periodStart(per, now).getTime();
  const uses = usedAt.filter((instant) => instant.getTime() >= since).length;
  if (uses < times) return { allowed: true };
  return { allowed: false, refused: 'used-up-for-now', again: periodStart(per, now, 1) };
}

/** A period of a recurring permission. */
export type Period = Exclude<Frequency, 'ONE_TIME'>['per'];

/**
 * When the calendar period of an instant began, in UTC; weeks begin on Monday (ISO 8601).
 *
 * @param later so many periods later
 */
export function periodStart(per: Period, instant: Date, later = 0): Date {
  const [year, month, day] = [instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()];
  if (per === 'YEAR') return new Date(Date.UTC(year + later, 0));
  if (per === 'MONTH') return new Date(Date.UTC(year, month + later));
  if (per === 'DAY') return new Date(Date.UTC(year, month, day + later));
  const sinceMonday = (instant.getUTCDay() + 6) % 7;
  return new Date(Date.UTC(year, month, day - sinceMonday + 7 * later));
}

function eventOf(terms: ConsentTerms, act: ConsentAct): ConsentEvent {
  if (act === 'use' && terms.frequency === 'ONE_TIME') return 'use-up';
  if (act === 'withdraw' && terms.lawfulBasis !== 'CONSENT') return 'withdraw-other';
  if (act === 'end-connection' && terms.lawfulBasis !== 'CONSENT') return 'end-connection-other';
  return act;
}
