import {
  type ShowSasCallbacks,
  VerificationPhase,
  type VerificationRequest,
  VerificationRequestEvent,
  type Verifier,
  VerifierEvent,
} from 'matrix-js-sdk/lib/crypto-api/index.js';
import { VerificationMethod } from 'matrix-js-sdk/lib/types.js';
import { PosthornError } from '@posthorn/protocol';
import { toChannelError } from './matrix-errors.ts';

/** What Posthorn can do: show emoji, and show a QR code for the other device to scan. */
export const verificationMethods: string[] = [
  VerificationMethod.Sas,
  VerificationMethod.ShowQrCode,
  VerificationMethod.Reciprocate,
];

/**
 * - `requested`: waits for `accept`, here if the other device began, there otherwise
 * - `waiting`: it is the other device's turn
 * - `ready`: the other device can scan `qr`; or begin with `compareEmoji`
 * - `emoji`: are the same `emoji` shown there? `confirm` or `mismatch`
 * - `scanned`: the other device has scanned `qr`. Does it say that all is well? `confirm` or `mismatch`
 * - `done`: the device is signed
 */
export type VerificationState = 'requested' | 'waiting' | 'ready' | 'emoji' | 'scanned' | 'done' | 'cancelled';

/** Why a verification ended without a result. `elsewhere`: another device has taken it up. */
export type VerificationEnd = 'mismatch' | 'declined' | 'timeout' | 'elsewhere' | 'failed';

/** One of the pictures that both devices show. */
export interface VerificationEmoji {
  symbol: string;
  /** in English, as in the Matrix specification's list ("SAS method: emoji") */
  name: string;
}

/** Two devices of one person make sure of each other, as it stands now. Each change gives a new object with the same `id`. */
export interface DeviceVerification {
  readonly id: string;
  readonly deviceId: string;
  /** as the other device calls itself; not proven */
  readonly deviceName: string;
  /** the other device has begun */
  readonly incoming: boolean;
  readonly state: VerificationState;
  /** seven in the state `emoji`, otherwise none */
  readonly emoji: readonly VerificationEmoji[];
  /** what the QR code holds (byte mode) in the state `ready`, otherwise null */
  readonly qr: Uint8Array | null;
  readonly cancelled: VerificationEnd | null;
  accept(): Promise<void>;
  compareEmoji(): Promise<void>;
  /** Security duty: only after the person has compared both screens. It signs the other device, which then reads everything. */
  confirm(): Promise<void>;
  mismatch(): Promise<void>;
  cancel(): Promise<void>;
}

interface FlowParts {
  request: VerificationRequest;
  deviceId: string;
  deviceName: string;
  incoming: boolean;
  /** Brings the new signature to the homeserver and back. */
  publish(): Promise<void>;
  onChange(): void;
}

/** Leads one verification through its steps. */
export class VerificationFlow {
  readonly #parts: FlowParts;
  #verifier: Verifier | null = null;
  #sas: ShowSasCallbacks | null = null;
  #qr: Uint8Array | null = null;
  #isPrepared = false;
  #isConfirmed = false;
  #isPublishing = false;
  #isPublished = false;
  #shown: VerificationState | null = null;

  constructor(parts: FlowParts) {
    this.#parts = parts;
    parts.request.on(VerificationRequestEvent.Change, () => this.#step());
  }

  get id(): string {
    return this.#parts.request.transactionId ?? '';
  }

  get isOver(): boolean {
    const state = this.#state();
    return state === 'done' || state === 'cancelled';
  }

  /** Does what nobody has to be asked for, and tells when there is something new to show. */
  #step(): void {
    this.#proceed().catch(() => this.#cancelQuietly());
    this.tell();
  }

