import { isPosthornError } from '@posthorn/protocol';
import { pino, type Logger } from 'pino';
import type { Agency } from './agency.ts';
import { loadConfig } from './config/load-config.ts';
import { loadHandlers } from './load-handlers.ts';
import { openAgency } from './open-agency.ts';

/** A running gateway: one agency with its handlers. */
export interface Gateway {
  agency: Agency;
  close(): Promise<void>;
}

/** Starts the gateway that a configuration file describes. */
export async function startGateway(configFile: string, options: { log?: Logger } = {}): Promise<Gateway> {
  const config = await loadConfig(configFile);
  // stderr, since stdout carries the one ready line.
  const log = options.log ?? pino({ base: { agency: config.clientId } }, pino.destination({ dest: 2, sync: false }));
  const open = async (): Promise<Agency> => {
    const agency = await openAgency(config, { log });
    try {
      if (config.handlers !== undefined) await loadHandlers(config.handlers, agency);
      await agency.start();
      return agency;
    } catch (error) {
      await agency.close();
      throw error;
    }
  };
  const agency = await open().catch((error: unknown) => {
    // A session that the homeserver has forgotten was renewed; one more start uses it.
    if (isPosthornError(error, 'session-ended')) return open();
    throw error;
  });
  // So that "ready" usually means "to be found"; a directory that is away does not hold up the cases.
  await Promise.race([
    agency.published().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, 10_000).unref()),
  ]);
  return { agency, close: () => agency.close() };
}
