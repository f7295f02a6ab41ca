import type { FeeLine, FeeSchedule, FormSchema } from '@posthorn/service-definition';
import type { LocalizedText } from '@posthorn/protocol';

/** A line of the fee, before anything is filled in. */
export interface FeeLineView {
  label: LocalizedText;
  /** Cents. */
  from: number;
  /** Cents; null: there is no upper end. The same as `from` if the amount is fixed. */
  to: number | null;
  /** Due once for each entry of this list of the form. */
  perEntryOf: string | null;
  /** Due times the number in this field of the form. */
  times: string | null;
  /** Only due for certain answers. */
  isConditional: boolean;
}

/** @param form the form's schema without references, with texts in the person's language */
export function feeLines(fees: FeeSchedule | undefined, form: FormSchema): FeeLineView[] {
  return (fees?.lines ?? []).map((line) => {
    const item = line.perItem === undefined ? form : (fieldAt(form, line.perItem)?.items ?? {});
    return {
      label: line.label,
      ...rangeOf(line),
      perEntryOf: line.perItem === undefined ? null : (fieldAt(form, line.perItem)?.title ?? ''),
      times: line.times === undefined ? null : (fieldAt(item, line.times)?.title ?? ''),
      isConditional: line.when !== undefined,
    };
  });
}

function rangeOf({ amount, tiers = [] }: FeeLine): { from: number; to: number | null } {
  if (amount !== undefined) return { from: amount, to: amount };
  const amounts = tiers.map((tier) => tier.amount);
  const grows = tiers.some(({ basisPoints = 0 }) => basisPoints > 0);
  return { from: Math.min(...amounts), to: grows ? null : Math.max(...amounts) };
}

/** @param scope `#/properties/certificate/properties/copies` */
export function fieldAt(schema: FormSchema, scope: string): FormSchema | undefined {
  const names = scope
    .split('/')
    .slice(1)
    .filter((_, index) => index % 2 === 1);
  return names.reduce<FormSchema | undefined>((field, name) => field?.properties?.[name], schema);
}
