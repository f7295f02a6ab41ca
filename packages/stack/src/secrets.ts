import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets of one stack on one machine. They stay in its data folder, readable by its owner alone. */
export interface StackSecrets {
  /** Lets its holder register accounts at the homeserver, whose registration is closed to all others. */
  readonly registration: string;
  readonly macaroon: string;
  readonly form: string;
  /** Between the homeserver and the eID. */
  readonly oidcClient: string;
  /** Password of the homeserver account for the stack's own duties. */
  readonly admin: string;
  /** Passwords of the sample agencies' accounts are derived from this, so each is random and none is stored twice. */
  readonly agencies: string;
  /** Seed of the homeserver's signing key. */
  readonly signingSeed: string;
}

/** Reads a stack's secrets; makes them at the first start. */
export function loadSecrets(dataDir: string): StackSecrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as StackSecrets;
  const random = (): string => randomBytes(32).toString('base64url');
  const secrets: StackSecrets = {
    registration: random(),
    macaroon: random(),
    form: random(),
    oidcClient: random(),
    admin: random(),
    agencies: random(),
    signingSeed: randomBytes(32).toString('base64').replace('=', ''),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** The password of a sample agency's account at the homeserver. */
export function agencyPassword(secrets: StackSecrets, localpart: string): string {
  return createHmac('sha256', secrets.agencies).update(localpart).digest('base64url');
}
