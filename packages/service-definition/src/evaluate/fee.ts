import type { Language } from '@posthorn/protocol';

import type { FeeLine, FeeSchedule, FeeTier } from '../definition/service-definition.ts';
import { scopeSegments, valueAt } from '../form/pointer.ts';
import { satisfies } from '../form/schema-condition.ts';

/** What a service costs with these answers. */
export interface Fee {
  /** Cents. */
  amount: number;
  currency: 'EUR';
  /** The lines that apply, each in cents. */
  lines: { label: string; amount: number }[];
  /** The agency fixes the final amount. */
  estimate: boolean;
}

/** The fee for tidied answers. Integer cents throughout; shares are rounded half up. Lines that come to nothing are left out. */
export function feeFor(schedule: FeeSchedule | undefined, answers: unknown, language: Language): Fee {
  const lines = (schedule?.lines ?? [])
    .map((line) => ({ label: line.label[language] ?? line.label.de, amount: lineAmount(line, answers) }))
    .filter((line) => line.amount > 0);
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  return { amount, currency: 'EUR', lines, estimate: schedule?.estimate ?? false };
}

function lineAmount(line: FeeLine, answers: unknown): number {
  if (line.perItem === undefined) return amountFor(line, answers);
  const items = valueAt(answers, scopeSegments(line.perItem));
  return Array.isArray(items) ? items.reduce<number>((sum, item) => sum + amountFor(line, item), 0) : 0;
}

function amountFor(line: FeeLine, value: unknown): number {
  if (line.when !== undefined && !satisfies(line.when, value)) return 0;
  const times = line.times === undefined ? 1 : countAt(value, line.times);
  const amount =
    line.tiers === undefined ? (line.amount ?? 0) : tierAmount(line.tiers, numberAt(value, line.of ?? '#'));
  // An absurd number in an answer must not make an amount that is no integer any more.
  return Math.min(amount * times, Number.MAX_SAFE_INTEGER);
}

function tierAmount(tiers: readonly FeeTier[], value: number | undefined): number {
  if (value === undefined) return 0;
  const tier = tiers.find(({ upTo }) => upTo === undefined || value <= upTo);
  if (tier === undefined) return 0;
  const centsAbove = Math.max(0, Math.round(value * 100) - Math.round((tier.above ?? 0) * 100));
  return tier.amount + Math.round((centsAbove * (tier.basisPoints ?? 0)) / 10_000);
}

function numberAt(value: unknown, scope: string): number | undefined {
  const found = valueAt(value, scopeSegments(scope));
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function countAt(value: unknown, scope: string): number {
  return Math.max(0, Math.trunc(numberAt(value, scope) ?? 0));
}
