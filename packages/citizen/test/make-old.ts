import { openChannel, type Session } from '@posthorn/channel';
import type { Json } from '@posthorn/protocol';
import { SealedDocuments } from '../src/documents.ts';
import { openStore } from '../src/node.ts';
import { readJson, writeJson } from '../src/store.ts';
import { documentKey, type Vault } from '../src/vault.ts';

/** Puts the vault and the connection back into the form that they had before there was data. */
export async function makeOld(folder: string, key: Uint8Array): Promise<{ connectionId: string }> {
  const store = await openStore(folder, key);
  const session = await readJson<Session>(store, 'session');
  const vault = await readJson<Vault>(store, 'vault');
  if (!session || !vault) throw new Error('nobody has signed in here');
  const channel = await openChannel({ session, store: store.channel });
  await channel.start({ cursor: () => null, onEvents: async () => {} });
  const { accountId, accountKey } = vault;
  const old = { v: 1, accountId, accountKey, documentKey: vault.documentKey };
  await channel.putSecret('org.posthorn.vault', JSON.stringify(old));
  await writeJson(store, 'vault', old);
  const documents = new SealedDocuments(channel, store, documentKey(vault));
  const [id = ''] = await documents.ids('org.posthorn.connection.');
  const { agreed, ended, connectionId, ...connection } = (await documents.get(id)) as Record<string, Json>;
  if (agreed !== false || ended !== true) throw new Error('the connection has not been ended');
  const [room] = connection['formerRooms'] as { roomId: string }[];
  await documents.put(id, {
    ...connection,
    connectionId: connectionId ?? null,
    v: 1,
    roomId: room?.roomId ?? null,
    formerRooms: [],
  });
  await channel.stop();
  await store.close();
  return { connectionId: typeof connectionId === 'string' ? connectionId : '' };
}
