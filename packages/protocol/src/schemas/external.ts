import Type from 'typebox';
import { protocolLimits } from '../limits.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { encryptedFile, type EncryptedFile } from './encrypted-file.ts';
import { oneOf, sha256Hex, uuid } from './values.ts';

/** Kinds of blocks that may lie in an encrypted attachment. */
export type ExternalKind =
  | 'application'
  | 'receipt'
  | 'refusal'
  | 'status'
  | 'document-request'
  | 'notice'
  | 'reply'
  | 'decision'
  | 'withdrawal';

export const externalKinds: readonly ExternalKind[] = [
  'application',
  'receipt',
  'refusal',
  'status',
  'document-request',
  'notice',
  'reply',
  'decision',
  'withdrawal',
];

/** Stands in for a block that is too large for an event: the block lies, as JSON, in an encrypted attachment. */
export type ExternalBlock = {
  v: 1;
  /** `id` of the block it stands for. */
  id: string;
  /** `caseId` of the block it stands for. */
  caseId: string;
  kind: ExternalKind;
  /** SHA-256 of the block's JSON text, hexadecimal. */
  sha256: string;
  /** Bytes of the block's JSON text, at most 4 MiB. */
  size: number;
  file: EncryptedFile;
};

export const externalBlock: SchemaOf<ExternalBlock> = schemaOf<ExternalBlock>()(
  Type.Object({
    v: Type.Literal(1),
    id: uuid,
    caseId: uuid,
    kind: oneOf(externalKinds, 'Kind of the block it stands for'),
    sha256: sha256Hex,
    size: Type.Integer({ minimum: 2, maximum: protocolLimits.size }),
    file: Type.Unsafe<EncryptedFile>(encryptedFile),
  }),
);
