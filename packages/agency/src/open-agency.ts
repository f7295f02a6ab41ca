import { join } from 'node:path';
import { openChannel, type Channel } from '@posthorn/channel';
import { openNodeStore } from '@posthorn/channel/node-store';
import { PosthornError } from '@posthorn/protocol';
import { pino, type Logger } from 'pino';
import type { Agency } from './agency.ts';
import { openCaseDesk, toSummary } from './cases/case-desk.ts';
import { countCases, listCases } from './cases/case-record.ts';
import { readFileRecord } from './cases/files.ts';
import { unassignedMessages } from './cases/messages.ts';
import { openCase } from './cases/open-case.ts';
import { createWatchers } from './cases/watchers.ts';
import type { AgencyConfig } from './config/config.ts';
import { readOrMakeSigningKey } from './config/storage-key.ts';
import { defaultLimits, defaultTiming, type Context } from './context.ts';
import type { Handler } from './handlers/handler-case.ts';
import { createRunner, type Runner } from './handlers/runner.ts';
import { createTurns } from './inbox/turns.ts';
import { openLine, type Line } from './line.ts';
import { createServiceBook } from './service-book.ts';
import { takeUpSession } from './sign-in.ts';
import { countConnections, listConnections } from './store/contacts.ts';
import { openDatabase, type Database } from './store/database.ts';
import { openFileFolder } from './store/file-folder.ts';
import { deriveKey } from './store/seal.ts';

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
    const context: Context = {
      clientId: config.clientId,
      signingKey,
      db,
      files,
      services,
      channel,
      watchers: createWatchers(),
      helloTurns: createTurns(),
      log: options.log ?? pino({ enabled: false }),
      limits: { ...defaultLimits, ...config.limits },
      timing: { ...defaultTiming, ...config.timing },
      wakeInbox: (roomId) => line.wakeInbox(roomId),
      wakeOutbox: (roomId) => line.wakeOutbox(roomId),
      wakeCase: (caseId) => runner.wake(caseId),
      isStopped: () => line.isStopped(),
    };
    const line = openLine(context, config);
    const runner = createRunner(context);
    return toAgency<Answers>(context, line, runner);
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

function toAgency<Answers extends object>(context: Context, line: Line, runner: Runner): Agency<Answers> {
  const { db, channel, services } = context;
  let closed: Promise<void> | null = null;

  async function close(): Promise<void> {
    runner.stop();
    await line.stop();
    db.close();
  }

  return {
    clientId: context.clientId,
    userId: channel.session.userId,
    onApplication(serviceId, handler) {
      if (!services.latest(serviceId))
        throw unknownService(
          serviceId,
          services.all().map((service) => service.id),
        );
      // The answers were evaluated with the service whose type the caller names.
      runner.register(serviceId, handler as unknown as Handler);
    },
    onMessage: (listener) => context.watchers.onMessage(listener),
    async start() {
      await line.start();
      runner.start();
    },
    published: () => line.published(),
    idle: () => line.idle(),
    connections: () => listConnections(db),
    cases: (filter = {}) => listCases(db, filter).map(toSummary),
    case: (id) => openCaseDesk(context, id),
    unassigned: () => unassignedMessages(db),
    openCase: (connectionId, letter) => openCase(context, connectionId, letter),
    health: () => ({ ...line.health(), connections: countConnections(db), parked: countCases(db, 'parked') }),
    close: () => (closed ??= close()),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

function unknownService(id: string, known: string[]): PosthornError {
  return new PosthornError('service-unknown', `This agency does not offer the service "${id}".`, {
    mend: `Register handlers for: ${known.join(', ')}; or add the service's file to the configuration.`,
  });
}
