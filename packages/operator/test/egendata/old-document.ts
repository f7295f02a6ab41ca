import { CompactSign, GeneralEncrypt, importJWK, type GeneralJWE } from 'jose';
import type { Signer } from './old-message.ts';
import type { RsaPublicJwk } from './rsa-keys.ts';

/** Seals data as the npm client does, but for any readers: signed by the writer, then encrypted to each reader. */
export async function sealOldDocument(content: unknown, writer: Signer, readers: RsaPublicJwk[]): Promise<GeneralJWE> {
  const statement = await new CompactSign(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ alg: 'PS256', ...writer.header })
    .sign(await importJWK({ ...writer.key }, 'PS256'));
  const encrypt = new GeneralEncrypt(new TextEncoder().encode(statement));
  encrypt.setProtectedHeader({ enc: 'A128CBC-HS256' });
  for (const reader of readers) {
    encrypt
      .addRecipient(await importJWK({ ...reader }, 'RSA-OAEP'))
      .setUnprotectedHeader({ alg: 'RSA-OAEP', kid: reader.kid });
  }
  return encrypt.encrypt();
}
