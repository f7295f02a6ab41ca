import {
  canonicalJson,
  PosthornError,
  sha256,
  verifyServicePublication,
  type ServicePublication,
} from '@posthorn/protocol';
import { readDefinition, type ServiceDefinition } from '@posthorn/service-definition';
import type { DatabaseTransaction } from '../database/schema.ts';
import { agencyKey, findAgency } from '../directory/agencies.ts';
import { findRegionHolder, replaceRegions } from '../directory/responsible.ts';
import { lockDirectory } from '../directory/revision.ts';
import { listVersions, regionsOf, saveService } from '../directory/services.ts';
import type { MessageHandler, VerifiedMessage } from './message.ts';

interface VerifiedPublication extends VerifiedMessage {
  payload: ServicePublication;
  definition: ServiceDefinition;
}

/** An agency publishes a service, or a new version of one. */
export const servicePublication: MessageHandler<VerifiedPublication> = {
  // The key is the registered one of the agency that the message names, so the naming needs no further proof.
  async verify(jws, { iss }, { config, database }) {
    const record = await findAgency(iss, database);
    if (record === undefined) throw unknownAgency();
    const delivery = { audience: config.baseUrl, now: new Date() };
    const { key, payload } = await verifyServicePublication(jws, { agencyKey: agencyKey(record), delivery });
    return { jws, payload, key, definition: readDefinition(payload.definition, `${payload.definition.id}.json`) };
  },

  async authorise({ payload: { iss }, definition }) {
    if (regionsOf(definition, iss).length === 0) throw notResponsible();
  },

  async apply({ jws, payload, definition }, transaction) {
    await lockDirectory(transaction);
    const { id, version } = definition;
    const agency = payload.iss;
    const hash = await sha256(canonicalJson(payload.definition));
    const versions = await listVersions(agency, id, transaction);
    const same = versions.find((published) => published.version === version);
    if (same?.sha256 === hash) return { agency, service: { id, version }, published: 'unchanged' };
    if (same !== undefined) throw versionTaken(version);

    await saveService({ agency, id, version, sha256: hash, jws }, transaction);
    // An older version becomes readable; who is responsible follows from the newest.
    const isNewest = versions.every((published) => published.version < version);
    if (isNewest) await claimRegions(id, regionsOf(definition, agency), agency, transaction);
    return { agency, service: { id, version }, published: 'new' };
  },
};

/** One agency per region and service; smaller regions within larger ones are no conflict. */
async function claimRegions(
  service: string,
  regions: string[],
  agency: string,
  transaction: DatabaseTransaction,
): Promise<void> {
  const holder = await findRegionHolder(service, regions, agency, transaction);
  if (holder !== undefined) throw regionTaken(holder.region, holder.agency);
  await replaceRegions(service, regions, agency, transaction);
}

function unknownAgency(): PosthornError {
  return new PosthornError('agency-unknown', 'No agency is registered under this iss.', {
    mend: 'Register the agency before its services.',
  });
}

function notResponsible(): PosthornError {
  return new PosthornError('service-not-responsible', 'The service names no region for the agency that publishes it.', {
    mend: 'Add the agency with its regions to "responsible", or let the responsible agency publish.',
  });
}

function regionTaken(region: string, agency: string): PosthornError {
  return new PosthornError('region-taken', `The region ${region} belongs to ${agency} for this service.`, {
    mend: 'Claim a longer prefix (a smaller region), or agree with the other agency who gives it up.',
    details: { region, agency },
  });
}

function versionTaken(version: number): PosthornError {
  return new PosthornError('service-version-taken', `Version ${version} is published with other content.`, {
    mend: 'Raise the version of the service; what people applied with stays as it was.',
  });
}
