import type { Channel } from '@posthorn/channel';
import { PosthornError, type Json } from '@posthorn/protocol';
import { openDocument, sealDocument, type OpenedDocument } from './sealed-document.ts';
import { readJson, writeJson, type CitizenStore } from './store.ts';

/** Account data above this many characters goes into an encrypted attachment instead. */
const INLINE_LIMIT = 40 * 1024;
const ATTACHMENT_LIMIT = 16 * 1024 * 1024;

type LocalDocument = OpenedDocument & { synced: boolean };

/**
 * The person's own documents (drafts, connections): sealed with the key from the vault, kept at the homeserver as
 * account data and on this device. Works without the homeserver; what was written meanwhile is brought there later.
 *
 * Security duty: nothing but ciphertext leaves through this class, and a device never accepts an older version of a
 * document than the one it knows.
 */
export class SealedDocuments {
  readonly #channel: Channel;
  readonly #store: CitizenStore;
  readonly #key: Uint8Array;
  /** Documents whose newest version is here; the homeserver says when another device has written one. */
  readonly #upToDate = new Set<string>();

  constructor(channel: Channel, store: CitizenStore, key: Uint8Array) {
    this.#channel = channel;
    this.#store = store;
    this.#key = key;
  }

  /** The newest known version of a document; null when there is none or it was removed. */
  async get(id: string): Promise<Json> {
    const local = await readJson<LocalDocument>(this.#store, entryName(id));
    if (this.#upToDate.has(id)) return local?.content ?? null;
    try {
      const remote = await this.#remote(id, local);
      this.#upToDate.add(id);
      return (remote ?? local)?.content ?? null;
    } catch (error) {
      if (!local || !isUnreachable(error)) throw error;
      return local.content;
    }
  }

  /** Another device has perhaps written this document: the next `get` asks the homeserver. */
  changedElsewhere(id: string): void {
    this.#upToDate.delete(id);
  }

  /** Ids of the existing documents that start with `prefix`. */
  async ids(prefix: string): Promise<string[]> {
    const ids = new Set(this.#channel.accountDataTypes(prefix));
    for (const [name] of await this.#store.entries(entryName(prefix))) ids.add(name.slice(entryName('').length));
    const existing: string[] = [];
    for (const id of ids) {
      const content = await this.get(id).catch((error: unknown) => (isUnreachable(error) ? null : 'damaged'));
      if (content !== null) existing.push(id);
    }
    return existing.toSorted();
  }

  /** Writes a document here, and at the homeserver as soon as that can be reached. Null removes it. */
  async put(id: string, content: Json): Promise<void> {
    const local = await readJson<LocalDocument>(this.#store, entryName(id));
    const newest = (await this.#remote(id, local).catch(() => null)) ?? local;
    this.#upToDate.add(id);
    const document: LocalDocument = { revision: (newest?.revision ?? 0) + 1, content, synced: false };
    await writeJson(this.#store, entryName(id), document);
    try {
      await this.#push(id, document);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
    }
  }

  /** Brings to the homeserver what could not be brought when it was written. */
  async pushPending(): Promise<void> {
    for (const [name, value] of await this.#store.entries(entryName(''))) {
      const document = JSON.parse(new TextDecoder().decode(value)) as LocalDocument;
      if (!document.synced) await this.#push(name.slice(entryName('').length), document);
    }
  }

  async #push(id: string, document: LocalDocument): Promise<void> {
    await this.#channel.putAccountData(id, await this.#sealed(id, document));
    const current = await readJson<LocalDocument>(this.#store, entryName(id));
    if (current?.revision !== document.revision) return;
    await writeJson(this.#store, entryName(id), { ...document, synced: true });
  }

  async #sealed(id: string, document: OpenedDocument): Promise<Record<string, Json>> {
    // A removed document keeps its revision, so that an old version cannot be brought back.
    const jwe = await sealDocument(this.#key, id, document);
    if (jwe.length <= INLINE_LIMIT) return { v: 1, jwe };
    const file = await this.#channel.upload(new TextEncoder().encode(jwe));
    const pointer: OpenedDocument = { revision: document.revision, content: { file: { ...file } } };
    return { v: 1, external: await sealDocument(this.#key, `${id}#external`, pointer) };
  }

  /** The homeserver's version, if it is newer than the local one. */
  async #remote(id: string, local: LocalDocument | null): Promise<OpenedDocument | null> {
    const data = await this.#channel.getAccountData(id);
    if (!data) return null;
    let remote: OpenedDocument | null = null;
    try {
      remote = await this.#opened(id, data, local?.revision ?? 0);
    } catch (error) {
      // A damaged copy at the homeserver does no harm as long as this device has its own.
      if (!local || isUnreachable(error)) throw error;
    }
    if (!remote || remote.revision <= (local?.revision ?? 0)) return null;
    await writeJson(this.#store, entryName(id), { ...remote, synced: true } satisfies LocalDocument);
    return remote;
  }

  async #opened(id: string, data: Record<string, Json>, known: number): Promise<OpenedDocument | null> {
    if (typeof data['jwe'] === 'string') return openDocument(this.#key, id, data['jwe']);
    if (typeof data['external'] !== 'string') {
      throw new PosthornError('document-invalid', 'A stored document has an unknown form.', {
        mend: 'Update this program, or open the document on the device that wrote it.',
      });
    }
    const pointer = await openDocument(this.#key, `${id}#external`, data['external']);
    if (pointer.revision <= known) return null;
    const { file } = pointer.content as unknown as { file: Parameters<Channel['download']>[0] };
    const jwe = new TextDecoder().decode(await this.#channel.download(file, ATTACHMENT_LIMIT));
    return openDocument(this.#key, id, jwe);
  }
}

/** True for the failure that goes away by waiting: the homeserver cannot be reached. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof PosthornError && error.code === 'homeserver-unreachable';
}

function entryName(id: string): string {
  return `document/${id}`;
}
