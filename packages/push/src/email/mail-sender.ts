import { appendFile } from 'node:fs/promises';
import { PosthornError, type Language } from '@posthorn/protocol';
import { createTransport } from 'nodemailer';
import type { MailConfig } from '../config/env.ts';
import type { MailText } from './mail-texts.ts';
import type { Recipient } from './seal.ts';

/** The way to people's e-mail addresses. */
export interface MailSender extends Disposable {
  /**
   * Sends one e-mail.
   *
   * @throws PosthornError `email-address-refused` when there is no such address, `email-not-sent` when it may work later. Neither
   *   carries the mail server's words, which name the address
   */
  send(recipient: Recipient, mail: MailText): Promise<void>;
}

interface Envelope extends MailText {
  from: string;
  to: string;
  headers: Record<string, string>;
}

/** Opens the way to e-mail: by SMTP, or into a file. */
export function openMailSender(config: MailConfig, from: string): MailSender {
  const way = config.kind === 'smtp' ? smtp(config) : file(config.file);
  return {
    async send({ address, language }, mail) {
      await way.send({ ...mail, from, to: address, headers: headersIn(language) }).catch((error: unknown) => {
        throw isNoSuchAddress(error) ? addressRefused() : notSent();
      });
    },
    [Symbol.dispose]: () => way.close(),
  };
}

/** Nobody's absence note answers (RFC 3834, section 5). */
function headersIn(language: Language): Record<string, string> {
  return { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': language };
}

interface Way {
  send(envelope: Envelope): Promise<void>;
  close(): void;
}

function smtp({ url, requireTls }: Extract<MailConfig, { kind: 'smtp' }>): Way {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    requireTLS: requireTls,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (envelope) => void (await transport.sendMail(envelope)),
    close: () => transport.close(),
  };
}

/** One line of JSON for each e-mail: for development, where no e-mail leaves the machine. */
function file(path: string): Way {
  const transport = createTransport({ jsonTransport: true });
  return {
    async send(envelope) {
      const { message } = await transport.sendMail(envelope);
      await appendFile(path, `${message}\n`, { mode: 0o600 });
    },
    close: () => transport.close(),
  };
}

/** By the enhanced status code (RFC 3463, section 3.2); a bare 550 may also mean that the gateway is not liked. */
function isNoSuchAddress(error: unknown): boolean {
  const response = error instanceof Error && 'response' in error ? String(error.response) : '';
  return /^5\d\d[ -]5\.1\.(?:1|2|3|6|10)\b/.test(response);
}

function addressRefused(): PosthornError {
  return new PosthornError('email-address-refused', 'The mail server says that there is no such address.', {
    mend: 'Check how the address is written.',
  });
}

function notSent(): PosthornError {
  return new PosthornError('email-not-sent', 'The mail server did not take the e-mail.', {
    mend: 'Try again in a few minutes. If it stays, the operator of the mailbox should look at SMTP_URL and MAIL_FROM.',
  });
}
