import type { Channel } from '@posthorn/channel';
import { isPosthornError, PosthornError, sha256, type Json } from '@posthorn/protocol';
import { assertOwnIdentity } from './own-identity.ts';
import { openDocument, sealDocument, type OpenedDocument } from './sealed-document.ts';
import { serialQueue, type SerialQueue } from './serial-queue.ts';
import { readJson, writeJson, type CitizenStore } from './store.ts';

/** Account data above this many characters goes into an encrypted attachment instead. */
const INLINE_LIMIT = 40 * 1024;
const ATTACHMENT_LIMIT = 16 * 1024 * 1024;

/** `seal`: SHA-256 of this version's sealed text as it lies at the homeserver, null as long as it does not. */
type LocalDocument = OpenedDocument & { seal: string | null };

/**
 * The person's own documents (drafts, connections): sealed with the key from the vault, kept at the homeserver as
 * account data and on this device. Works without the homeserver; what was written meanwhile is brought there later,
 * unless another device has written a newer version. Two versions of the same age meet in one that all devices take.
 *
 * Security duty: nothing but ciphertext leaves through this class, and a device never accepts an older version of a
 * document than the one it knows. A device whose account was begun anew elsewhere writes nothing there: the new account could not open it.
 */
export class SealedDocuments {
  readonly #channel: Channel;
  readonly #store: CitizenStore;
  readonly #key: Uint8Array;
  /** Documents whose newest version is here; the homeserver says when another device has written one. */
  readonly #upToDate = new Set<string>();
  /** All reading and writing of one document happens one after the other. */
  readonly #queues = new Map<string, SerialQueue>();

  constructor(channel: Channel, store: CitizenStore, key: Uint8Array) {
    this.#channel = channel;
    this.#store = store;
    this.#key = key;
  }

