import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import type { DeviceVerification, VerificationState } from '../src/index.ts';
import { Mailbag } from './mailbag.ts';
import { emojiOnly, OrdinaryApp, scanner } from './ordinary-app.ts';
import { acquaint, say, saying } from './story.ts';

test('a Matrix app that shows the same emoji is signed and reads everything; one that does not, is not', async () => {
  await using both = await acquaint();
  await say(both.agency, both.roomId, 'an old letter');
  await both.person.next(saying('an old letter'));
  await both.person.channel.backedUp();
  const { verifications } = both.person.channel;
  const told = new Told(both.person);
  await expect(verifications.begin('NOSUCHDEVICE')).rejects.toMatchObject({ code: 'device-unknown' });

  await using app = await OrdinaryApp.open(both.personId, emojiOnly);
  const asked = await verifications.begin(app.deviceId);
  expect(asked).toMatchObject({ deviceId: app.deviceId, incoming: false, state: 'requested', emoji: [], qr: null });
  await expect(asked.confirm()).rejects.toMatchObject({ code: 'verification-step-impossible' });
  const differing = await app.accept(await app.requested());
  const shown = await told.until(asked.id, 'emoji');
  expect(shown.emoji).toHaveLength(7);
  await shown.mismatch();
  expect(await told.until(asked.id, 'cancelled')).toMatchObject({ cancelled: 'mismatch' });
  await expect(differing.over).rejects.toThrow('m.mismatched_sas');
  expect(await isSigned(both.person, app)).toBe(false);
  expect(verifications.list()).toEqual([]);

  const again = await app.ask(both.person);
  const incoming = await told.until(again.transactionId, 'requested');
  expect(incoming).toMatchObject({ deviceId: app.deviceId, incoming: true });
  await incoming.accept();
  const same = await app.accept(again);
  const emoji = await told.until(incoming.id, 'emoji');
  expect(emoji.emoji.map(({ symbol, name }) => [symbol, name])).toEqual(same.sas?.sas.emoji);
  await emoji.confirm();
  await same.sas?.confirm();
  await told.until(incoming.id, 'done');
  await same.over;
  expect(await isSigned(both.person, app)).toBe(true);

  await say(both.agency, both.roomId, 'a new letter');
  expect(await app.reads(both.roomId, 'a new letter')).toBe(true);
  expect(await app.reads(both.roomId, 'an old letter')).toBe(true);
}, 120_000);

test('a Matrix app with a camera scans the code instead; a device without keys vouches for nobody', async () => {
  await using both = await acquaint();
  await using unsigned = await Mailbag.open(await sharedHomeserver().signInAtEid(both.personId));
  const { deviceId } = unsigned.channel.session;
  await expect(unsigned.channel.verifications.begin(deviceId)).rejects.toMatchObject({ code: 'recovery-needed' });

  const told = new Told(both.person);
  await using app = await OrdinaryApp.open(both.personId, scanner);
  expect(await isSigned(both.person, app)).toBe(false);
  const request = await app.ask(both.person);
  await (await told.until(request.transactionId, 'requested')).accept();
  const { qr } = await told.until(request.transactionId, 'ready');
  await app.until(request, () => request.phase === VerificationPhase.Ready);
  const verifier = await request.scanQRCode(new Uint8ClampedArray(qr ?? []));
  const over = verifier.verify();
  await (await told.until(request.transactionId, 'scanned')).confirm();
  await told.until(request.transactionId, 'done');
  await over;
  expect(await isSigned(both.person, app)).toBe(true);

  const declined = await both.person.channel.verifications.begin(app.deviceId);
  await declined.cancel();
  expect(await told.until(declined.id, 'cancelled')).toMatchObject({ cancelled: 'declined' });
}, 120_000);

async function isSigned({ channel }: Mailbag, app: OrdinaryApp): Promise<boolean | undefined> {
  return (await channel.devices()).find(({ deviceId }) => deviceId === app.deviceId)?.signed;
}

/** All that a device is told of its verifications, from now on. */
class Told {
  readonly #told: DeviceVerification[] = [];
  #wake: () => void = () => {};

  constructor({ channel }: Mailbag) {
    channel.verifications.listen((verification) => {
      this.#told.push(verification);
      this.#wake();
    });
  }

  /** A verification as it was when it came to a state. */
  async until(id: string | undefined, state: VerificationState): Promise<DeviceVerification> {
    for (;;) {
      const found = this.#told.find((verification) => verification.id === id && verification.state === state);
      if (found) return found;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
