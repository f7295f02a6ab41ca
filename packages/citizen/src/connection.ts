import { base64url } from 'jose';
import { isPosthornError, type LocalizedText, type PublicKey } from '@posthorn/protocol';
import type { SealedDocuments } from './documents.ts';

const PREFIX = 'org.posthorn.connection.';

/** The agreed relationship of the person with one agency. */
export interface Connection {
  v: 1;
  /** uuid, chosen by the person's side */
  connectionId: string;
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

/** The person's connections, as sealed documents. */
export class Connections {
  readonly #documents: SealedDocuments;
  readonly #key: Uint8Array;

  constructor(documents: SealedDocuments, key: Uint8Array) {
    this.#documents = documents;
    this.#key = key;
  }

  async get(agency: string): Promise<Connection | null> {
    return (await this.#documents.get(await this.#documentId(agency))) as unknown as Connection | null;
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
      if (document) connections.push(document as unknown as Connection);
    }
    return connections;
  }

  /**
   * The same on every device, so that two devices that connect at once meet in one document; and without the document
   * key nobody can tell which agency it stands for.
   */
  async #documentId(agency: string): Promise<string> {
    const key = await crypto.subtle.importKey(
      'raw',
      new Uint8Array(this.#key),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`connection ${agency}`));
    return PREFIX + base64url.encode(new Uint8Array(mac).subarray(0, 16));
  }
}
