import type { AgencyRegistration } from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';
import { decodeJwt } from 'jose';

/**
 * What an agency said about itself. For messages from our own database only: they were verified before they were stored, and stay
 * readable when the rules for new ones become stricter.
 */
export function readStoredRegistration(jws: string): AgencyRegistration {
  return decodeJwt<AgencyRegistration>(jws);
}

/** The service in a stored publication; as with {@link readStoredRegistration}, nothing is checked again. */
export function readStoredDefinition(jws: string): ServiceDefinition {
  return decodeJwt<{ definition: ServiceDefinition }>(jws).definition;
}
