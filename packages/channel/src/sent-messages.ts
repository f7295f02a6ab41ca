import type { Json } from '@posthorn/protocol';

/** Far more than are ever on their way at once; a message that never comes back must not be kept for ever. */
const MOST = 1000;

interface Sent {
  type: string;
  content: Record<string, Json>;
}

/** What this device has sent and not seen come back yet: it need not be decrypted to be known. */
export class SentMessages {
  readonly #byTxnId = new Map<string, Sent>();

  add(roomId: string, txnId: string, message: Sent): void {
    this.#byTxnId.set(`${roomId} ${txnId}`, structuredClone(message));
    const [oldest] = this.#byTxnId.keys();
    if (this.#byTxnId.size > MOST && oldest !== undefined) this.#byTxnId.delete(oldest);
  }

  take(roomId: string, txnId: string): Sent | null {
    const key = `${roomId} ${txnId}`;
    const message = this.#byTxnId.get(key) ?? null;
    this.#byTxnId.delete(key);
    return message;
  }
}
