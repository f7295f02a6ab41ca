import type { Language } from '@posthorn/protocol';

/** Everything that the sign-in page says. */
export interface LoginTexts {
  otherLanguage: string;
  title: string;
  intro: string;
  steps: string[];
  codeLabel: string;
  onThisDevice: string;
  openApp: string;
  waiting: string;
  offline: string;
  expiredTitle: string;
  expired: string;
  newCode: string;
  signedInTitle: string;
  signedIn(agency: string): string;
  pseudonym: string;
  pseudonymHint: string;
  shared: string;
  sharedHint: string;
  from(domain: string): string;
  nothingShared: string;
}

export const loginTexts: Record<Language, LoginTexts> = {
  de: {
    otherLanguage: 'English',
    title: 'Mit Posthorn anmelden',
    intro: 'Ohne Passwort und ohne Namen: Sie stimmen in Ihrer Posthorn-App zu.',
    steps: [
      'Öffnen Sie Posthorn auf Ihrem Telefon.',
      'Scannen Sie dort diesen Code.',
      'Prüfen Sie, wer fragt und wonach, und stimmen Sie zu.',
    ],
    codeLabel: 'QR-Code für die Anmeldung mit der Posthorn-App',
    onThisDevice: 'Ist die App auf diesem Gerät?',
    openApp: 'Hier in der App öffnen',
    waiting: 'Wir warten auf Ihre Zustimmung. Der Code gilt fünf Minuten.',
    offline: 'Die Verbindung ist unterbrochen. Wir versuchen es weiter.',
    expiredTitle: 'Der Code ist abgelaufen',
    expired: 'Er gilt nur fünf Minuten, damit niemand ihn später benutzt.',
    newCode: 'Neuen Code zeigen',
    signedInTitle: 'Sie sind angemeldet',
    signedIn: (agency) => `Durch die Anmeldung erfährt diese Behörde (${agency}) nur Ihr Pseudonym.`,
    pseudonym: 'Ihr Pseudonym bei dieser Behörde',
    pseudonymHint: 'Jede Behörde kennt Sie unter einem anderen.',
    shared: 'Daten, die Sie freigegeben haben',
    sharedHint:
      'Die Behörde darf sie lesen. In Ihrer App sehen Sie jederzeit, was gilt, und widerrufen Einwilligungen.',
    from: (domain) => `Daten von ${domain}`,
    nothingShared: 'Sie haben keine Daten zum Lesen freigegeben.',
  },
  en: {
    otherLanguage: 'Deutsch',
    title: 'Sign in with Posthorn',
    intro: 'No password and no name: you agree in your Posthorn app.',
    steps: ['Open Posthorn on your phone.', 'Scan this code with it.', 'Check who is asking, and for what, and agree.'],
    codeLabel: 'QR code for signing in with the Posthorn app',
    onThisDevice: 'Is the app on this device?',
    openApp: 'Open in the app here',
    waiting: 'Waiting for you to agree. The code is valid for five minutes.',
    offline: 'The connection is interrupted. We keep trying.',
    expiredTitle: 'The code has expired',
    expired: 'It is valid for five minutes only, so that nobody uses it later.',
    newCode: 'Show a new code',
    signedInTitle: 'You are signed in',
    signedIn: (agency) => `By signing in you tell this agency (${agency}) your pseudonym only.`,
    pseudonym: 'Your pseudonym at this agency',
    pseudonymHint: 'Every agency knows you by another one.',
    shared: 'Data that you have shared',
    sharedHint: 'The agency may read it. In your app you see at any time what holds, and withdraw your consent.',
    from: (domain) => `Data of ${domain}`,
    nothingShared: 'You have not shared any data for reading.',
  },
};
