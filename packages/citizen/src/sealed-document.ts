import { CompactEncrypt, compactDecrypt } from 'jose';
import { PosthornError, type Json } from '@posthorn/protocol';

const TYPE = 'posthorn-document+jwe';

/** A document of the person as it was before sealing. */
export interface OpenedDocument {
  /** Counts the versions of one document; a device never goes back to a lower one. */
  revision: number;
  content: Json;
}

/**
 * Seals a document for a place that must not read it (JWE compact, `dir`, A256GCM).
 *
 * The document's id and revision stand in the protected header and are thereby authenticated: a sealed document that
 * was copied to another id does not open there.
 */
export async function sealDocument(key: Uint8Array, id: string, document: OpenedDocument): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(document.content)))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: TYPE, id, rev: document.revision })
    .encrypt(key);
}

/** Opens a sealed document; throws `document-invalid` unless it was sealed with this key under this very id. */
export async function openDocument(key: Uint8Array, id: string, jwe: string): Promise<OpenedDocument> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    const { id: sealedId, rev } = protectedHeader;
    if (protectedHeader.typ !== TYPE || sealedId !== id) throw new Error('sealed under another id');
    if (typeof rev !== 'number' || !Number.isSafeInteger(rev)) throw new Error('no revision');
    return { revision: rev, content: JSON.parse(new TextDecoder().decode(plaintext)) as Json };
  } catch (cause) {
    throw new PosthornError('document-invalid', 'A stored document is damaged, or was exchanged for another one.', {
      mend: 'Open it on another device that still has it, or discard it and begin anew.',
      cause,
    });
  }
}
