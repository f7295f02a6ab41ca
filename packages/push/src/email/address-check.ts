import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { MailSender } from './mail-sender.ts';
import { codeMail } from './mail-texts.ts';
import { challengeLifetime, type Recipient, type Seals } from './seal.ts';

/** Wrong codes that are forgiven for one challenge. */
const mostAttempts = 5;

/** Codes that go to one address in 30 minutes, whoever asks: nobody's inbox is to be filled. */
const mostCodes = 5;

/**
 * Finds out whether an address belongs to whoever typed it: a code goes there and comes back.
 *
 * Nothing of it is stored. Only how often a code was wrong, and how many went to an address, is counted, in memory.
 */
export class AddressCheck {
  readonly #seals: Seals;
  readonly #mails: MailSender;
  readonly #wrong: LRUCache<string, number>;
  readonly #sent = new RateLimiterMemory({ points: mostCodes, duration: challengeLifetime / 1000 });

  constructor(seals: Seals, mails: MailSender) {
    this.#seals = seals;
    this.#mails = mails;
    this.#wrong = new LRUCache({ max: 100_000, ttl: challengeLifetime });
  }

  /**
   * Sends a code and gives the challenge that goes with it.
   *
   * @throws PosthornError `too-many-requests`, `email-address-refused`, `email-not-sent`
   */
  async begin(recipient: Recipient): Promise<string> {
    await this.#sent.consume(recipient.address.toLowerCase()).catch(() => {
      throw tooManyCodes();
    });
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const challenge = await this.#seals.sealChallenge({ ...recipient, id: randomUUID(), code });
    await this.#mails.send(recipient, codeMail(recipient.language, code));
    return challenge;
  }

  /**
   * Gives the token that stands for the address.
   *
   * @throws PosthornError `challenge-invalid`, `code-wrong`, `code-attempts-used`
   */
  async confirm(sealed: string, code: string): Promise<string> {
    const challenge = await this.#seals.openChallenge(sealed);
    const wrong = this.#wrong.get(challenge.id) ?? 0;
    if (wrong >= mostAttempts) throw attemptsUsed();
    if (!timingSafeEqual(Buffer.from(code), Buffer.from(challenge.code))) {
      this.#wrong.set(challenge.id, wrong + 1);
      throw codeWrong(mostAttempts - wrong - 1);
    }
    return this.#seals.sealRecipient(challenge);
  }
}

function tooManyCodes(): PosthornError {
  return new PosthornError('too-many-requests', 'Too many codes were sent to this address.', {
    mend: 'Look for the e-mail among the unwanted ones, or wait half an hour.',
  });
}

function codeWrong(left: number): PosthornError {
  return new PosthornError('code-wrong', 'This is not the code that was sent.', {
    mend: left > 0 ? 'Compare it with the newest e-mail, and type its six digits.' : 'Ask for a new code.',
    details: { attemptsLeft: left },
  });
}

function attemptsUsed(): PosthornError {
  return new PosthornError('code-attempts-used', 'The code was typed wrongly five times.', {
    mend: 'Ask for a new code.',
  });
}
