import type { Channel } from '@posthorn/channel';
import { isPosthornError } from '@posthorn/protocol';
import { SealedDocuments } from './documents.ts';
import { recoveryLocksType } from './recovery-locks.ts';
import type { CitizenStore } from './store.ts';
import { documentKey, newVault, vaultSecret, writeVault } from './vault.ts';

/** Stands in the device's store from before the person confirms until the new account is complete. */
const MARK = 'starting-over';

/** Whether this device was cut off while it began anew; `replaceAccount` then does the rest. */
export async function isStartingOver(store: CitizenStore): Promise<boolean> {
  return (await store.read(MARK)) !== null;
}

export async function markStartingOver(store: CitizenStore, isBegun: boolean): Promise<void> {
  await store.write(new Map([[MARK, isBegun ? new Uint8Array([1]) : null]]));
}

/**
 * Puts a new account in the place of one whose keys are lost: a new vault; documents that nobody can open are marked as removed, passkeys
 * taken away, rooms left. Can be done again when it was cut off.
 */
export async function replaceAccount(channel: Channel, store: CitizenStore): Promise<void> {
  const vault = await newVault();
  await writeVault(channel, vault);
  await channel.putAccountData(recoveryLocksType, { v: 1, locks: [] });
  const documents = new SealedDocuments(channel, store, documentKey(vault));
  for (const type of channel.accountDataTypes('org.posthorn.')) {
    if (type !== vaultSecret && type !== recoveryLocksType) await documents.put(type, null);
  }
  for (const { roomId } of channel.rooms()) {
    await channel.leave(roomId).catch((error: unknown) => {
      if (!isPosthornError(error)) throw error;
    });
  }
  await markStartingOver(store, false);
}
