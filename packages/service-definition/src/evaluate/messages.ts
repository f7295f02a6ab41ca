import type { Language } from '@posthorn/protocol';

import { formatDay, formatNumber, formatSize } from './number-format.ts';
import type { Finding } from './answer-problem.ts';
import type { Field } from '../form/field-tree.ts';

type Values = Record<string, string | number>;
type Wording = { [language in Language]: string };

/**
 * What a person reads, by code; `code/kind` where the kind of field makes a difference. Plain official language: what to do, not what
 * the program found. `{limit}` and the like are filled in.
 */
const wordings: Record<string, Wording> = {
  required: { de: 'Bitte füllen Sie dieses Feld aus.', en: 'Please fill in this field.' },
  'required/choice': { de: 'Bitte wählen Sie eine Antwort aus.', en: 'Please choose an answer.' },
  'required/confirmation': { de: 'Bitte bestätigen Sie diese Angabe.', en: 'Please confirm this statement.' },
  'required/file': { de: 'Bitte fügen Sie diese Unterlage bei.', en: 'Please attach this document.' },
  'required/list': { de: 'Bitte machen Sie mindestens eine Angabe.', en: 'Please add at least one entry.' },
  type: { de: 'Diese Angabe hat die falsche Form.', en: 'This answer has the wrong form.' },
  'type/number': { de: 'Bitte geben Sie eine Zahl ein.', en: 'Please enter a number.' },
  'type/integer': { de: 'Bitte geben Sie eine ganze Zahl ein.', en: 'Please enter a whole number.' },
  'type/boolean': { de: 'Bitte antworten Sie mit Ja oder Nein.', en: 'Please answer yes or no.' },
  'type/string': { de: 'Bitte geben Sie einen Text ein.', en: 'Please enter a text.' },
  'type/file': { de: 'Bitte fügen Sie diese Unterlage bei.', en: 'Please attach this document.' },
  'min-length': {
    de: 'Bitte geben Sie mindestens {limit} Zeichen ein.',
    en: 'Please enter at least {limit} characters.',
  },
  'max-length': {
    de: 'Bitte geben Sie höchstens {limit} Zeichen ein.',
    en: 'Please enter no more than {limit} characters.',
  },
  pattern: {
    de: 'Bitte prüfen Sie die Schreibweise dieser Angabe.',
    en: 'Please check how this answer is written.',
  },
  'pattern/example': {
    de: 'Bitte prüfen Sie die Schreibweise dieser Angabe. Beispiel: {example}',
    en: 'Please check how this answer is written. Example: {example}',
  },
  format: { de: 'Bitte prüfen Sie diese Angabe.', en: 'Please check this answer.' },
  'format/date': { de: 'Bitte geben Sie ein gültiges Datum ein.', en: 'Please enter a valid date.' },
  'format/date-time': { de: 'Bitte geben Sie Datum und Uhrzeit ein.', en: 'Please enter a date and time.' },
  'format/time': { de: 'Bitte geben Sie eine gültige Uhrzeit ein.', en: 'Please enter a valid time.' },
  'format/email': {
    de: 'Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@example.de.',
    en: 'Please enter a valid email address, such as name@example.com.',
  },
  'format/iban': {
    de: 'Bitte prüfen Sie die IBAN: Die Prüfziffer stimmt nicht.',
    en: 'Please check the IBAN: its check digits are wrong.',
  },
  'format/uri': {
    de: 'Bitte geben Sie eine vollständige Internetadresse ein.',
    en: 'Please enter a complete web address.',
  },
  'format/posthorn-file': {
    de: 'Bitte fügen Sie diese Unterlage erneut bei.',
    en: 'Please attach this document again.',
  },
  minimum: { de: 'Bitte geben Sie mindestens {limit} ein.', en: 'Please enter {limit} or more.' },
  maximum: { de: 'Bitte geben Sie höchstens {limit} ein.', en: 'Please enter {limit} or less.' },
  'exclusive-minimum': { de: 'Bitte geben Sie mehr als {limit} ein.', en: 'Please enter more than {limit}.' },
  'exclusive-maximum': { de: 'Bitte geben Sie weniger als {limit} ein.', en: 'Please enter less than {limit}.' },
  'multiple-of': { de: 'Bitte geben Sie ein Vielfaches von {limit} ein.', en: 'Please enter a multiple of {limit}.' },
  'multiple-of/cents': {
    de: 'Bitte geben Sie höchstens zwei Stellen nach dem Komma ein.',
    en: 'Please enter no more than two decimal places.',
  },
  'min-items': { de: 'Bitte machen Sie mindestens {limit} Einträge.', en: 'Please add at least {limit} entries.' },
  'max-items': { de: 'Bitte machen Sie höchstens {limit} Einträge.', en: 'Please add no more than {limit} entries.' },
  'unique-items': { de: 'Bitte nennen Sie jeden Eintrag nur einmal.', en: 'Please name each entry only once.' },
  enum: { de: 'Bitte wählen Sie eine der Antworten aus.', en: 'Please choose one of the answers.' },
  'one-of': { de: 'Bitte wählen Sie eine der Antworten aus.', en: 'Please choose one of the answers.' },
  const: { de: 'Bitte bestätigen Sie diese Angabe.', en: 'Please confirm this statement.' },
  combination: { de: 'Diese Angaben passen nicht zusammen.', en: 'These answers do not fit together.' },
  'date-min': { de: 'Bitte geben Sie ein Datum ab dem {limit} ein.', en: 'Please enter a date on or after {limit}.' },
  'date-max': { de: 'Bitte geben Sie ein Datum bis zum {limit} ein.', en: 'Please enter a date on or before {limit}.' },
  'date-min/today': {
    de: 'Das Datum darf nicht in der Vergangenheit liegen.',
    en: 'The date must not be in the past.',
  },
  'date-max/today': { de: 'Das Datum darf nicht in der Zukunft liegen.', en: 'The date must not be in the future.' },
  'unknown-field': { de: 'Diese Angabe ist im Formular nicht vorgesehen.', en: 'The form has no such field.' },
  'answers-malformed': { de: 'Die Angaben sind nicht lesbar.', en: 'The answers cannot be read.' },
  'answers-too-large': { de: 'Die Angaben sind zu umfangreich.', en: 'The answers are too large.' },
  'answers-too-deep': { de: 'Die Angaben sind zu tief verschachtelt.', en: 'The answers are nested too deeply.' },
  'attachment-missing': { de: 'Bitte fügen Sie diese Unterlage bei.', en: 'Please attach this document.' },
  'attachment-repeated': {
    de: 'Bitte fügen Sie jede Datei nur einmal bei.',
    en: 'Please attach each file only once.',
  },
  'attachment-unknown': {
    de: 'Eine beigefügte Datei gehört zu keiner Angabe.',
    en: 'An attached file belongs to none of the answers.',
  },
  'attachment-field': {
    de: 'Eine Datei ist der falschen Angabe beigefügt.',
    en: 'A file is attached to the wrong answer.',
  },
  'attachment-type': {
    de: 'Diese Dateiart ist hier nicht möglich. Möglich sind: {accept}.',
    en: 'This type of file is not possible here. Possible are: {accept}.',
  },
  'attachment-size': {
    de: 'Die Datei darf höchstens {size} groß sein.',
    en: 'The file must not be larger than {size}.',
  },
  'attachment-empty': { de: 'Die Datei ist leer.', en: 'The file is empty.' },
};

