import { isPosthornError, type AccountReadResponse, type ErrorCode } from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import { idsOf, isConnected, noAnswer, type Agreeing } from './agreeing.ts';
import type { Agreements } from './agreement.ts';
import { changeLocksOf, letReaderIn } from './locks.ts';
import { isSamePath, readersOf, writeKeys } from './readers.ts';

interface KeyCareParts {
  agreements: Agreements;
  operator: OperatorClient;
  keys: KeyRing;
  agreeing: Agreeing;
}

/** Why a document cannot get new locks, and never will: nobody can open it with a key of the person. */
const UNOPENABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'document-not-for-key',
  'document-sealed-otherwise',
  'document-malformed',
]);

/** Sees to it that documents are sealed to exactly those whom the person has agreed to. */
export class KeyCare {
  readonly #parts: KeyCareParts;

  constructor(parts: KeyCareParts) {
    this.#parts = parts;
  }

  /** Writers whose data others read, or read no more, learn to which keys they seal from now on. */
  async tellWriters(): Promise<void> {
    const { agreements, keys, agreeing } = this.#parts;
    const readers = readersOf(await agreements.all());
    for (const agreement of await agreements.all()) {
      if (!isConnected(agreement)) continue;
      const { serviceKey, permissions } = agreement;
      const writes = permissions.filter(({ request }) => request.type === 'WRITE');
      const wanted = await Promise.all(writes.map(({ request }) => writeKeys(request, serviceKey, readers, keys)));
      const isTold = writes.every((write, index) => idsOf(wanted[index] ?? []).join(' ') === write.keys.join(' '));
      if (!isTold) await agreeing.answer({ ...agreement, answering: noAnswer() });
    }
  }

  /** Documents with readers who must not read on get new locks. */
  async changeLocks({ documents }: AccountReadResponse): Promise<void> {
    const { agreements, operator, keys } = this.#parts;
    const known = await agreements.all();
    const readers = readersOf(known);
    const old = known.flatMap(({ oldLocks }) => oldLocks);
    for (const document of documents) {
      const kids = old.filter((lock) => isSamePath(lock, document)).map(({ kid }) => kid);
      const isStill = (kid: string): boolean =>
        readers.some((reader) => isSamePath(reader, document) && reader.key.kid === kid);
      if (!document.readers.some((kid) => kids.includes(kid) && !isStill(kid))) continue;
      await changeLocksOf({ operator, keys }, document, readers).catch(ignoreUnopenable);
    }
    for (const agreement of known) {
      if (agreement.oldLocks.length > 0) await agreements.put({ ...agreement, oldLocks: [] });
    }
  }

  /** Documents that exist already are opened to their new readers. */
  async letReadersIn({ documents }: AccountReadResponse): Promise<void> {
    const { agreements, operator, keys } = this.#parts;
    const known = await agreements.all();
    const readers = readersOf(known);
    for (const agreement of known) {
      if (!isConnected(agreement)) continue;
      for (const reader of readersOf([agreement])) {
        const document = documents.find((found) => isSamePath(found, reader));
        if (!document || document.readers.includes(reader.key.kid)) continue;
        await letReaderIn({ operator, keys }, agreement.connectionId, reader)
          .catch((error: unknown) => {
            // Somebody is among its readers to whom nobody has agreed: only new locks help.
            if (!isPosthornError(error, 'recipients-not-agreed')) throw error;
            return changeLocksOf({ operator, keys }, document, readers);
          })
          .catch(ignoreUnopenable);
      }
    }
  }
}

function ignoreUnopenable(error: unknown): void {
  if (!isPosthornError(error) || !UNOPENABLE.has(error.code)) throw error;
}
