import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { Arrivals } from './arrivals.ts';

/** An e-mail as it arrived, with its source. */
export type Mail = Email & { source: string; envelopeTo: string[] };

/** A mail server on loopback. */
export interface PostOffice extends AsyncDisposable {
  /** For SMTP_URL. */
  url: string;
  mails: Arrivals<Mail>;
  /** Refuses every recipient with this line from now on; null: takes them again. */
  refuse(line: string | null): void;
}

export async function openPostOffice(): Promise<PostOffice> {
  const mails = new Arrivals<Mail>();
  let refusal: string | null = null;
  const server = new SMTPServer({
    // Connections that the gateway keeps for the next e-mail are not waited for.
    closeTimeout: 50,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      if (refusal === null) return done();
      const [, status, words = ''] = /^(\d{3}) (.*)$/.exec(refusal) ?? [];
      done(Object.assign(new Error(words), { responseCode: Number(status) }));
    },
    onData: callbackify(async (stream: Readable, { envelope }: SMTPServerSession) => {
      const source = await buffer(stream);
      const envelopeTo = envelope.rcptTo.map(({ address }) => address);
      mails.add({ ...(await PostalMime.parse(source)), source: source.toString('latin1'), envelopeTo });
    }),
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    refuse: (line) => void (refusal = line),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
