import { isPosthornError, type DeniedPermission, type PermissionRequestItem, type WireKey } from '@posthorn/protocol';
import type { SealedDocuments } from '../documents.ts';
import { sealedId } from '../sealed-id.ts';

/** Prefix of the sealed documents that hold agreements. */
export const agreementPrefix = 'org.posthorn.agreement.';

/** Something that the person has agreed to, as the service asked for it: with the key of whoever reads. */
export interface AgreedPermission {
  request: PermissionRequestItem;
  /** Of a WRITE: ids of the keys that the writer was last told to seal to. */
  keys: string[];
}

/** An answer to a service that is on its way: it is sent again until the operator has taken it. */
export interface Answer {
  sid: string;
  approved: PermissionRequestItem[];
  denied: DeniedPermission[];
}

/** A reader who must not read on: the document has to get new locks. */
export interface OldLock {
  domain: string;
  area: string;
  /** Of the reader's key. */
  kid: string;
}

/** What the person takes back, until it is done. */
export interface Withdrawal {
  connectionId: string;
  /** Null: the whole connection. */
  permissions: string[] | null;
  locks: OldLock[];
}

/**
 * What the person has agreed with one service. The operator has a record of it, too; but whose keys data is sealed to
 * stands here alone, where the operator cannot change it.
 */
export interface Agreement {
  v: 1;
  /** clientId */
  service: string;
  name: string;
  /** Agencies have a channel, too. */
  kind: 'agency' | 'service';
  /** The service's key as it was at first use. */
  serviceKey: WireKey;
  /** Null while there is no connection. */
  connectionId: string | null;
  /** The own master key that the service was told for the channel; null if none. */
  channelKey: string | null;
  permissions: AgreedPermission[];
  answering: Answer | null;
  withdrawing: Withdrawal[];
  oldLocks: OldLock[];
}

/** What the person has agreed with services, as sealed documents. */
export class Agreements {
  readonly #documents: SealedDocuments;
  readonly #key: Uint8Array;

  constructor(documents: SealedDocuments, key: Uint8Array) {
    this.#documents = documents;
    this.#key = key;
  }

  async get(service: string): Promise<Agreement | null> {
    return (await this.#documents.get(await this.#documentId(service))) as unknown as Agreement | null;
  }

  async put(agreement: Agreement): Promise<Agreement> {
    await this.#documents.put(await this.#documentId(agreement.service), { ...agreement } as never);
    return agreement;
  }

  /** All agreements that can be read; a damaged one must not hide the others. */
  async all(): Promise<Agreement[]> {
    const agreements: Agreement[] = [];
    for (const id of await this.#documents.ids(agreementPrefix)) {
      const document = await this.#documents.get(id).catch((error: unknown) => {
        if (isPosthornError(error, 'document-invalid')) return null;
        throw error;
      });
      if (document) agreements.push(document as unknown as Agreement);
    }
    return agreements;
  }

  /** Forgets everything: the account is gone. */
  async clear(): Promise<void> {
    for (const { service } of await this.all()) await this.#documents.put(await this.#documentId(service), null);
  }

  #documentId(service: string): Promise<string> {
    return sealedId(this.#key, agreementPrefix, `agreement ${service}`);
  }
}
