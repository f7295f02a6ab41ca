declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** The part that the tests use: what a browser does with a push (RFC 8188, RFC 8291). */
  interface HttpEce {
    decrypt(body: Buffer, options: { version: 'aes128gcm'; privateKey: ECDH; authSecret: Buffer }): Buffer;
  }
  const ece: HttpEce;
  export default ece;
}
