import { PosthornError, type UnverifiedMessage, type WireKey } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import { readStoredRegistration } from '../directory/stored-message.ts';

/** A service as the operator's records know it: an agency of the directory, or one that speaks only the data operator's wire. */
export interface ServiceRecord {
  clientId: string;
  displayName: string;
  description: string;
  iconUri: string;
  key: WireKey;
  /** How the service calls the key. */
  keyId: string;
  /** Below it further keys may be fetched. */
  jwksUri: string | null;
  /** Where it listens; null for agencies that ask instead. */
  eventsUri: string | null;
  kind: 'agency' | 'service';
}

/** What the database says about a service, in one row. */
export interface ServiceRow {
  client_id: string;
  key: WireKey | null;
  key_id: string | null;
  thumbprint: string | null;
  display_name: string | null;
  description: string | null;
  icon_uri: string | null;
  jwks_uri: string | null;
  events_uri: string | null;
  agency_jws: string | null;
  agency_thumbprint: string | null;
}

/** The service of this clientId, or undefined. */
export async function findService(
  clientId: string,
  database: Database | DatabaseTransaction,
): Promise<ServiceRecord | undefined> {
  return (await findServices([clientId], database)).get(clientId);
}

/** The services of these clientIds, as far as there are any, by clientId. */
export async function findServices(
  clientIds: readonly string[],
  database: Database | DatabaseTransaction,
): Promise<ReadonlyMap<string, ServiceRecord>> {
  const asked = clientIds.filter((clientId) => !clientId.includes('\u0000'));
  if (asked.length === 0) return new Map();
  const rows = await database
    .selectFrom('data_services as s')
    .fullJoin('agencies as a', 'a.client_id', 's.client_id')
    .select([
      's.client_id as service_id',
      'a.client_id as agency_id',
      's.key',
      's.key_id',
      's.thumbprint',
      's.display_name',
      's.description',
      's.icon_uri',
      's.jwks_uri',
      's.events_uri',
      'a.jws as agency_jws',
      'a.key_thumbprint as agency_thumbprint',
    ])
    .where((is) => is.or([is('s.client_id', 'in', asked), is('a.client_id', 'in', asked)]))
    .execute();
  const services = rows.map((row) => toServiceRecord({ ...row, client_id: row.service_id ?? row.agency_id ?? '' }));
  return new Map(services.flatMap((service) => (service === undefined ? [] : [[service.clientId, service]])));
}

/** The directory comes first: addresses that somebody registered with another key do not count for an agency. */
export function toServiceRecord(row: ServiceRow): ServiceRecord | undefined {
  const listens = row.key !== null && [null, row.thumbprint].includes(row.agency_thumbprint);
  const addresses = {
    jwksUri: listens ? row.jwks_uri : null,
    eventsUri: listens ? row.events_uri : null,
    iconUri: (listens ? row.icon_uri : null) ?? '',
  };
  if (row.agency_jws !== null) {
    const { displayName, description, jwk } = readStoredRegistration(row.agency_jws);
    const texts = { displayName: displayName.de, description: description?.de ?? displayName.de };
    return { clientId: row.client_id, ...texts, key: jwk, keyId: jwk.kid, ...addresses, kind: 'agency' };
  }
  const { key, key_id: keyId, display_name: displayName, description } = row;
  if (key === null || keyId === null || displayName === null || description === null) return undefined;
  return { clientId: row.client_id, displayName, description, key, keyId, ...addresses, kind: 'service' };
}

/**
 * The key that a service may have signed a message with: the registered one, or one that it keeps below its registered jwksURI.
 *
 * @throws PosthornError `service-key-mismatch`, and what fetching a key throws
 */
export async function serviceKey(
  { header }: UnverifiedMessage,
  service: ServiceRecord,
  { serviceKeys }: OperatorContext,
): Promise<WireKey> {
  if (header.kid === service.keyId) return service.key;
  if (header.kid !== undefined && service.jwksUri !== null && header.kid.startsWith(`${service.jwksUri}/`)) {
    return serviceKeys.key(header.kid, service.jwksUri);
  }
  throw new PosthornError('service-key-mismatch', 'The message is signed with a key that is not the service’s.', {
    mend: 'Sign with the registered key, or with one that lies below the registered jwksURI.',
  });
}

/** @throws PosthornError `service-unknown` */
export async function requireService(
  clientId: string,
  database: Database | DatabaseTransaction,
): Promise<ServiceRecord> {
  const service = await findService(clientId, database);
  if (service !== undefined) return service;
  throw new PosthornError('service-unknown', 'No service is registered under this name.', {
    mend: 'Send a SERVICE_REGISTRATION (or an AGENCY_REGISTRATION) first, and name its clientId.',
  });
}
