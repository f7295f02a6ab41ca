import type { ChannelHandlers, IncomingEvent } from '@posthorn/channel';
import { readContent } from '@posthorn/protocol';
import type { Context } from './context.ts';
import { lastRecorded, recordEvents } from './inbox/inbox.ts';
import { lineOf } from './inbox/line.ts';
import { readAgain, takeOver } from './inbox/release.ts';
import { markSent, retryRoom } from './outbox/outbox.ts';
import { roomsOfUser } from './store/contacts.ts';
import { recordInvitation } from './store/invitations.ts';

/** Milliseconds. */
const soon = 3_000;

/** What the agency does with what the channel hands over: put it on disk first, and only then work on it. */
export function createReceiver(context: Context): ChannelHandlers {
  const { db, log } = context;
  return {
    cursor: (roomId) => lastRecorded(db, roomId),
    async onEvents(roomId, events) {
      db.transaction(() => {
        const now = Date.now();
        recordEvents(db, events, { now, lineOf: (event) => lineOf(db, event) });
        for (const event of events) if (event.own) confirmSent(context, event);
      });
      context.wakeInbox(roomId);
      const unread = events.filter((event) => event.trust === 'undecryptable').map((event) => event.sender);
      for (const sender of new Set(unread)) {
        await readAgain(context, sender);
        // Keys and devices often come a moment after the message that needs them.
        setTimeout(() => void readAgain(context, sender).catch(() => undefined), soon).unref();
      }
    },
    async onDecrypted(event) {
      db.transaction(() => takeOver(context, [event]));
    },
    async onInvite(invitation) {
      // Joined only when the operator has confirmed the connection; remembered, so that it is not forgotten while that takes.
      db.transaction(() => recordInvitation(db, invitation));
      context.wakeAdmission(invitation.roomId);
    },
    onConnection(state) {
      log.info({ state }, 'line');
    },
    onIdentity(userId) {
      for (const roomId of roomsOfUser(db, userId)) {
        retryRoom(db, roomId);
        context.wakeOutbox(roomId);
      }
    },
  };
}

/** Our own event has come back: it is sent, even if we never learnt the answer to the sending. */
function confirmSent(context: Context, event: IncomingEvent): void {
  if (event.txnId !== null) markSent(context.db, event.txnId, event.eventId);
  const read = readContent(event.type, event.content);
  if ('block' in read && read.block !== null) markSent(context.db, read.block.id, event.eventId);
}
