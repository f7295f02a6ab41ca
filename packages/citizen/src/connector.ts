import type { Channel } from '@posthorn/channel';
import type { AgencyRecord, DirectoryClient } from '@posthorn/channel/directory';
import { isPosthornError, sign, writeContent, type Language } from '@posthorn/protocol';
import { assertPinnedKey } from './agency-pin.ts';
import type { Connection, Connections } from './connection.ts';
import type { Consents } from './data/consents.ts';
import { assertOwnIdentity } from './own-identity.ts';
import type { Vault } from './vault.ts';

interface ConnectorParts {
  channel: Channel;
  connections: Connections;
  consents: Consents;
  directory: DirectoryClient;
  onChange(): void;
  vault: Vault;
  language: Language;
}

/**
 * Connects the person with agencies: pins the agency's key, trusts the Matrix identity it attests, agrees the connection
 * at the data operator, makes the one room and says hello. Each step is recorded before the next, so that after a crash it goes on where it was.
 *
 * Security duty: nothing is ever sent to an agency whose identity is not attested by the key pinned at first use.
 */
export class Connector {
  readonly #parts: ConnectorParts;
  readonly #running = new Map<string, Promise<Connection>>();

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
  }

  /** The connection with an agency, made now if there is none. Throws `agency-key-changed`, `identity-changed`. */
  connect(agency: string): Promise<Connection> {
    const running = this.#running.get(agency);
    if (running) return running;
    const made = this.#connect(agency).finally(() => this.#running.delete(agency));
    this.#running.set(agency, made);
    return made;
  }

  async #connect(agency: string): Promise<Connection> {
    const { channel } = this.#parts;
    let connection = await this.#pinned(agency);
    // Both ask the homeserver anew, so a replaced identity is noticed before anything is sent.
    const masterKey = await channel.masterKey();
    await assertOwnIdentity(channel);
    await channel.trust(connection.userId, connection.masterKey);
    connection = await this.#agreed(connection, masterKey ?? '');
    if (!connection.roomId) {
      const { userId, connectionId } = connection;
      const roomId = (await this.#roomFromBefore(connection)) ?? (await channel.createRoom(userId, { connectionId }));
      connection = { ...connection, roomId };
      await this.#put(connection);
    }
    return this.attest(connection);
  }

  /** The person has ended the connection: the room stays readable, and a later connection is another one. */
  async forget(agency: string): Promise<void> {
    const known = await this.#parts.connections.get(agency);
    if (!known || known.ended) return;
    const connectionId = crypto.randomUUID();
    await this.#put({ ...known, ...movedOut(known), connectionId, agreed: false, ended: true });
  }

  /** Agencies join no room for a connection that the data operator has not confirmed. */
  async #agreed(connection: Connection, masterKey: string): Promise<Connection> {
    const { agency, agencyKey: key, name } = connection;
    const service = { clientId: agency, displayName: name.de, key, kind: 'agency' } as const;
    const connectionId = await this.#parts.consents.connect(service, connection.connectionId, masterKey);
    if (connection.agreed && connection.connectionId === connectionId) return connection;
    const isSame = connection.connectionId === connectionId;
    const agreed = { ...connection, connectionId, agreed: true, ended: false, ...(!isSame && { attested: null }) };
    await this.#put(agreed);
    return agreed;
  }

  /**
   * Says hello if the agency does not know the person's present Matrix identity yet: at first, and again after the
   * person's identity was made anew.
   */
  async attest(connection: Connection): Promise<Connection> {
    const { channel, vault, language } = this.#parts;
    const masterKey = await channel.masterKey();
    if (!connection.roomId || !masterKey || connection.attested === masterKey) return connection;
    await assertOwnIdentity(channel);
    const jws = await sign(
      'hello',
      {
        type: 'hello',
        connectionId: connection.connectionId,
        agency: connection.agency,
        userId: channel.session.userId,
        masterKey,
        roomId: connection.roomId,
        language,
        iat: Math.floor(Date.now() / 1000),
      },
      vault.accountKey,
      { embedKey: true },
    );
    const id = crypto.randomUUID();
    const event = writeContent({ kind: 'hello', id, jws }, language);
    await channel.send(connection.roomId, event, `hello-${id}`);
    const attested = { ...connection, attested: masterKey };
    await this.#put(attested);
    return attested;
  }

  /** The pinned connection, brought up to date by a record that the pinned key has signed. */
  async #pinned(agency: string): Promise<Connection> {
    const { connections } = this.#parts;
    const known = await connections.get(agency);
    const record = await this.#record(agency, known !== null);
    if (!known) {
      if (!record) throw new Error('unreachable: a first connection always has a record');
      const connection = newConnection(record);
      await this.#put(connection);
      return connection;
    }
    if (!record) return known;
    assertPinnedKey(agency, record.jwk, known.agencyKey);
    if (record.jws === known.record || record.issuedAt < known.recordIssuedAt) return known;
    const connection: Connection = {
      ...known,
      ...pinOf(record),
      ...(known.userId !== record.matrix.userId && movedOut(known)),
    };
    await this.#put(connection);
    return connection;
  }

  async #put(connection: Connection): Promise<void> {
    await this.#parts.connections.put(connection);
    this.#parts.onChange();
  }

  /** A known connection works without the directory. */
  async #record(agency: string, isKnown: boolean): Promise<AgencyRecord | null> {
    try {
      return await this.#parts.directory.agency(agency);
    } catch (error) {
      if (isKnown && isPosthornError(error, 'directory-unreachable')) return null;
      throw error;
    }
  }

  /** The room that was made before a crash, if there is one: with the agency alone, and of no other connection. */
  async #roomFromBefore(connection: Connection): Promise<string | null> {
    const { channel, connections } = this.#parts;
    const taken = new Set(
      (await connections.all()).flatMap(({ roomId, formerRooms }) => [
        roomId,
        ...formerRooms.map((room) => room.roomId),
      ]),
    );
    const me = channel.session.userId;
    const found = channel.rooms().find((room) => {
      const isOurs = room.membership === 'join' && room.members.includes(connection.userId);
      return isOurs && !taken.has(room.roomId) && room.members.every((m) => m === me || m === connection.userId);
    });
    return found?.roomId ?? null;
  }
}

function newConnection(record: AgencyRecord): Connection {
  return {
    v: 2,
    connectionId: crypto.randomUUID(),
    agreed: false,
    ended: false,
    agency: record.clientId,
    agencyKey: record.jwk,
    ...pinOf(record),
    roomId: null,
    formerRooms: [],
    attested: null,
  };
}

/** The agency has another Matrix account now: a new room is needed. */
function movedOut({
  roomId,
  userId,
  formerRooms,
}: Connection): Pick<Connection, 'roomId' | 'formerRooms' | 'attested'> {
  return { roomId: null, attested: null, formerRooms: roomId ? [...formerRooms, { roomId, userId }] : formerRooms };
}

/** What a later record by the same key may change. */
function pinOf(record: AgencyRecord): Pick<Connection, 'name' | 'userId' | 'masterKey' | 'record' | 'recordIssuedAt'> {
  const { userId, masterKey } = record.matrix;
  return { name: record.displayName, userId, masterKey, record: record.jws, recordIssuedAt: record.issuedAt };
}
