import { closeServer, listenAt } from '@posthorn/serving';
import type { PushConfig } from './config/env.ts';
import { openContext, type Surroundings } from './context.ts';
import { createServer } from './http/server.ts';

/** A running push gateway. Close it by `await using`. */
export interface PushGateway extends AsyncDisposable {
  /** Where it listens, for programs on this machine. */
  url: string;
}

/**
 * Starts a push gateway: reads its keys, or makes them, and listens.
 *
 * @throws PosthornError `config-invalid`, `port-taken`
 */
export async function startPushGateway(config: PushConfig, surroundings: Surroundings = {}): Promise<PushGateway> {
  await using parts = new AsyncDisposableStack();
  const context = parts.use(await openContext(config, surroundings));
  const server = await createServer(context);
  // First no more requests, then no more ways out.
  parts.defer(() => closeServer(server));
  const url = await listenAt(server, config, 'the push gateway');
  const running = parts.move();
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
