import {
  isPosthornError,
  openData,
  PosthornError,
  verifyWriter,
  type Json,
  type PathFilter,
  type SealedData,
} from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { Agreement } from '../store/agreements.ts';
import { readKeyById } from './read-keys.ts';
import { findBreach, schemaFor } from './schemas.ts';

/** Who wrote data, and how sure that is. */
export interface DataWriter {
  /** The service whose domain it is. */
  clientId: string;
  /** When it was signed (RFC 3339); null from old services, which do not say. */
  signedAt: string | null;
  /** Whether the writer signed of whom it is and where it belongs. Old services do not, so their data may come from another person. */
  bound: boolean;
  /** Whether the signature is that of the key which the operator has for the writer. */
  verified: boolean;
}

/** One area, as it was found. */
export interface DataItem {
  domain: string;
  area: string;
  /** Null if there is none, or none that can be relied on: then `problem` says why. */
  content: Json;
  /** Null when there is no data. */
  writer: DataWriter | null;
  /** Why there is no content, or what is wrong with it: `data-invalid` when it breaks its schema. */
  problem?: { code: string; message: string };
}

/** Reads, decrypts, verifies. Other people's mistakes become problems of one area; only refusals of the whole request are thrown. */
export async function readData(
  context: Context,
  agreement: Agreement,
  filters: readonly PathFilter[],
): Promise<DataItem[]> {
  const { paths = [] } = await context.operator.ask(
    'DATA_READ_REQUEST',
    { sub: agreement.connectionId, ...(filters.length > 0 && { paths: [...filters] }) },
    'DATA_READ_RESPONSE',
  );
  return Promise.all(
    paths.map(async ({ domain, area, data, error }) => {
      const place = { domain, area, content: null, writer: null };
      if (error) return { ...place, problem: { code: error.code ?? 'operator-refused', message: error.message } };
      return data === undefined ? place : openItem(context, agreement, { domain, area }, data);
    }),
  );
}

async function openItem(
  context: Context,
  agreement: Agreement,
  place: { domain: string; area: string },
  data: SealedData,
): Promise<DataItem> {
  const { domain, area } = place;
  let writer: DataWriter = { clientId: domain, signedAt: null, bound: false, verified: false };
  try {
    const { content, jws } = await openData(data, ownKey(context, data));
    const key = await context.writerKey(domain);
    const said = await verifyWriter(jws, key, { domain, area, acc: agreement.account, iss: domain });
    writer = { ...writer, signedAt: said.signedAt?.toISOString() ?? null, bound: said.bound, verified: true };
    const breach = findBreach(content, schemaFor(context, agreement, place));
    if (breach === null) return { ...place, content, writer };
    return { ...place, content, writer, problem: { code: 'data-invalid', message: breach } };
  } catch (error) {
    if (!isPosthornError(error)) throw error;
    return { ...place, content: null, writer, problem: { code: error.code, message: error.message } };
  }
}

function ownKey({ db }: Context, { recipients }: SealedData): NonNullable<ReturnType<typeof readKeyById>> {
  for (const { header } of recipients) {
    const key = readKeyById(db, header.kid);
    if (key) return key;
  }
  throw new PosthornError('document-not-for-key', 'The document is not encrypted to a key of this agency.', {
    mend: 'Ask the person for the permission to read again.',
  });
}
