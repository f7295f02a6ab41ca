import { isPosthornError } from '@posthorn/protocol';
import type { AgencyHealth } from './agency.ts';
import type { AgencyConfig } from './config/config.ts';
import type { Context } from './context.ts';
import { admit } from './connections/admission.ts';
import { countInbox, pendingRooms } from './inbox/inbox.ts';
import { processPending } from './inbox/processor.ts';
import { retryUnread } from './inbox/release.ts';
import { createLanes } from './lanes.ts';
import { countOutbox, waitingRooms } from './outbox/outbox.ts';
import { faultOf, sendWaiting } from './outbox/sender.ts';
import { publish, publishUntilDone, registerAddresses } from './publish.ts';
import { createReceiver } from './receiver.ts';
import { invitedRooms, countInvitations } from './store/invitations.ts';
import { setUpKeys, signInAgain } from './sign-in.ts';

/** The agency's traffic: what arrives goes through the inbox, what is to be sent through the outbox. */
export interface Line {
  start(): Promise<void>;
  published(): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
  wakeAdmission(roomId: string): void;
  wakeInbox(roomId: string): void;
  wakeOutbox(roomId: string): void;
  isStopped(): boolean;
  health(): Omit<AgencyHealth, 'parked' | 'connections'>;
}

export function openLine(context: Context, config: AgencyConfig): Line {
  const { db, channel, log } = context;
  let state: AgencyHealth['line'] = 'starting';
  let directory: AgencyHealth['directory'] = 'publishing';
  let stopped = false;
  let open = false;
  let retrying = false;
  let publication: Promise<void> = Promise.resolve();
  let retries: NodeJS.Timeout | undefined;

  const onError = (error: unknown): void => log.error({ ...faultOf(error) }, 'lane failed');
  const admission = createLanes({ concurrency: 4, work: (roomId) => admit(context, roomId), onError });
  const inbox = createLanes({ concurrency: 4, work: (roomId) => processPending(context, roomId), onError });
  const outbox = createLanes({ concurrency: 8, work: (roomId) => sendWaiting(context, roomId), onError });

  async function start(): Promise<void> {
    const receiver = createReceiver(context);
    try {
      await channel.start({
        ...receiver,
        onConnection(now) {
          state = now;
          receiver.onConnection?.(now);
        },
      });
    } catch (error) {
      // The next start uses the new session, on the same device.
      if (isPosthornError(error, 'session-ended')) await signInAgain(db, config, channel.session);
      throw error;
    }
    await setUpKeys(db, channel);
    await retryUnread(context);
    open = true;
    for (const roomId of invitedRooms(db)) admission.wake(roomId);
    for (const roomId of pendingRooms(db)) inbox.wake(roomId);
    // Own messages that went out before a crash are known again after the first sync: none is sent twice, however long ago it was.
    await channel.idle();
    for (const roomId of waitingRooms(db)) outbox.wake(roomId);
    retries = setInterval(() => void retryAgain(), context.timing.decryptAgain).unref();
    publication = publishAll();
    publication.catch(() => undefined);
  }

  /** A try may take longer than the time between two: then the next one is left out. */
  async function retryAgain(): Promise<void> {
    if (retrying) return;
    retrying = true;
    await retryUnread(context).catch(onError);
    retrying = false;
  }

  async function publishAll(): Promise<void> {
    try {
      await publishUntilDone(context, async () => {
        const masterKey = await channel.masterKey();
        if (masterKey === null) throw new Error('the agency has no master key after its set-up');
        await publish(config, context.signingKey, { userId: channel.session.userId, masterKey });
        await registerAddresses(context);
      });
      directory = 'published';
    } catch (error) {
      directory = 'refused';
      log.error({ code: isPosthornError(error) ? error.code : 'internal', ...faultOf(error) }, 'directory refused');
      throw error;
    }
  }

  return {
    start,
    published: () => publication,
    async idle() {
      await channel.idle();
      await admission.idle();
      await inbox.idle();
      await outbox.idle();
    },
    async stop() {
      stopped = true;
      state = 'stopped';
      clearInterval(retries);
      await Promise.all([admission.stop(), inbox.stop(), outbox.stop()]);
      await channel.stop();
    },
    wakeAdmission: (roomId) => (open ? admission.wake(roomId) : undefined),
    wakeInbox: (roomId) => (open ? inbox.wake(roomId) : undefined),
    wakeOutbox: (roomId) => (open ? outbox.wake(roomId) : undefined),
    isStopped: () => stopped,
    health: () => ({
      line: state,
      directory,
      inbox: countInbox(db),
      outbox: countOutbox(db),
      invitations: countInvitations(db),
    }),
  };
}
