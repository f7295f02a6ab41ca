import type { Language } from '@posthorn/protocol';

/** Everything that the sign-in page says. */
export interface LoginTexts {
  otherLanguage: string;
  title(agency: string): string;
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
    title: (agency) => `Anmelden: ${agency}`,
    intro: 'Ohne Passwort und ohne Namen: Sie stimmen in Ihrer Posthorn-App zu.',
    steps: [
      'Öffnen Sie Posthorn auf Ihrem Telefon.',
      'Scannen Sie dort diesen Code.',
      'Prüfen Sie, wer fragt und wonach, und stimmen Sie zu.',
    ],
    codeLabel: 'QR-Code für die Anmeldung mit der Posthorn-App',
    onThisDevice: 'Ist die App auf diesem Gerät?',
    openApp: 'In der App auf diesem Gerät öffnen',
    waiting: 'Wir warten auf Ihre Zustimmung. Der Code gilt fünf Minuten.',
    offline: 'Die Verbindung ist unterbrochen. Wir versuchen es weiter.',
    expiredTitle: 'Der Code ist abgelaufen',
    expired: 'Er gilt nur fünf Minuten, damit niemand ihn später benutzt.',
    newCode: 'Neuen Code zeigen',
    signedInTitle: 'Sie sind angemeldet',
    signedIn: (agency) => `${agency} weiß jetzt, welche Verbindung hier arbeitet, und sonst nichts über Sie.`,
    pseudonym: 'Ihr Pseudonym bei dieser Behörde',
    pseudonymHint: 'Jede Behörde kennt Sie unter einem anderen.',
    shared: 'Daten, die Sie freigegeben haben',
    sharedHint: 'Die Behörde darf sie lesen. Sie können das in Ihrer App jederzeit ansehen und widerrufen.',
    from: (domain) => `Daten von ${domain}`,
    nothingShared: 'Sie haben keine Daten zum Lesen freigegeben.',
  },
  en: {
    otherLanguage: 'Deutsch',
    title: (agency) => `Sign in: ${agency}`,
    intro: 'No password and no name: you agree in your Posthorn app.',
    steps: ['Open Posthorn on your phone.', 'Scan this code with it.', 'Check who is asking, and for what, and agree.'],
    codeLabel: 'QR code for signing in with the Posthorn app',
    onThisDevice: 'Is the app on this device?',
    openApp: 'Open in the app on this device',
    waiting: 'Waiting for you to agree. The code is valid for five minutes.',
    offline: 'The connection is interrupted. We keep trying.',
    expiredTitle: 'The code has expired',
    expired: 'It is valid for five minutes only, so that nobody uses it later.',
    newCode: 'Show a new code',
    signedInTitle: 'You are signed in',
    signedIn: (agency) => `${agency} knows now which connection is working here, and nothing else about you.`,
    pseudonym: 'Your pseudonym at this agency',
    pseudonymHint: 'Every agency knows you by another one.',
    shared: 'Data that you have shared',
    sharedHint: 'The agency may read it. You can look at this in your app at any time, and withdraw it.',
    from: (domain) => `Data of ${domain}`,
    nothingShared: 'You have not shared any data for reading.',
  },
};
