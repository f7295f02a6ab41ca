import type { AssuranceLevel } from './levels.ts';

/** Languages of the login page. */
export type PageLanguage = 'de' | 'en';

/** Everything the login page says, in one language. */
export interface PageTexts {
  readonly title: string;
  readonly notice: string;
  readonly who: string;
  readonly persons: string;
  readonly companies: string;
  readonly born: string;
  readonly level: string;
  readonly levels: Readonly<Record<AssuranceLevel, string>>;
  readonly passedOn: string;
  readonly scopes: Readonly<Record<string, string>>;
  readonly to: string;
  readonly signIn: string;
  readonly cancel: string;
  readonly otherLanguage: string;
  readonly overview: string;
  readonly expiredTitle: string;
  readonly expired: string;
  readonly chooseFirst: string;
}

/** The login page's words. */
export const pageTexts: Readonly<Record<PageLanguage, PageTexts>> = {
  de: {
    title: 'Anmelden mit der Entwicklungs-eID',
    notice: 'Nur zum Ausprobieren: Alle Personen und Firmen auf dieser Seite sind erfunden.',
    who: 'Wer meldet sich an?',
    persons: 'Personen',
    companies: 'Unternehmen',
    born: 'geboren am',
    level: 'Vertrauensniveau',
    levels: {
      'http://eidas.europa.eu/LoA/low': 'niedrig (Benutzername und Passwort)',
      'http://eidas.europa.eu/LoA/substantial': 'substanziell (Zertifikat)',
      'http://eidas.europa.eu/LoA/high': 'hoch (Online-Ausweis)',
    },
    passedOn: 'Weitergegeben wird:',
    scopes: {
      openid: 'ein zufälliges Kennzeichen, das nichts über Sie verrät',
      profile: 'Name und Geburtsdatum, bei Unternehmen Firma und Registernummer',
      address: 'Anschrift',
    },
    to: 'an',
    signIn: 'Anmelden',
    cancel: 'Abbrechen',
    otherLanguage: 'English',
    overview:
      'Diese Anmeldeseite öffnet sich, wenn eine Anwendung Sie zum Anmelden hierher schickt. Diese Personen und Unternehmen gibt es:',
    expiredTitle: 'Anmeldung abgelaufen',
    expired: 'Diese Anmeldung gibt es nicht mehr. Bitte beginnen Sie noch einmal auf der Seite, von der Sie kamen.',
    chooseFirst: 'Bitte wählen Sie zuerst, wer sich anmeldet.',
  },
  en: {
    title: 'Sign in with the development eID',
    notice: 'For trying out only: every person and company on this page is invented.',
    who: 'Who is signing in?',
    persons: 'Persons',
    companies: 'Companies',
    born: 'born',
    level: 'Level of assurance',
    levels: {
      'http://eidas.europa.eu/LoA/low': 'low (user name and password)',
      'http://eidas.europa.eu/LoA/substantial': 'substantial (certificate)',
      'http://eidas.europa.eu/LoA/high': 'high (identity card)',
    },
    passedOn: 'Passed on:',
    scopes: {
      openid: 'a random identifier that says nothing about you',
      profile: 'name and date of birth; for a company its name and register number',
      address: 'address',
    },
    to: 'to',
    signIn: 'Sign in',
    cancel: 'Cancel',
    otherLanguage: 'Deutsch',
    overview: 'This page opens when an application sends you here to sign in. These persons and companies exist:',
    expiredTitle: 'Sign-in expired',
    expired: 'This sign-in no longer exists. Please start again on the page you came from.',
    chooseFirst: 'Please choose first who is signing in.',
  },
};

/** The language to answer in: an explicit wish first, then what the browser prefers, else German. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): PageLanguage {
  for (const wish of wishes) {
    for (const tag of wish?.toLowerCase().split(/[\s,]+/) ?? []) {
      if (tag.startsWith('de')) return 'de';
      if (tag.startsWith('en')) return 'en';
    }
  }
  return 'de';
}
