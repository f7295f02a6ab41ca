import { join } from 'node:path';
import { openChannel, type Channel } from '@posthorn/channel';
import { openDirectory } from '@posthorn/channel/directory';
import { openNodeStore } from '@posthorn/channel/node-store';
import { toPublicKey } from '@posthorn/protocol';
import { pino, type Logger } from 'pino';
import type { Agency } from './agency.ts';
import { readFileRecord } from './cases/files.ts';
import { createWatchers } from './cases/watchers.ts';
import type { AgencyConfig } from './config/config.ts';
import { readOrMakeSigningKey } from './config/storage-key.ts';
import { defaultLimits, defaultTiming, type Context } from './context.ts';
import { createWriterKeys } from './data/writer-keys.ts';
import { createRunner } from './handlers/runner.ts';
import { createTurns } from './inbox/turns.ts';
import { openLine } from './line.ts';
import { openOperatorClient } from './operator/operator-client.ts';
import { pinOperatorKey } from './operator/operator-key.ts';
import { createServiceBook } from './service-book.ts';
import { takeUpSession } from './sign-in.ts';
import { openDatabase, type Database } from './store/database.ts';
import { openFileFolder } from './store/file-folder.ts';
import { deriveKey } from './store/seal.ts';
import { toAgency } from './to-agency.ts';
import { addressesBelow, type Addresses } from './web/addresses.ts';

/** Opens an agency: its storage, its keys, its Matrix device. Nothing is received or sent before `start`. */
export async function openAgency<Answers extends object = Record<string, Record<string, unknown>>>(
  config: AgencyConfig,
  options: { log?: Logger } = {},
): Promise<Agency<Answers>> {
  const services = createServiceBook(config.services);
  const signingKey = await readOrMakeSigningKey(config.signingKeyFile);
  const db = openDatabase(config.storage.folder, config.storage.key);
  try {
    const files = await openFileFolder(join(config.storage.folder, 'files'), config.storage.key);
    // The device's store lets one process in: only then may files without a case be taken for left behind.
    const channel = await openDevice(db, config);
    await files.sweep((id) => readFileRecord(db, id) !== null);
    const { clientId, directory: baseUrl, web } = config;
    const operatorKey = pinOperatorKey(db, baseUrl);
    const writerKey = createWriterKeys(openDirectory(baseUrl));
    let addresses: Addresses | null = web?.url === undefined ? null : addressesBelow(web.url);
    const context: Context = {
      clientId,
      names: config.names,
      ...(config.description && { description: config.description }),
      wishes: config.permissions ?? [],
      signingKey,
      db,
      files,
      services,
      channel,
      operator: openOperatorClient({ baseUrl, clientId, signingKey, operatorKey }),
      writerKey: async (id) => (id === clientId ? toPublicKey(signingKey) : writerKey(id)),
      addresses: () => addresses,
      readKeyId: (thumbprint) => `${(addresses ?? addressesBelow(clientId)).jwksURI}/${thumbprint}`,
      watchers: createWatchers(),
      helloTurns: createTurns(),
      log: options.log ?? pino({ enabled: false }),
      limits: { ...defaultLimits, ...config.limits },
      timing: { ...defaultTiming, ...config.timing },
      wakeAdmission: (roomId) => line.wakeAdmission(roomId),
      wakeInbox: (roomId) => line.wakeInbox(roomId),
      wakeOutbox: (roomId) => line.wakeOutbox(roomId),
      wakeCase: (caseId) => runner.wake(caseId),
      isStopped: () => line.isStopped(),
    };
    const line = openLine(context, config);
    const runner = createRunner(context);
    return toAgency<Answers>(context, {
      line,
      runner,
      ...(web && { web }),
      listensAt: (url) => (addresses ??= addressesBelow(url)),
    });
  } catch (error) {
    db.close();
    throw error;
  }
}

async function openDevice(db: Database, config: AgencyConfig): Promise<Channel> {
  const session = await takeUpSession(db, config);
  const store = await openNodeStore(join(config.storage.folder, 'device'), deriveKey(config.storage.key, 'device'));
  try {
    return await openChannel({ session, store });
  } catch (error) {
    await store.close();
    throw error;
  }
}
