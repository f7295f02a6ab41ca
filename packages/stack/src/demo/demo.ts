import type { PosthornError } from '@posthorn/protocol';
import type { SearchResult } from '../canary/search.ts';
import type { SampleAgency } from '../gateway-part.ts';
import { startStack } from '../stack.ts';
import { CaseWorker } from './case-worker.ts';
import { dogOwnerStory } from './dog-owner.ts';
import { plantPublicWord, searchForSecrets, wordsReadBy } from './secrecy.ts';
import { expectThat, problemOf, type StepResult, type Steps } from './steps.ts';
import { tenantStory } from './tenant.ts';
import { windFarmerStory } from './wind-farmer.ts';
import { secretWords } from './words.ts';

/** What a run of the demo came to: the one object that `--json` prints. */
export interface DemoResult {
  readonly demo: 'posthorn';
  /** True only if every step held. */
  readonly ok: boolean;
  readonly seconds: number;
  readonly steps: readonly StepResult[];
  readonly secretWords: number;
  /** Null when the run ended before. */
  readonly search: SearchResult | null;
  /** Why the run ended early, when it was not a step's fault: a part that broke down, say. */
  readonly problem: { readonly code: string | null; readonly message: string } | null;
}

/** The district has no gateway process: a case worker's program takes its place. */
const gateways: readonly SampleAgency[] = ['kiel', 'flensburg', 'sh-permits'];
const words: readonly string[] = Object.values(secretWords);

/** Runs the demo on a stack of its own, which is gone afterwards. `steps` says each step; its signal ends the run. */
export async function runDemo(steps: Steps): Promise<DemoResult> {
  const started = performance.now();
  // A step may notice the loss of a part before the part's end is known here; the cause is told all the same.
  const crashes: PosthornError[] = [];
  const onCrash = (error: PosthornError): void => {
    crashes.push(error);
    steps.stop(error);
  };
  const outcome = await tellAll(steps, onCrash).then(
    (search) => ({ search, error: null }),
    (error: unknown) => ({ search: null, error }),
  );
  const failed = steps.results.some(({ ok }) => !ok);
  const cause = crashes[0] ?? (failed ? null : outcome.error);
  return {
    demo: 'posthorn',
    ok: outcome.error === null && !failed && crashes.length === 0,
    seconds: Math.round(performance.now() - started) / 1000,
    steps: steps.results,
    secretWords: words.length,
    search: outcome.search,
    problem: cause === null ? null : problemOf(cause),
  };
}

async function tellAll(steps: Steps, onCrash: (error: PosthornError) => void): Promise<SearchResult> {
  // Stops the stack while it starts; later the stack stays until it is known which part broke down.
  const leave = new AbortController();
  const onEnd = (): void => leave.abort();
  steps.signal.addEventListener('abort', onEnd);
  const starting = startStack({ agencies: gateways, testPersons: false, onCrash, signal: leave.signal });
  // Also what is interrupted while it starts is stopped and its folder removed.
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() =>
    starting.then(
      (stack) => stack.stop(),
      () => undefined,
    ),
  );
  const stack = await steps.step(
    'Stack',
    'starts: homeserver, eID, operator and the gateways of Kiel, Flensburg and the state',
    () => starting,
    { within: 180_000 },
  );
  steps.signal.removeEventListener('abort', onEnd);
  await using closing = new AsyncDisposableStack();
  const district = steps.step('District', 'a case worker’s own program publishes its keys and services', async () =>
    closing.use(await CaseWorker.start(stack, steps)),
  );
  const [, ...told] = await Promise.all([
    district,
    dogOwnerStory(stack, steps, closing, district),
    tenantStory(stack, steps, closing, district),
    windFarmerStory(stack, steps, closing),
  ]);
  await steps.step(
    'Everybody',
    `reads all ${words.length} secret words, in plain text, in what was said to and by them`,
    async () => {
      const read = new Set((await Promise.all(told.map(({ reader }) => wordsReadBy(reader, words)))).flat());
      const missing = words.filter((word) => !read.has(word));
      expectThat(missing.length === 0, `Nobody read: ${missing.join(', ')}.`);
      await plantPublicWord(stack);
    },
  );
  await closing.disposeAsync();
  // Awaited here: the stack's folder is gone at the end of this block.
  return await searchForSecrets(
    stack,
    steps,
    words,
    told.map(({ recoverySecret }) => recoverySecret),
  );
}
