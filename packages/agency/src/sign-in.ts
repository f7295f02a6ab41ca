import { signInWithPassword, type Channel, type Session } from '@posthorn/channel';
import { isPosthornError, PosthornError } from '@posthorn/protocol';
import type { AgencyConfig } from './config/config.ts';
import type { Database } from './store/database.ts';
import { readSetting, writeSetting } from './store/settings.ts';

/**
 * The agency's Matrix session: the one of last time, or a new one on the same device. The device must stay the same, for the keys in
 * the storage folder are this device's.
 */
export async function takeUpSession(db: Database, config: AgencyConfig): Promise<Session> {
  const kept = readSetting(db, 'session') as Session | null;
  return kept ? { ...kept, homeserver: config.homeserver } : signInAgain(db, config, null);
}

/** Signs in with the password; on the same device if there was one. */
export async function signInAgain(db: Database, config: AgencyConfig, before: Session | null): Promise<Session> {
  const session = await signInWithPassword(
    config.homeserver,
    config.user,
    config.password,
    'Posthorn gateway',
    before?.deviceId,
  );
  writeSetting(db, 'session', { ...session });
  return session;
}

/**
 * Makes the agency's cross-signing keys at the first start; on later ones they are there, or come back with the recovery secret.
 *
 * @throws PosthornError `own-keys-lost`
 */
export async function setUpKeys(db: Database, channel: Channel): Promise<void> {
  const state = await channel.encryptionState();
  if (state === 'ready') return;
  if (state === 'not-set-up') {
    const { recoverySecret } = await channel.setUpEncryption();
    writeSetting(db, 'recovery-secret', recoverySecret);
    return;
  }
  const secret = readSetting(db, 'recovery-secret');
  try {
    if (typeof secret === 'string') return await channel.recover(secret);
  } catch (error) {
    if (!isPosthornError(error, 'recovery-secret-wrong')) throw error;
  }
  throw new PosthornError(
    'own-keys-lost',
    "The agency's account has keys at the homeserver that this storage folder does not know.",
    {
      mend: 'Bring back the storage folder from a backup. If there is none, have the account reset and publish the new identity with the signing key.',
    },
  );
}
