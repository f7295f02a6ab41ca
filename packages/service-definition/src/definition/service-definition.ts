import type { LocalizedText } from '@posthorn/protocol';

import type { FormSchema } from './form-schema.ts';
import type { UiElement, UiRule } from './ui-element.ts';

/** A law or by-law that a service rests on, under its official name. */
export interface LegalBasis {
  title: string;
  url?: string;
}

/** An agency and the regions for which it does the service. */
export interface Responsibility {
  /** The agency's clientId, a URL. */
  agency: string;
  /** Prefixes of the official regional key (ARS), 2 to 12 digits. */
  regions: string[];
}

/** A page of the form. */
export interface FormPage {
  id: string;
  title: LocalizedText;
  description?: LocalizedText;
  /** When the page is shown at all. */
  rule?: UiRule;
  ui: UiElement;
}

/** One tier: applies up to and including `upTo` (the last tier has none). */
export interface FeeTier {
  upTo?: number;
  /** Cents. */
  amount: number;
  /** Plus hundredths of a percent (basis points) of what lies above `above`; only where the field is an amount in euros. */
  basisPoints?: number;
  above?: number;
}

/** One line of the fee. Exactly one of `amount` and `tiers`. Scopes point into the answers, as in the UI schema. */
export interface FeeLine {
  label: LocalizedText;
  /** Cents. */
  amount?: number;
  tiers?: FeeTier[];
  /** The number whose tier counts. Inside `perItem` relative to the item. */
  of?: string;
  /** Once for each item of this repeatable group. */
  perItem?: string;
  /** Times this number. Inside `perItem` relative to the item. */
  times?: string;
  /** Only if this holds: for the answers, or with `perItem` for the item. */
  when?: FormSchema;
}

/** What a service costs. The sum of all lines that apply. */
export interface FeeSchedule {
  currency: 'EUR';
  lines: FeeLine[];
  /** The agency fixes the final amount; the person sees this sum as an estimate. */
  estimate?: boolean;
  note?: LocalizedText;
}

/** The statuses of a case. */
export const caseStatuses = [
  'submitted',
  'received',
  'in-progress',
  'action-required',
  'decided',
  'rejected',
  'withdrawn',
  'closed',
] as const;

/** A status of a case. */
export type CaseStatus = (typeof caseStatuses)[number];

/** A step of the work on a case and the status it stands for. */
export interface Step {
  id: string;
  title: LocalizedText;
  status: CaseStatus;
}

/** A choice that answers a question; the code is what programs see. */
export interface QuestionChoice {
  code: string;
  text: LocalizedText;
}

/** A question that the agency may ask about a case. */
export interface QuestionTemplate {
  text: LocalizedText;
  choices: QuestionChoice[];
  multiple?: boolean;
}

/** A kind of document that the agency may ask for later. */
export interface DocumentKind {
  id: string;
  title: LocalizedText;
  description?: LocalizedText;
  accept: string[];
  /** Bytes. */
  maxSize: number;
}

/** Who applies. */
export type Applicant = 'person' | 'company';

/**
 * A service, as its file says it. Plain JSON. Comes from {@link parseService} or {@link readDefinition}, which have checked it;
 * treat it as immutable: what is worked out from it is cached by the object.
 */
export interface ServiceDefinition {
  id: string;
  version: number;
  /** Key in the German catalogue of services (LeiKa), 14 digits. */
  leikaKey: string;
  title: LocalizedText;
  summary: LocalizedText;
  description?: LocalizedText;
  /** Words under which people look for it. */
  keywords: { de: string[]; en: string[] };
  legalBasis: LegalBasis[];
  responsible: Responsibility[];
  applicant: Applicant[];
  form: { schema: FormSchema; pages: FormPage[] };
  fees?: FeeSchedule;
  steps: Step[];
  questions: Record<string, QuestionTemplate>;
  documents?: DocumentKind[];
  /** How long the agency keeps a case, ISO 8601 duration, e.g. `P3Y`. */
  retention: string;
}