  tell(): void {
    const state = this.#state();
    if (state === this.#shown) return;
    this.#shown = state;
    this.#parts.onChange();
  }

  async #proceed(): Promise<void> {
    const { request } = this.#parts;
    if (request.phase === VerificationPhase.Ready && !this.#isPrepared) {
      this.#isPrepared = true;
      if (request.otherPartySupportsMethod(VerificationMethod.ScanQrCode)) this.#qr = await this.#qrCode();
      if (this.#qr) this.tell();
      else await this.#startEmoji();
    }
    if (request.verifier) this.#follow(request.verifier);
    if (request.phase === VerificationPhase.Done && !this.#isPublishing) await this.#publish();
  }

  /** A signature that cannot be brought to the homeserver now goes there with the next sync. */
  async #publish(): Promise<void> {
    this.#isPublishing = true;
    await this.#parts.publish().catch(() => null);
    this.#isPublished = true;
    this.tell();
  }

  #follow(verifier: Verifier): void {
    if (verifier === this.#verifier) return;
    this.#verifier = verifier;
    verifier.on(VerifierEvent.ShowSas, (sas) => {
      this.#sas = sas;
      this.tell();
    });
    this.#sas = verifier.getShowSasCallbacks();
    // How it ends is told by the request's phase.
    verifier.verify().catch(() => this.tell());
  }

  async #qrCode(): Promise<Uint8Array | null> {
    const code = await this.#parts.request.generateQRCode();
    return code ? new Uint8Array(code) : null;
  }

  async #startEmoji(): Promise<void> {
    this.#follow(await this.#parts.request.startVerification(VerificationMethod.Sas));
  }

  snapshot(): DeviceVerification {
    const { request, deviceId, deviceName, incoming } = this.#parts;
    const state = this.#state();
    return {
      id: this.id,
      deviceId,
      deviceName,
      incoming,
      state,
      emoji: state === 'emoji' ? (this.#sas?.sas.emoji ?? []).map(([symbol, name]) => ({ symbol, name })) : [],
      qr: state === 'ready' ? this.#qr : null,
      cancelled: state === 'cancelled' ? endOf(request.cancellationCode) : null,
      accept: () => this.#act(['requested'], () => request.accept()),
      compareEmoji: () => this.#act(['ready'], () => this.#startEmoji()),
      confirm: () => this.#act(['emoji', 'scanned'], () => this.#confirm()),
      mismatch: () => this.#act(['emoji', 'scanned'], () => this.#mismatch()),
      cancel: () => this.#act(['requested', 'waiting', 'ready', 'emoji', 'scanned'], () => request.cancel()),
    };
  }

  #state(): VerificationState {
    const { request } = this.#parts;
    switch (request.phase) {
      case VerificationPhase.Unsent:
      case VerificationPhase.Requested:
        return 'requested';
      case VerificationPhase.Ready:
        return this.#qr ? 'ready' : 'waiting';
      case VerificationPhase.Started:
        if (this.#isConfirmed) return 'waiting';
        if (this.#sas) return 'emoji';
        return this.#verifier?.getReciprocateQrCodeCallbacks() ? 'scanned' : 'waiting';
      case VerificationPhase.Done:
        return this.#isPublished ? 'done' : 'waiting';
      default:
        return 'cancelled';
    }
  }

  async #act(states: readonly VerificationState[], act: () => Promise<void>): Promise<void> {
    const state = this.#state();
    if (!states.includes(state)) {
      throw new PosthornError('verification-step-impossible', 'This step of the comparison is not possible now.', {
        mend: 'Look at how the comparison stands now; if it is over, begin it again.',
        details: { state },
      });
    }
    await act().catch((error: unknown) => {
      throw toChannelError(error);
    });
    this.#step();
  }

  async #confirm(): Promise<void> {
    this.#isConfirmed = true;
    try {
      if (this.#sas) await this.#sas.confirm();
      else this.#verifier?.getReciprocateQrCodeCallbacks()?.confirm();
    } catch (error) {
      this.#isConfirmed = false;
      throw error;
    }
  }

  #mismatch(): Promise<void> {
    if (!this.#sas) return this.#parts.request.cancel();
    this.#sas.mismatch();
    return Promise.resolve();
  }

  #cancelQuietly(): void {
    this.#parts.request
      .cancel()
      .catch(() => null)
      .finally(() => this.tell());
  }
}

/** Source: Matrix specification, "m.key.verification.cancel". */
function endOf(code: string | null): VerificationEnd {
  switch (code) {
    case 'm.mismatched_sas':
      return 'mismatch';
    case 'm.user':
      return 'declined';
    case 'm.timeout':
      return 'timeout';
    case 'm.accepted':
      return 'elsewhere';
    default:
      return 'failed';
  }
}
