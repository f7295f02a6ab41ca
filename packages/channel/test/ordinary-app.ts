import { createClient, ClientEvent, type MatrixClient, RoomEvent } from 'matrix-js-sdk';
import {
  CryptoEvent,
  type ShowSasCallbacks,
  type VerificationRequest,
  VerificationRequestEvent,
  VerifierEvent,
} from 'matrix-js-sdk/lib/crypto-api/index.js';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { silentLogger } from '../src/silent-logger.ts';
import type { Mailbag } from './mailbag.ts';

/** What an app without a camera can do, and one that can scan a code. */
export const emojiOnly: string[] = ['m.sas.v1'];
export const scanner: string[] = ['m.sas.v1', 'm.qr_code.scan.v1', 'm.reciprocate.v1'];

/** The other side of a comparison of emoji. */
export interface Comparison {
  sas: ShowSasCallbacks | null;
  over: Promise<void>;
}

/** Any Matrix app on a device of its own: matrix-js-sdk, and nothing of ours. */
export class OrdinaryApp implements AsyncDisposable {
  readonly #client: MatrixClient;
  readonly #requests: VerificationRequest[] = [];
  #wake: () => void = () => {};

  private constructor(client: MatrixClient) {
    this.#client = client;
    client.on(CryptoEvent.VerificationRequestReceived, (request) => {
      this.#requests.push(request);
      this.#wake();
    });
  }

  static async open(personId: string, verificationMethods: string[]): Promise<OrdinaryApp> {
    const { homeserver, ...session } = await sharedHomeserver().signInAtEid(personId);
    const client = createClient({ ...session, baseUrl: homeserver, logger: silentLogger, verificationMethods });
    await client.initRustCrypto({ useIndexedDB: false });
    const app = new OrdinaryApp(client);
    const synced = new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
    await client.startClient({ initialSyncLimit: 50 });
    await synced;
    await client.getCrypto()?.userHasCrossSigningKeys(session.userId, true);
    return app;
  }

  get deviceId(): string {
    return this.#client.getDeviceId() ?? '';
  }

  async requested(): Promise<VerificationRequest> {
    for (;;) {
      const request = this.#requests.shift();
      if (request) return request;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async ask({ channel, userId }: Mailbag): Promise<VerificationRequest> {
    const request = await this.#client.getCrypto()?.requestDeviceVerification(userId, channel.session.deviceId);
    if (!request) throw new Error('no crypto');
    return request;
  }

  /** Asks all other devices of the person, as apps do when they are opened for the first time. */
  async askAll(): Promise<VerificationRequest> {
    const request = await this.#client.getCrypto()?.requestOwnUserVerification();
    if (!request) throw new Error('no crypto');
    return request;
  }

  async until(request: VerificationRequest, holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => request.once(VerificationRequestEvent.Change, resolve));
  }

  /** Goes on until the emoji are there. */
  async accept(request: VerificationRequest): Promise<Comparison> {
    if (!request.initiatedByMe) await request.accept();
    await this.until(request, () => request.verifier !== undefined);
    const { verifier } = request;
    if (!verifier) throw new Error('the comparison has not begun');
    const shown = new Promise<ShowSasCallbacks>((resolve) => verifier.once(VerifierEvent.ShowSas, resolve));
    const over = verifier.verify();
    over.catch(() => {});
    return { sas: verifier.getShowSasCallbacks() ?? (await shown), over };
  }

  /** Waits until a text can be read in a room: the keys of old messages come with the backup. */
  async reads(roomId: string, text: string): Promise<boolean> {
    const client = this.#client;
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        client.once(RoomEvent.Timeline, () => resolve());
        client.once(CryptoEvent.KeyBackupDecryptionKeyCached, () => resolve());
        client.once(ClientEvent.Sync, () => resolve());
      });
      const events = client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
      for (const event of events) await client.decryptEventIfNeeded(event);
      if (events.some((event) => event.getContent()['body'] === text)) return true;
      await changed;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#client.stopClient();
    return Promise.resolve();
  }
}
