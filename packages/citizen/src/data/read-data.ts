import {
  isPosthornError,
  openData,
  verifyWriter,
  wireThumbprint,
  type ErrorCode,
  type Json,
  type OpenedData,
  type Path,
  type WireKey,
} from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import type { Agreements } from './agreement.ts';
import { ownKeyFor, readDocument } from './locks.ts';

/** Who says what a document says. */
export interface WriterView {
  /** clientId */
  service: string;
  /** When it was signed; null from old services, which don't say. */
  signedAt: Date | null;
  /** Whether the service signed it, by its key as it was at first use. */
  verified: boolean;
  /** Whether it signed for whom and for which place it is. Old services don't: theirs may come from another place. */
  bound: boolean;
}

/** One of the person's documents, opened. */
export interface OpenedDocument extends Path {
  version: number;
  content: Json;
  writer: WriterView;
  /** Why the writer is not verified; null if it is. */
  problem: ErrorCode | null;
  /** The writer's signed statement (compact JWS): the proof. */
  statement: string;
}

interface ReadParts {
  agreements: Agreements;
  operator: OperatorClient;
  keys: KeyRing;
}

/**
 * Reads one of the person's documents and verifies who wrote it. What is not verified is given, too, and said to be so.
 *
 * @returns null if there is no such document
 * @throws PosthornError `document-not-for-key`, `document-sealed-otherwise`, `document-malformed`, `directory-unreachable`
 */
export async function readData(parts: ReadParts, path: Path): Promise<OpenedDocument | null> {
  const document = await readDocument(parts.operator, path);
  if (document === null) return null;
  const opened = await openData(document.data, ownKeyFor(document.data, parts.keys));
  const { domain, area } = path;
  const { content, jws: statement } = opened;
  return { domain, area, version: document.version, content, statement, ...(await writerOf(parts, path, opened)) };
}

async function writerOf(
  parts: ReadParts,
  { domain, area }: Path,
  { jws }: OpenedData,
): Promise<Pick<OpenedDocument, 'writer' | 'problem'>> {
  const acc = await wireThumbprint(parts.keys.accountKey);
  try {
    // A domain's data is what the service of that domain says: a document of anybody else does not pass for it.
    const { signedAt, bound } = await verifyWriter(jws, await keyOf(parts, domain), { domain, area, acc, iss: domain });
    return { writer: { service: domain, signedAt, verified: true, bound }, problem: null };
  } catch (error) {
    if (!isPosthornError(error) || error.code === 'directory-unreachable') throw error;
    return { writer: { service: domain, signedAt: null, verified: false, bound: false }, problem: error.code };
  }
}

async function keyOf({ agreements, operator }: ReadParts, service: string): Promise<WireKey> {
  return (await agreements.get(service))?.serviceKey ?? (await operator.service(service)).key;
}
