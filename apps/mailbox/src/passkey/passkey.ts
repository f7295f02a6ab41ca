import type { RecoveryLock } from '@posthorn/citizen';
import { PosthornError } from '@posthorn/protocol';
import { base64url } from 'jose';

/** What a passkey gave. Security duty: `secret` opens the account; it is handed to the SDK at once and kept nowhere. */
export interface OpenedPasskey {
  /** base64url */
  credentialId: string;
  /** 32 bytes */
  secret: Uint8Array;
}

/** A passkey that was just made, with the salt (base64url) that its secret belongs to. */
export type NewPasskey = OpenedPasskey & { salt: string };

/** How long a person may take, in milliseconds. */
const patience = 120_000;

/** Whether this browser can make and ask passkeys that give a secret, as far as it says so. */
export async function canUsePasskeys(): Promise<boolean> {
  if (!('PublicKeyCredential' in globalThis) || !('credentials' in navigator)) return false;
  const capabilities = await globalThis.PublicKeyCredential.getClientCapabilities?.();
  return capabilities?.['extension:prf'] !== false;
}

/**
 * Makes a passkey for this address. Nothing personal is in it: the user's id is random.
 * Source: WebAuthn Level 3, "Pseudo-random function extension (prf)".
 *
 * @param label how the person's password manager shows it
 * @param known credential ids (base64url) that must not be made a second time
 * @throws PosthornError `passkey-cancelled`, `passkey-exists`, `passkey-unavailable`, `passkey-without-secret`
 */
export async function createPasskey(label: string, known: readonly string[]): Promise<NewPasskey> {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const credential = await asked(
    navigator.credentials.create({
      publicKey: {
        rp: { id: globalThis.location.hostname, name: 'Posthorn' },
        user: { id: crypto.getRandomValues(new Uint8Array(32)), name: label, displayName: label },
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        // ES256, EdDSA, RS256: what authenticators have. Nobody verifies signatures here, the secret is what counts.
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        excludeCredentials: known.map((id) => ({ type: 'public-key', id: toBuffer(id) })),
        timeout: patience,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const credentialId = base64url.encode(new Uint8Array(credential.rawId));
  const { prf } = credential.getClientExtensionResults();
  if (prf?.enabled === false) throw withoutSecret();
  const opened = { credentialId, salt: base64url.encode(salt) };
  if (prf?.results) return { ...opened, secret: toBytes(prf.results.first) };
  // Some authenticators give the secret only when they are asked, not when the passkey is made.
  return { ...opened, secret: (await askPasskey([opened])).secret };
}

/**
 * Asks for one of the passkeys that open the account.
 *
 * @throws PosthornError `passkey-cancelled`, `passkey-unavailable`, `passkey-without-secret`
 */
export async function askPasskey(
  locks: readonly Pick<RecoveryLock, 'credentialId' | 'salt'>[],
): Promise<OpenedPasskey> {
  const credential = await asked(
    navigator.credentials.get({
      publicKey: {
        rpId: globalThis.location.hostname,
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        userVerification: 'required',
        allowCredentials: locks.map(({ credentialId }) => ({ type: 'public-key', id: toBuffer(credentialId) })),
        timeout: patience,
        extensions: {
          prf: {
            evalByCredential: Object.fromEntries(
              locks.map(({ credentialId, salt }) => [credentialId, { first: toBuffer(salt) }]),
            ),
          },
        },
      },
    }),
  );
  const results = credential.getClientExtensionResults().prf?.results;
  if (!results) throw withoutSecret();
  return { credentialId: base64url.encode(new Uint8Array(credential.rawId)), secret: toBytes(results.first) };
}

async function asked(asking: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await asking.catch((cause: unknown) => {
    throw passkeyError(cause);
  });
  if (credential instanceof PublicKeyCredential) return credential;
  throw unavailable();
}

/** Source: WebAuthn Level 3, "create()" and "get()": which DOMException means what. */
function passkeyError(cause: unknown): PosthornError {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError') {
    return new PosthornError('passkey-cancelled', 'The passkey was not given: cancelled, not there, or too late.', {
      mend: 'Try again, or take the recovery sheet.',
      cause,
    });
  }
  if (name === 'InvalidStateError') {
    return new PosthornError('passkey-exists', 'This device already has a passkey for this mailbox.', {
      mend: 'It works already. Take another device or a security key for a second one.',
      cause,
    });
  }
  return unavailable(cause);
}

function unavailable(cause?: unknown): PosthornError {
  return new PosthornError('passkey-unavailable', 'This browser or device cannot use a passkey here.', {
    mend: 'Take the recovery sheet, or another browser.',
    cause,
  });
}

function withoutSecret(): PosthornError {
  return new PosthornError(
    'passkey-without-secret',
    'This passkey gives no secret (PRF), so it cannot open anything.',
    {
      mend: 'Take the recovery sheet, or a passkey of another device.',
    },
  );
}

function toBuffer(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64url.decode(text));
}

function toBytes(source: BufferSource): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  return new Uint8Array(source);
}
