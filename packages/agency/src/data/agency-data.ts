import { randomUUID } from 'node:crypto';
import { PosthornError, type Json, type PathFilter } from '@posthorn/protocol';
import { askForAgreement, confirmedConnection } from '../connections/confirm.ts';
import type { AgreedPermission } from '../connections/agreed-permission.ts';
import type { Context } from '../context.ts';
import type { Agreement } from '../store/agreements.ts';
import { forgetRequest, requestsOf, writeRequest } from '../store/requests.ts';
import { permissionId } from './asked.ts';
import { expiryOf } from './expiry.ts';
import { readData, type DataItem } from './read-data.ts';
import { toRequestItems, type PermissionWish } from './wishes.ts';
import { writeData } from './write-data.ts';

/** A permission as this agency knows it. What the person withdrew meanwhile shows when it is used. */
export type KnownPermission = Omit<AgreedPermission, 'state' | 'keys'> & {
  state: 'requested' | 'approved' | 'denied';
};

/** Data that an agency writes. */
export interface DataInput {
  area: string;
  content: Json;
}

/**
 * What people let this agency read and write. Every call may throw `operator-unreachable`, `connection-unknown`, and whatever code the
 * operator refuses with: `consent-missing` when the person has not agreed, or not any more.
 */
export interface AgencyData {
  /** Reads areas; without `paths` everything that this agency may read. Verifies who said it. */
  read(connectionId: string, ...paths: PathFilter[]): Promise<DataItem[]>;
  /**
   * Writes areas of this agency's own domain: all or none, readable by exactly those whom the person lets read.
   *
   * @throws PosthornError also `data-invalid` when data breaks the schema that was promised
   */
  write(connectionId: string, ...data: DataInput[]): Promise<void>;
  /**
   * Asks the person for more, at any time. The answer may take days: see `permissions` and `onAgreement`.
   *
   * @param permissions default: what the configuration says
   * @returns the ids of the permissions, in the order of the wishes
   */
  request(connectionId: string, permissions?: readonly PermissionWish[]): Promise<string[]>;
  /** Everything that was asked for, and what the person decided. */
  permissions(connectionId: string): Promise<KnownPermission[]>;
  /**
   * Has the person told only later that this agency looked. For authorities on the operator's list alone; the delay itself is recorded.
   *
   * @param ground the law or the order that it rests on
   */
  delayDisclosure(connectionId: string, until: Date, ground: string): Promise<void>;
}

export function openAgencyData(context: Context): AgencyData {
  const { db, operator } = context;

  /** Agencies that are not told of agreements ask for the newest one before it matters. */
  async function newestAgreement(connectionId: string): Promise<Agreement> {
    const find = context.addresses() === null ? askForAgreement : confirmedConnection;
    const agreement = await find(context, connectionId);
    if (agreement) return agreement;
    throw new PosthornError('connection-unknown', 'There is no connection of this id.', {
      mend: 'Take the id from a sign-in or from connections().',
    });
  }

  return {
    async read(connectionId, ...paths) {
      return readData(context, await newestAgreement(connectionId), paths);
    },

    async write(connectionId, ...data) {
      await writeData(context, await newestAgreement(connectionId), data);
    },

    async request(connectionId, wishes = context.wishes) {
      if (wishes.length === 0) return [];
      const { language } = await newestAgreement(connectionId);
      const sid = randomUUID();
      const idOf = (_: unknown, index: number): string => permissionId(sid, index);
      const permissions = await toRequestItems(context, wishes, { language, idOf });
      // Before it is sent: the answer may be here before the operator's own.
      db.transaction(() => writeRequest(db, { sid, connectionId, wishes, at: Date.now() }));
      try {
        await operator.tell('PERMISSION_REQUEST', { sub: connectionId, sid, permissions });
      } catch (error) {
        if (!context.isStopped()) forgetRequest(db, connectionId, sid);
        throw error;
      }
      return permissions.map(({ id }) => id);
    },

    async permissions(connectionId) {
      const { permissions, language } = await newestAgreement(connectionId);
      const asked = requestsOf(db, connectionId).map(async ({ sid, wishes, at }) => {
        const idOf = (_: unknown, index: number): string => permissionId(sid, index);
        return toRequestItems(context, wishes, { language, idOf, now: new Date(at) });
      });
      const waiting = (await Promise.all(asked)).flat();
      return [
        ...permissions.map(({ keys: _keys, ...permission }) => permission),
        ...waiting.map((item) => {
          const { jwk: _jwk, ...terms } = { jwk: null, ...item };
          return { ...terms, state: 'requested' as const };
        }),
      ];
    },

    async delayDisclosure(connectionId, until, ground) {
      const seconds = expiryOf(until.toISOString(), new Date());
      await operator.tell('DISCLOSURE_DELAY', { sub: connectionId, until: seconds, ground });
    },
  };
}
