import type { Language } from '@posthorn/protocol';

/** The words of the overview page. */
export interface OverviewTexts {
  title: string;
  intro: string;
  skip: string;
  services: string;
  agencies: string;
  places: string;
  noServices: string;
  noAgencies: string;
  fee: string;
  free: string;
  feeDepends: string;
  feeFrom: (amount: string) => string;
  applicant: string;
  applicants: { person: string; company: string };
  offeredBy: string;
  region: string;
  moreRegions: (count: number) => string;
  version: (version: number) => string;
  readJson: string;
  matrixId: string;
  signingKey: string;
  servicesOffered: (count: number) => string;
  forPrograms: string;
  otherLanguage: string;
  source: string;
}

const de: OverviewTexts = {
  title: 'Verzeichnis',
  intro:
    'Behörden, ihre Leistungen und ihre Schlüssel. Wer hier liest, muss nicht sagen, wer er ist; gesucht wird auf dem eigenen Gerät.',
  skip: 'Zum Inhalt',
  services: 'Leistungen',
  agencies: 'Behörden',
  places: 'Gebiete',
  noServices: 'Noch hat keine Behörde eine Leistung veröffentlicht.',
  noAgencies: 'Noch hat sich keine Behörde eingetragen.',
  fee: 'Gebühr',
  free: 'gebührenfrei',
  feeDepends: 'je nach Antrag',
  feeFrom: (amount) => `ab ${amount}`,
  applicant: 'Für',
  applicants: { person: 'Privatpersonen', company: 'Unternehmen' },
  offeredBy: 'Zuständig',
  region: 'Gebiet',
  moreRegions: (count) => `und ${count} weitere`,
  version: (version) => `Version ${version}`,
  readJson: 'Signierte Daten',
  matrixId: 'Matrix-Adresse',
  signingKey: 'Signaturschlüssel',
  servicesOffered: (count) => (count === 1 ? 'eine Leistung' : `${count} Leistungen`),
  forPrograms: 'Für Programme',
  otherLanguage: 'English',
  source: 'Gebiete: © Statistisches Bundesamt (Destatis), GV-ISys',
};

const en: OverviewTexts = {
  title: 'Directory',
  intro:
    'Agencies, their services and their keys. Nobody has to say who they are to read it; searching happens on the own device.',
  skip: 'Skip to content',
  services: 'Services',
  agencies: 'Agencies',
  places: 'Places',
  noServices: 'No agency has published a service yet.',
  noAgencies: 'No agency has registered yet.',
  fee: 'Fee',
  free: 'free of charge',
  feeDepends: 'depends on the application',
  feeFrom: (amount) => `from ${amount}`,
  applicant: 'For',
  applicants: { person: 'persons', company: 'companies' },
  offeredBy: 'Responsible',
  region: 'Region',
  moreRegions: (count) => `and ${count} more`,
  version: (version) => `Version ${version}`,
  readJson: 'Signed data',
  matrixId: 'Matrix address',
  signingKey: 'Signing key',
  servicesOffered: (count) => (count === 1 ? 'one service' : `${count} services`),
  forPrograms: 'For programs',
  otherLanguage: 'Deutsch',
  source: 'Places: © Statistisches Bundesamt (Destatis), GV-ISys',
};

/** The words by language. */
export const overviewTexts: Record<Language, OverviewTexts> = { de, en };
