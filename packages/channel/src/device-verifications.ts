import type { MatrixClient } from 'matrix-js-sdk';
import { CryptoEvent, type VerificationRequest } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { PosthornError } from '@posthorn/protocol';
import { type DeviceVerification, VerificationFlow } from './device-verification.ts';
import { toChannelError } from './matrix-errors.ts';
import { processOutgoing, queryKeys } from './rust-crypto-access.ts';

/** How a person lets another of their devices in that is not given the recovery secret: by comparing two screens. */
export interface DeviceVerifications {
  /** Those under way. */
  list(): DeviceVerification[];
  /** Calls `listener` with every new verification and at each change of one, until the returned function is called. */
  listen(listener: (verification: DeviceVerification) => void): () => void;
  /**
   * Asks another device of the same user to compare.
   *
   * @throws PosthornError `device-unknown`, `recovery-needed`, `homeserver-unreachable`
   */
  begin(deviceId: string): Promise<DeviceVerification>;
}

interface Parts {
  client: MatrixClient;
  /** Only a device that is signed itself may vouch for others. */
  isReady: () => Promise<boolean>;
}

/** The verifications of this user's own devices. What other users ask for gets no answer: their keys are attested otherwise. */
export class OwnDeviceVerifications implements DeviceVerifications {
  readonly #client: MatrixClient;
  readonly #isReady: () => Promise<boolean>;
  readonly #flows = new Map<string, VerificationFlow>();
  readonly #listeners = new Set<(verification: DeviceVerification) => void>();

  constructor({ client, isReady }: Parts) {
    this.#client = client;
    this.#isReady = isReady;
    client.on(CryptoEvent.VerificationRequestReceived, (request) => {
      this.#receive(request).catch(() => null);
    });
  }

  list(): DeviceVerification[] {
    return [...this.#flows.values()].map((flow) => flow.snapshot());
  }

  listen(listener: (verification: DeviceVerification) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async begin(deviceId: string): Promise<DeviceVerification> {
    if (!(await this.#isReady())) {
      throw new PosthornError('recovery-needed', 'This device cannot vouch for others yet.', {
        mend: 'Give this device the recovery secret first.',
      });
    }
    const deviceName = await this.#nameOf(deviceId);
    if (deviceName === null) {
      throw new PosthornError('device-unknown', 'This account has no such device, or it has no keys.', {
        mend: 'Open the other app, wait until it has signed in, and look at the list of devices again.',
      });
    }
    try {
      const request = await this.#crypto().requestDeviceVerification(this.#client.getSafeUserId(), deviceId);
      return this.#follow(request, { deviceId, deviceName, incoming: false }).snapshot();
    } catch (error) {
      throw toChannelError(error);
    }
  }

  async #receive(request: VerificationRequest): Promise<void> {
    const deviceId = request.otherDeviceId;
    if (!request.isSelfVerification || deviceId === undefined || !(await this.#isReady())) return;
    const deviceName = await this.#nameOf(deviceId);
    if (deviceName !== null && request.pending) this.#follow(request, { deviceId, deviceName, incoming: true });
  }

  #follow(
    request: VerificationRequest,
    facts: Pick<DeviceVerification, 'deviceId' | 'deviceName' | 'incoming'>,
  ): VerificationFlow {
    const known = this.#flows.get(request.transactionId ?? '');
    if (known) return known;
    const flow: VerificationFlow = new VerificationFlow({
      ...facts,
      request,
      publish: async () => {
        await processOutgoing(this.#client);
        await queryKeys(this.#client, this.#client.getSafeUserId());
      },
      onChange: () => this.#tell(flow),
    });
    this.#flows.set(flow.id, flow);
    flow.tell();
    return flow;
  }

  #tell(flow: VerificationFlow): void {
    if (flow.isOver) this.#flows.delete(flow.id);
    for (const listener of Array.from(this.#listeners)) listener(flow.snapshot());
  }

  /** How a device calls itself; null if it has no keys. */
  async #nameOf(deviceId: string): Promise<string | null> {
    const userId = this.#client.getSafeUserId();
    const known = async (): Promise<string | null> => {
      const device = (await this.#crypto().getUserDeviceInfo([userId])).get(userId)?.get(deviceId);
      return device ? (device.displayName ?? '') : null;
    };
    const name = await known();
    if (name !== null) return name;
    await queryKeys(this.#client, userId).catch((error: unknown) => {
      throw toChannelError(error);
    });
    return known();
  }

  #crypto(): NonNullable<ReturnType<MatrixClient['getCrypto']>> {
    const api = this.#client.getCrypto();
    if (api) return api;
    throw new PosthornError('channel-stopped', 'The channel has been stopped.', { mend: 'Open the channel again.' });
  }
}
