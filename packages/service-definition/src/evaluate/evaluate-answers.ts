import { isObject } from '@posthorn/protocol';
import type { Json, Language } from '@posthorn/protocol';

import type { ServiceDefinition } from '../definition/service-definition.ts';
import { compiledForm } from '../form/compiled-form.ts';
import type { CompiledForm } from '../form/compiled-form.ts';
import { fieldAt } from '../form/field-tree.ts';
import { filePlaces } from '../form/file-places.ts';
import { pointerSegments, valueAt } from '../form/pointer.ts';
import type { AnswerProblem, Finding } from './answer-problem.ts';
import { checkAttachments } from './check-attachments.ts';
import type { AttachmentInfo } from './check-attachments.ts';
import { feeFor } from './fee.ts';
import type { Fee } from './fee.ts';
import { hiddenFields, isOpen } from './hidden-fields.ts';
import { brokenLimit } from './limits.ts';
import { messageFor } from './messages.ts';
import { checkOwnKeywords } from './own-keywords.ts';
import { tidyAnswers } from './tidy-answers.ts';
import type { TidyAnswers } from './tidy-answers.ts';
import { validateAnswers } from './validate-answers.ts';

/** How to evaluate answers. */
export interface EvaluationOptions {
  /** Of messages and fee lines. */
  language: Language;
  /** The attached files; left out while a draft has none yet, which leaves them unchecked. */
  attachments?: readonly AttachmentInfo[];
  /** For dates that must not lie in the future or past; the clock's time if left out. */
  now?: Date;
}

/** What answers come to. */
export interface Evaluation {
  /** As they count: hidden fields dropped, defaults set. Evaluating them again changes nothing. */
  answers: Record<string, Json>;
  fee: Fee;
  problems: AnswerProblem[];
  valid: boolean;
  /** The ids of the pages that are shown. */
  pages: string[];
  /** The fields that are not asked with these answers, as JSON pointers. */
  hidden: ReadonlySet<string>;
}

/** The day in Germany, where the agencies are; a date in an application means that day. */
const germanDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' });

/**
 * Evaluates the answers to a service's form. The person's side and the agency's side call the same function, so what the form
 * shows is what the agency accepts. Takes anything, never throws because of answers, and sees to limits first, so hostile input is
 * refused quickly.
 *
 * @example
 * const { valid, fee, problems } = evaluateAnswers(service, { dog: { name: 'Bello' } }, { language: 'de' });
 */
export function evaluateAnswers(service: ServiceDefinition, answers: unknown, options: EvaluationOptions): Evaluation {
  const limit = brokenLimit(answers);
  if (limit !== null) return refused(service, limit, options);
  if (!isObject(answers)) return refused(service, 'answers-malformed', options);

  const form = compiledForm(service);
  const { tidied, hidden } = settle(form, answers);
  const today = germanDay.format(options.now ?? new Date());
  const findings: Finding[] = [
    ...tidied.unknownFields.map((path) => ({ path, code: 'unknown-field' })),
    ...tidied.longLists,
    // Comparing the entries of an endless list with each other would take for ever; it is wrong already.
    ...(tidied.longLists.length > 0 ? [] : validateAnswers(form, tidied.answers, hidden)),
    ...checkOwnKeywords(form.root, tidied.answers, today),
    ...(options.attachments === undefined
      ? []
      : checkAttachments(filePlaces(service, tidied.answers), options.attachments)),
  ];
  return {
    answers: tidied.answers as Record<string, Json>,
    fee: feeFor(service.fees, tidied.answers, options.language),
    problems: toProblems(form, findings, options.language),
    valid: findings.length === 0,
    pages: shownPages(service, tidied.answers),
    hidden,
  };
}

/**
 * Drops hidden fields until nothing changes: a field that is hidden may itself decide about another. Always from the original
 * answers, so a field that comes back brings its answer. Rules do not go in circles (the service file is checked for that), so
 * each round settles at least one more control.
 */
function settle(form: CompiledForm, answers: Record<string, unknown>): { tidied: TidyAnswers; hidden: Set<string> } {
  let hidden = new Set<string>();
  let tidied = tidyAnswers(form.root, answers, hidden);
  for (let round = 0; round <= form.controlCount; round += 1) {
    // Already wrong, and asking every entry of an endless list what it hides would take long.
    if (tidied.longLists.length > 0) break;
    const next = hiddenFields(form.controls, tidied.answers);
    const comesBack = [...hidden].some((pointer) => !next.has(pointer));
    const goesAway = [...next].some((pointer) => valueAt(tidied.answers, pointerSegments(pointer)) !== undefined);
    hidden = next;
    if (!comesBack && !goesAway) break;
    tidied = tidyAnswers(form.root, answers, hidden);
  }
  return { tidied, hidden };
}

function toProblems(form: CompiledForm, findings: readonly Finding[], language: Language): AnswerProblem[] {
  const problems = new Map<string, AnswerProblem>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.path}`;
    if (problems.has(key)) continue;
    const segments = pointerSegments(finding.path);
    const page = pageOf(form, finding.path);
    const message = messageFor(finding, fieldAt(form.root, segments), language);
    const problem: AnswerProblem = { path: finding.path, code: finding.code, message };
    problems.set(key, page === undefined ? problem : { ...problem, page });
  }
  const order = [...form.pages.keys()];
  return [...problems.values()].toSorted((a, b) => positionOf(a, order) - positionOf(b, order));
}

/** Where the form shows the field; what belongs to no field comes first. */
function positionOf({ path }: AnswerProblem, order: readonly string[]): number {
  return order.findLastIndex((pointer) => path === pointer || path.startsWith(`${pointer}/`));
}

function pageOf(form: CompiledForm, path: string): string | undefined {
  for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    const page = form.pages.get(place);
    if (page !== undefined) return page;
  }
  return undefined;
}

function shownPages(service: ServiceDefinition, answers: unknown): string[] {
  return service.form.pages
    .filter(({ rule }) => rule === undefined || isOpen({ rule }, answers, ''))
    .map(({ id }) => id);
}

function refused(service: ServiceDefinition, code: string, { language }: EvaluationOptions): Evaluation {
  const finding: Finding = { path: '', code };
  return {
    answers: {},
    fee: feeFor(service.fees, {}, language),
    problems: [{ path: '', code, message: messageFor(finding, undefined, language) }],
    valid: false,
    pages: [],
    hidden: new Set(),
  };
}
