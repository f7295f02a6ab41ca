import { openDirectory } from '@posthorn/channel/directory';
import { isPosthornError, type PrivateKey } from '@posthorn/protocol';
import type { AgencyConfig } from './config/config.ts';
import type { Context } from './context.ts';
import { backoff } from './lanes.ts';
import { mayPass } from './operator/operator-client.ts';

/**
 * Tells the directory who the agency is and what it offers. The same again changes nothing.
 *
 * @throws PosthornError `directory-unreachable`, or the directory's own code when it refuses
 */
export async function publish(
  config: AgencyConfig,
  signingKey: PrivateKey,
  matrix: { userId: string; masterKey: string },
): Promise<void> {
  const directory = openDirectory(config.directory);
  const { clientId, names, description, services } = config;
  await directory.publishAgency(
    { clientId, displayName: names, ...(description && { description }), matrix },
    signingKey,
  );
  for (const service of services) await directory.publishService(clientId, service, signingKey);
}

/** Tells the operator where the agency listens, if it has a web address. The directory has to know the agency already. */
export async function registerAddresses(context: Context): Promise<void> {
  const addresses = context.addresses();
  if (addresses === null) return;
  const { jwksURI, eventsURI, iconURI } = addresses;
  const { names, description = names } = context;
  const texts = { displayName: names.de, description: description.de };
  await context.operator.tell('SERVICE_REGISTRATION', { ...texts, iconURI, jwksURI, eventsURI });
}

/** Publishes, and as long as the directory cannot be reached tries again. Cases do not wait for it. */
export async function publishUntilDone(context: Context, attempt: () => Promise<void>): Promise<void> {
  for (let attempts = 1; !context.isStopped(); attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPosthornError(error, 'directory-unreachable') && !mayPass(error)) throw error;
      context.log.warn({ code: error.code, attempts }, 'directory waits');
      await new Promise((resolve) => setTimeout(resolve, backoff(attempts, context.timing.retry)).unref());
    }
  }
}
