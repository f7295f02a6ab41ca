import { isPosthornError, type LocalizedText, type PublicKey } from '@posthorn/protocol';
import type { SealedDocuments } from './documents.ts';
import { sealedId } from './sealed-id.ts';

const PREFIX = 'org.posthorn.connection.';

/** The agreed relationship of the person with one agency. */
export interface Connection {
  v: 2;
  /** uuid, chosen by the person's side; the same at the data operator */
  connectionId: string;
  /** Whether the data operator has confirmed the connection: without that no agency joins the room. */
  agreed: boolean;
  /** True after the person has ended the connection, until it is made anew. */
  ended: boolean;
  /** The agency's clientId, a URL. */
  agency: string;
  name: LocalizedText;
  /** The agency's key as it was at first use. Everything the agency signs is checked with this one. */
  agencyKey: PublicKey;
  /** The agency's own signed registration, as evidence. */
  record: string;
  /** When the record was signed, seconds since 1970: an older one is not taken. */
  recordIssuedAt: number;
  userId: string;
  /** Master cross-signing key of the agency's Matrix identity, as attested by a record that the pinned key signed. */
  masterKey: string;
  /** The one encrypted room; null until it has been made. */
  roomId: string | null;
  /** Rooms with earlier Matrix accounts of the agency: their cases stay readable. */
  formerRooms: { roomId: string; userId: string }[];
  /** The own master key for which a hello has been sent into the room. */
  attested: string | null;
}

/** A connection of before there was a data operator. */
type ConnectionV1 = { v: 1 } & Omit<Connection, 'v' | 'agreed' | 'ended'>;

/** The person's connections, as sealed documents. */
export class Connections {
  readonly #documents: SealedDocuments;
  readonly #key: Uint8Array;

  constructor(documents: SealedDocuments, key: Uint8Array) {
    this.#documents = documents;
    this.#key = key;
  }

  async get(agency: string): Promise<Connection | null> {
    const document = await this.#documents.get(await this.#documentId(agency));
    return document === null ? null : upgraded(document as unknown as Connection | ConnectionV1);
  }

  async put(connection: Connection): Promise<void> {
    await this.#documents.put(await this.#documentId(connection.agency), { ...connection });
  }

  /** All connections that can be read; a damaged one must not hide the others, and shows when it is used. */
  async all(): Promise<Connection[]> {
    const connections: Connection[] = [];
    for (const id of await this.#documents.ids(PREFIX)) {
      const document = await this.#documents.get(id).catch((error: unknown) => {
        if (isPosthornError(error, 'document-invalid')) return null;
        throw error;
      });
      if (document) connections.push(upgraded(document as unknown as Connection | ConnectionV1));
    }
    return connections;
  }

  #documentId(agency: string): Promise<string> {
    return sealedId(this.#key, PREFIX, `connection ${agency}`);
  }
}

function upgraded(connection: Connection | ConnectionV1): Connection {
  return connection.v === 1 ? { ...connection, v: 2, agreed: false, ended: false } : connection;
}
