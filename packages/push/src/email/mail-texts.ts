import type { Language } from '@posthorn/protocol';

/** What an e-mail says. Nothing of it depends on who wrote, or what. */
export interface MailText {
  subject: string;
  text: string;
}

/** Asks whether an address belongs to whoever typed it. */
export function codeMail(language: Language, code: string): MailText {
  return codeMails[language](code);
}

/** Tells that there is mail. */
export function newMail(language: Language, mailboxUrl: string): MailText {
  return newMails[language](mailboxUrl);
}

const codeMails: Record<Language, (code: string) => MailText> = {
  de: (code) => ({
    subject: 'Ihr Code für Posthorn',
    text: lines(
      'Guten Tag,',
      `Ihr Code lautet: ${code}`,
      'Geben Sie ihn in Ihrem Postfach ein. Dann sagen wir Ihnen an diese Adresse Bescheid, wenn neue Post da ist. Der Code gilt 30 Minuten.',
      'Sie haben keinen Code angefordert? Dann brauchen Sie nichts zu tun. Geben Sie den Code niemandem weiter.',
    ),
  }),
  en: (code) => ({
    subject: 'Your code for Posthorn',
    text: lines(
      'Hello,',
      `Your code is: ${code}`,
      'Type it in your mailbox. We will then tell you at this address when new mail has come. The code works for 30 minutes.',
      'You have not asked for a code? Then you need not do anything. Do not give the code to anybody.',
    ),
  }),
};

const newMails: Record<Language, (mailboxUrl: string) => MailText> = {
  de: (url) => ({
    subject: 'Sie haben neue Post',
    text: lines(
      'Guten Tag,',
      'in Ihrem Postfach liegt neue Post. Hier können Sie sie lesen:',
      url,
      'Von wem sie ist und worum es geht, steht aus Gründen der Vertraulichkeit nur in Ihrem Postfach. Dort können Sie diese E-Mails auch abschalten, unter „Einstellungen“.',
    ),
  }),
  en: (url) => ({
    subject: 'You have new mail',
    text: lines(
      'Hello,',
      'there is new mail in your mailbox. You can read it here:',
      url,
      'Who sent it and what it is about stands only in your mailbox, so that it stays confidential. You can also switch these e-mails off there, under “Settings”.',
    ),
  }),
};

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
