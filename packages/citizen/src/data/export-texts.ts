import type { AccessAction, ConsentState, Language, LawfulBasis } from '@posthorn/protocol';

/** The words of an export. */
export interface ExportTexts {
  title: string;
  madeAt(time: string): string;
  careful: string;
  account: string;
  data: string;
  connections: string;
  cases: string;
  log: string;
  logBroken(code: string): string;
  nothing: string;
  you: string;
  saidBy(service: string, time: string | null): string;
  notProven: string;
  unreadable(code: string): string;
  since(time: string): string;
  permission: string;
  area: string;
  basis: string;
  purpose: string;
  state: string;
  expires: string;
  when: string;
  who: string;
  what: string;
  outcome: string;
  about: string;
  done: string;
  types: Record<'READ' | 'WRITE', string>;
  bases: Record<LawfulBasis, string>;
  states: Record<ConsentState, string>;
  actions: Record<AccessAction, string>;
}

const german: ExportTexts = {
  title: 'Ihr Konto bei Posthorn',
  madeAt: (time) => `Erstellt am ${time}.`,
  careful: 'Nichts in diesem Archiv ist verschlüsselt. Bewahren Sie es sicher auf.',
  account: 'Konto',
  data: 'Ihre Daten',
  connections: 'Verbindungen und Einwilligungen',
  cases: 'Vorgänge',
  log: 'Wer hat zugegriffen?',
  logBroken: (code) =>
    `Dieses Verzeichnis ist nicht vollständig: Ein Eintrag fehlt oder wurde geändert (${code}). Fragen Sie den Datenbetreiber und die Datenschutzaufsicht, was entfernt wurde.`,
  nothing: 'Nichts.',
  you: 'Sie',
  saidBy: (service, time) => (time === null ? `Gesagt von ${service}.` : `Gesagt von ${service} am ${time}.`),
  notProven: 'Wer das gesagt hat, ist nicht bewiesen.',
  unreadable: (code) => `Konnte nicht geöffnet werden (${code}).`,
  since: (time) => `verbunden seit ${time}`,
  permission: 'Erlaubnis',
  area: 'Bereich',
  basis: 'Rechtsgrundlage',
  purpose: 'Zweck',
  state: 'Stand',
  expires: 'gilt bis',
  when: 'Wann',
  who: 'Wer',
  what: 'Was',
  outcome: 'Ergebnis',
  about: 'Einzelheiten',
  done: 'ausgeführt',
  types: { READ: 'Lesen', WRITE: 'Schreiben' },
  bases: {
    CONSENT: 'Einwilligung',
    CONTRACT: 'Vertrag',
    LEGAL_OBLIGATION: 'rechtliche Verpflichtung',
    VITAL_INTERESTS: 'lebenswichtige Interessen',
    PUBLIC_TASK: 'öffentliche Aufgabe',
    LEGITIMATE_INTERESTS: 'berechtigte Interessen',
  },
  states: {
    requested: 'gefragt',
    denied: 'abgelehnt',
    active: 'gilt',
    'used-up': 'verbraucht',
    expired: 'abgelaufen',
    withdrawn: 'widerrufen',
    ended: 'beendet',
    erased: 'gelöscht',
  },
  actions: {
    account: 'Konto geändert',
    connect: 'verbunden',
    grant: 'erlaubt',
    denial: 'abgelehnt',
    request: 'um Erlaubnis gefragt',
    login: 'angemeldet',
    read: 'gelesen',
    write: 'geschrieben',
    recipients: 'Lesende geändert',
    'own-read': 'selbst gelesen',
    'own-write': 'Schlösser getauscht',
    withdrawal: 'widerrufen',
    deletion: 'gelöscht',
    move: 'umgezogen',
    export: 'ausgegeben',
    delay: 'spätere Auskunft angeordnet',
  },
};

const english: ExportTexts = {
  title: 'Your account at Posthorn',
  madeAt: (time) => `Made on ${time}.`,
  careful: 'Nothing in this archive is encrypted. Keep it in a safe place.',
  account: 'Account',
  data: 'Your data',
  connections: 'Connections and consents',
  cases: 'Cases',
  log: 'Who looked?',
  logBroken: (code) =>
    `This log is not whole: an entry is missing or was changed (${code}). Ask the data operator, and the data protection authority, what was removed.`,
  nothing: 'Nothing.',
  you: 'You',
  saidBy: (service, time) => (time === null ? `Said by ${service}.` : `Said by ${service} on ${time}.`),
  notProven: 'It is not proven who said this.',
  unreadable: (code) => `Could not be opened (${code}).`,
  since: (time) => `connected since ${time}`,
  permission: 'Permission',
  area: 'Area',
  basis: 'Lawful basis',
  purpose: 'Purpose',
  state: 'State',
  expires: 'until',
  when: 'When',
  who: 'Who',
  what: 'What',
  outcome: 'Outcome',
  about: 'Details',
  done: 'done',
  types: { READ: 'read', WRITE: 'write' },
  bases: {
    CONSENT: 'consent',
    CONTRACT: 'contract',
    LEGAL_OBLIGATION: 'legal obligation',
    VITAL_INTERESTS: 'vital interests',
    PUBLIC_TASK: 'public task',
    LEGITIMATE_INTERESTS: 'legitimate interests',
  },
  states: {
    requested: 'asked',
    denied: 'denied',
    active: 'active',
    'used-up': 'used up',
    expired: 'expired',
    withdrawn: 'withdrawn',
    ended: 'ended',
    erased: 'erased',
  },
  actions: {
    account: 'account changed',
    connect: 'connected',
    grant: 'allowed',
    denial: 'denied',
    request: 'asked for permission',
    login: 'signed in',
    read: 'read',
    write: 'wrote',
    recipients: 'readers changed',
    'own-read': 'read by yourself',
    'own-write': 'locks changed',
    withdrawal: 'withdrawn',
    deletion: 'deleted',
    move: 'moved',
    export: 'exported',
    delay: 'ordered a later notice',
  },
};

/** The words of an export by language. */
export const exportTexts: Record<Language, ExportTexts> = { de: german, en: english };