const isoDay = /^\d{4}-\d{2}-\d{2}$/;

/** The message for a finding in a language: the wording of the service where it has one, else Posthorn's. */
export function messageFor(finding: Finding, field: Field | undefined, language: Language): string {
  const own = ownWording(finding, field);
  const text =
    own ?? wordings[`${finding.code}/${kindOf(finding, field)}`] ?? wordings[finding.code] ?? wordings['combination'];
  return text === undefined ? '' : fill(text[language], finding.values ?? {}, language);
}

function ownWording(finding: Finding, field: Field | undefined): Wording | undefined {
  const keyword = finding.keyword ?? finding.code;
  return finding.schema?.['x-messages']?.[keyword] ?? field?.schema['x-messages']?.[keyword];
}

function kindOf(finding: Finding, field: Field | undefined): string {
  const schema = field?.schema ?? {};
  const values = finding.values ?? {};
  if (finding.code === 'format') return String(finding.schema?.format ?? schema.format);
  if (finding.code === 'pattern') return 'example' in values ? 'example' : '';
  if (finding.code === 'multiple-of') return values['limit'] === 0.01 ? 'cents' : '';
  if (finding.code.startsWith('date-')) return values['limit'] === 'today' ? 'today' : '';
  if (schema.format === 'posthorn-file') return 'file';
  if (finding.code === 'type') return String(schema.type);
  if (schema.type === 'array') return 'list';
  if (schema.const === true) return 'confirmation';
  return schema.enum !== undefined || schema.oneOf !== undefined || schema.type === 'boolean' ? 'choice' : '';
}

function fill(text: string, values: Values, language: Language): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    if (name === 'size') return formatSize(Number(value), language);
    if (typeof value === 'number') return formatNumber(value, language);
    return isoDay.test(value) ? formatDay(value, language) : value;
  });
}
