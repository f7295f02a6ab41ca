/** How patient an outbox is. All times in milliseconds. */
export interface OutboxSettings {
  /** How long a request that causes an event may wait for its first attempt. */
  firstTry: number;
  /** How long an event is left to the request that caused it, before others try it. More than `firstTry` and the commit take. */
  reserve: number;
  /** After that time an attempt counts as lost with its process. More than an attempt takes. */
  lease: number;
  /** Pause before the second attempt; it doubles with each further one. */
  firstPause: number;
  longestPause: number;
  /** An event that fails when it is so old is given up. */
  giveUpAfter: number;
  /** How long events that were given up are shown. */
  forgetAfter: number;
  /** Between two looks at what is due. */
  interval: number;
  /** First attempts at once, and those of them for one service. */
  firstTries: { all: number; perService: number };
  /** Later attempts at once, and those of them for one service. Apart from first ones: a backlog delays no request. */
  retries: { all: number; perService: number };
}

const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;

/** What suits an operator with services on the internet. */
export const usualSettings: OutboxSettings = {
  firstTry: 3 * second,
  reserve: 10 * second,
  lease: 30 * second,
  firstPause: 5 * second,
  longestPause: hour,
  giveUpAfter: 3 * day,
  forgetAfter: 30 * day,
  interval: second,
  firstTries: { all: 256, perService: 8 },
  retries: { all: 32, perService: 4 },
};
