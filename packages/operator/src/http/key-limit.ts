import { PosthornError } from '@posthorn/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts a message of a signer whose signature was verified. @throws PosthornError `too-many-requests` */
export type KeyLimit = (signer: string) => Promise<void>;

/** So many messages a minute per service or account, whatever addresses they come from. Each operator process counts for itself. */
export function createKeyLimit(messagesPerMinute: number): KeyLimit {
  const limiter = new RateLimiterMemory({ points: messagesPerMinute, duration: 60 });
  return async (signer) => {
    try {
      await limiter.consume(signer);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new PosthornError('too-many-requests', 'Too many messages were signed by this sender.', {
        mend: `Wait ${Math.ceil(refusal.msBeforeNext / 1000)} seconds.`,
      });
    }
  };
}