  /** The newest known version of a document; null when there is none or it was removed. */
  async get(id: string): Promise<Json> {
    return this.#inTurn(id, async () => {
      const local = await this.#local(id);
      if (this.#upToDate.has(id)) return local?.content ?? null;
      // Noted first: what another device writes meanwhile makes it outdated again.
      this.#upToDate.add(id);
      try {
        return (await this.#meet(id, local))?.content ?? null;
      } catch (error) {
        this.#upToDate.delete(id);
        const kept = await this.#local(id);
        if (!kept || !(isUnreachable(error) || isPosthornError(error, 'homeserver-refused'))) throw error;
        return kept.content;
      }
    });
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
    await this.#inTurn(id, async () => {
      const local = await this.#local(id);
      this.#upToDate.add(id);
      const newest = await this.#newest(id, local).catch(() => null);
      const document: LocalDocument = { revision: ((newest ?? local)?.revision ?? 0) + 1, content, seal: null };
      await writeJson(this.#store, entryName(id), document);
      try {
        // Written without having looked, it may be older than what another device has written.
        if (newest) await this.#push(id, document);
        else await this.#meet(id, document);
      } catch (error) {
        this.#upToDate.delete(id);
        if (!isUnreachable(error)) throw error;
      }
    });
  }

  /** Whether the homeserver has the version that this device has written last. */
  async isPushed(id: string): Promise<boolean> {
    return this.#inTurn(id, async () => typeof (await this.#local(id))?.seal === 'string');
  }

  /** Brings to the homeserver what could not be brought when it was written. */
  async pushPending(): Promise<void> {
    for (const [name] of await this.#store.entries(entryName(''))) {
      const id = name.slice(entryName('').length);
      await this.#inTurn(id, async () => {
        const local = await this.#local(id);
        if (local && !local.seal) await this.#meet(id, local);
      });
    }
  }

  /** Ids of the documents of which this device has a newer version than the homeserver. */
  async pending(prefix: string): Promise<string[]> {
    const pending: string[] = [];
    for (const [name] of await this.#store.entries(entryName(prefix))) {
      const id = name.slice(entryName('').length);
      const local = await this.#local(id);
      if (local && !local.seal && local.content !== null) pending.push(id);
    }
    return pending;
  }

  #inTurn<T>(id: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(id) ?? serialQueue();
    this.#queues.set(id, queue);
    return queue(task);
  }

  #local(id: string): Promise<LocalDocument | null> {
    return readJson<LocalDocument>(this.#store, entryName(id));
  }

  /** Takes the homeserver's version if that is newer, and brings this device's there if it is not. */
  async #meet(id: string, local: LocalDocument | null): Promise<LocalDocument | null> {
    const newest = await this.#newest(id, local);
    if (newest && !newest.seal) await this.#push(id, newest);
    return newest;
  }

  async #push(id: string, document: LocalDocument): Promise<void> {
    await assertOwnIdentity(this.#channel);
    const data = await this.#sealed(id, document);
    await this.#channel.putAccountData(id, data);
    await writeJson(this.#store, entryName(id), { ...document, seal: await sealOf(data) });
  }

  async #sealed(id: string, document: OpenedDocument): Promise<Record<string, Json>> {
    // A removed document keeps its revision, so that an old version cannot be brought back.
    const jwe = await sealDocument(this.#key, id, document);
    if (jwe.length <= INLINE_LIMIT) return { v: 1, jwe };
    const file = await this.#channel.upload(new TextEncoder().encode(jwe));
    const pointer: OpenedDocument = { revision: document.revision, content: { file: { ...file } } };
    return { v: 1, external: await sealDocument(this.#key, `${id}#external`, pointer) };
  }

  /** The version that counts, this device's or the homeserver's; recorded here. */
  async #newest(id: string, local: LocalDocument | null): Promise<LocalDocument | null> {
    const data = await this.#channel.getAccountData(id);
    if (!data) return local;
    const seal = await sealOf(data);
    if (local?.seal === seal) return local;
    let remote: OpenedDocument | null = null;
    try {
      remote = await this.#opened(id, data, local?.revision ?? 0);
    } catch (error) {
      // A damaged copy at the homeserver does no harm as long as this device has its own.
      if (!local || isUnreachable(error)) throw error;
    }
    if (!remote || (local && remote.revision < local.revision)) return local;
    const newest = remote.revision === local?.revision ? united(local, remote, seal) : { ...remote, seal };
    await writeJson(this.#store, entryName(id), newest);
    return newest;
  }

  async #opened(id: string, data: Record<string, Json>, known: number): Promise<OpenedDocument | null> {
    if (typeof data['jwe'] === 'string') return openDocument(this.#key, id, data['jwe']);
    if (typeof data['external'] !== 'string') {
      throw new PosthornError('document-invalid', 'A stored document has an unknown form.', {
        mend: 'Update this program, or open the document on the device that wrote it.',
      });
    }
    const pointer = await openDocument(this.#key, `${id}#external`, data['external']);
    if (pointer.revision < known) return null;
    const { file } = pointer.content as unknown as { file: Parameters<Channel['download']>[0] };
    const jwe = new TextDecoder().decode(await this.#channel.download(file, ATTACHMENT_LIMIT));
    return openDocument(this.#key, id, jwe);
  }
}

/** True for failures of the way to the homeserver alone: it is away, or the session has ended. What was written stays on this device. */
export function isUnreachable(error: unknown): boolean {
  return isPosthornError(error, 'homeserver-unreachable') || isPosthornError(error, 'session-ended');
}

/** Two devices have written the same revision: whichever looks, it finds the same winner, and a removal never wins. */
function united(local: LocalDocument, remote: OpenedDocument, seal: string): LocalDocument {
  const [own, other] = [JSON.stringify(local.content), JSON.stringify(remote.content)];
  if (own === other) return { ...local, seal };
  const { content } = (own === 'null' ? '' : own) > (other === 'null' ? '' : other) ? local : remote;
  return { revision: local.revision + 1, content, seal: null };
}

function sealOf(data: Record<string, Json>): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(data['jwe'] ?? data['external'] ?? null)));
}

function entryName(id: string): string {
  return `document/${id}`;
}
