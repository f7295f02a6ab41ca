import { PosthornError } from './errors.ts';
import { sign, verifyEmbedded } from './jws.ts';
import { toPublicKey } from './keys.ts';
import type { AgencyRegistration } from './schemas/agency-registration.ts';
import type { PrivateKey, PublicKey } from './schemas/public-key.ts';
import type { ServicePublication } from './schemas/service-publication.ts';

/** Seconds for which a directory takes a message after it was signed. */
const lifetime = 300;

/** Seconds by which two clocks may differ. */
const leeway = 60;

/** What the directory checks when a message is delivered, and a reader of its records does not. */
export type Delivery = {
  /** Base URL of the directory. */
  audience: string;
  now: Date;
};

/** What a directory message is compared with. */
export type DirectoryExpectation = {
  /** The agency's key that is registered or pinned. Left out at first use. */
  agencyKey?: PublicKey;
  /** Set by the directory. Left out by readers: a published record is true until it is replaced. */
  delivery?: Delivery;
};

/**
 * Signs an agency's entry in the directory (new or renewed) with the agency's signing key.
 *
 * @throws PosthornError `block-malformed`
 */
export async function signAgencyRegistration(
  registration: Omit<AgencyRegistration, 'type' | 'jwk' | 'iat' | 'exp' | 'jti'>,
  privateKey: PrivateKey,
  now: Date = new Date(),
): Promise<string> {
  const payload = {
    type: 'AGENCY_REGISTRATION',
    ...registration,
    jwk: toPublicKey(privateKey),
    ...freshClaims(now),
  } as const;
  return sign('agency', payload, privateKey, { embedKey: true });
}

/**
 * Signs a service for the directory.
 *
 * @throws PosthornError `block-malformed`
 */
export async function signServicePublication(
  publication: Omit<ServicePublication, 'type' | 'iat' | 'exp' | 'jti'>,
  privateKey: PrivateKey,
  now: Date = new Date(),
): Promise<string> {
  const payload = { type: 'SERVICE_PUBLICATION', ...publication, ...freshClaims(now) } as const;
  return sign('service', payload, privateKey, { embedKey: true });
}

/**
 * Verifies an agency's entry: signed by the very key that it registers, and by `agencyKey` if given.
 *
 * @throws PosthornError `signature-invalid`, `key-invalid`, `block-malformed`, `directory-message-misaddressed`,
 * `directory-message-expired`
 */
export async function verifyAgencyRegistration(
  jws: string,
  expected: DirectoryExpectation = {},
): Promise<{ key: PublicKey; payload: AgencyRegistration }> {
  const verified = await verifyEmbedded('agency', jws);
  if (verified.payload.jwk.kid !== verified.key.kid)
    throw wrongKey('The message registers another key than it is signed with.');
  assertExpected(verified, expected);
  return verified;
}

/**
 * Verifies a published service. Without `agencyKey` it proves only that one key signed all of it.
 *
 * @throws PosthornError `signature-invalid`, `key-invalid`, `block-malformed`, `directory-message-misaddressed`,
 * `directory-message-expired`
 */
export async function verifyServicePublication(
  jws: string,
  expected: DirectoryExpectation = {},
): Promise<{ key: PublicKey; payload: ServicePublication }> {
  const verified = await verifyEmbedded('service', jws);
  assertExpected(verified, expected);
  return verified;
}

function freshClaims(now: Date): { iat: number; exp: number; jti: string } {
  const iat = Math.floor(now.getTime() / 1000);
  return { iat, exp: iat + lifetime, jti: crypto.randomUUID() };
}

function assertExpected(
  { key, payload }: { key: PublicKey; payload: AgencyRegistration | ServicePublication },
  { agencyKey, delivery }: DirectoryExpectation,
): void {
  if (agencyKey !== undefined && agencyKey.kid !== key.kid)
    throw wrongKey("The message is not signed with the agency's key.");
  if (delivery === undefined) return;
  if (payload.aud !== delivery.audience) {
    throw new PosthornError('directory-message-misaddressed', 'The message is meant for another directory.', {
      mend: "Give the directory's base URL as aud, and sign the message again.",
    });
  }
  const now = delivery.now.getTime() / 1000;
  if (payload.iat > now + leeway || payload.exp <= now - leeway || payload.exp > payload.iat + 3600) {
    throw new PosthornError(
      'directory-message-expired',
      'The message is expired, dated in the future, or valid for too long.',
      {
        mend: 'Set the clock, and sign the message again.',
      },
    );
  }
}

function wrongKey(problem: string): PosthornError {
  return new PosthornError('signature-invalid', problem, { mend: "Sign with the agency's registered key." });
}
