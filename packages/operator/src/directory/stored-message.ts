import type { AgencyRegistration } from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';

/** What was read lately: the same few registrations stand behind every message. */
const registrations = new LRUCache<string, AgencyRegistration>({ max: 1_000 });

/**
 * What an agency said about itself. For messages from our own database only: they were verified before they were stored, and stay
 * readable when the rules for new ones become stricter.
 */
export function readStoredRegistration(jws: string): Readonly<AgencyRegistration> {
  const known = registrations.get(jws) ?? decodeJwt<AgencyRegistration>(jws);
  registrations.set(jws, known);
  return known;
}

/** The service in a stored publication; as with {@link readStoredRegistration}, nothing is checked again. */
export function readStoredDefinition(jws: string): ServiceDefinition {
  return decodeJwt<{ definition: ServiceDefinition }>(jws).definition;
}
