import {
  publicDataKey,
  type Frequency,
  type JsonObject,
  type Language,
  type LawfulBasis,
  type PermissionRequestItem,
} from '@posthorn/protocol';
import { inLanguage, type Text } from '../cases/localized.ts';
import type { Context } from '../context.ts';
import { expiryOf } from './expiry.ts';
import { readKeyFor } from './read-keys.ts';

/** What every permission says that an agency asks for. */
interface WishTerms {
  /** clientId of the agency whose data it is. Default: this agency. */
  domain?: string;
  area: string;
  /** GDPR Art. 6(1). Default: CONSENT. */
  lawfulBasis?: LawfulBasis;
  /** The legal ground in plain words, for other bases than consent. */
  ground?: Text;
  /** A date (`2027-12-31`, its whole day in UTC), a time (RFC 3339), or a duration from the request on (`P2Y`, ISO 8601). */
  expires?: string;
  /** Default: as often as needed. */
  frequency?: Frequency;
}

/** An agency asks to read. */
export interface ReadWish extends WishTerms {
  type: 'READ';
  purpose: Text;
  /** What the agency expects to find. Stays here: data that breaks it is reported by `data.read`. */
  schema?: JsonObject;
}

/** An agency asks to write. */
export interface WriteWish extends WishTerms {
  type: 'WRITE';
  description: Text;
  /** JSON Schema (2020-12): a promise. `data.write` refuses data that breaks it, and readers report it. */
  schema?: JsonObject;
}

/** A permission that an agency asks for. */
export type PermissionWish = ReadWish | WriteWish;

/** Makes requests of wishes: each with an id, and for reading with the key that will be read with. */
export async function toRequestItems(
  context: Context,
  wishes: readonly PermissionWish[],
  options: { language: Language; idOf: (wish: PermissionWish, index: number) => string; now?: Date },
): Promise<PermissionRequestItem[]> {
  const { language, idOf, now = new Date() } = options;
  return Promise.all(
    wishes.map(async (wish, index) => {
      const { domain = context.clientId, area, lawfulBasis = 'CONSENT', ground, expires, frequency } = wish;
      const terms = {
        id: idOf(wish, index),
        domain,
        area,
        lawfulBasis,
        ...(ground !== undefined && { ground: inLanguage(ground, language) }),
        ...(expires !== undefined && { expires: expiryOf(expires, now) }),
        ...(frequency !== undefined && { frequency }),
      };
      if (wish.type === 'READ') {
        const jwk = publicDataKey(await readKeyFor(context, domain, area));
        return { ...terms, type: 'READ' as const, purpose: inLanguage(wish.purpose, language), jwk };
      }
      const { schema } = wish;
      const description = inLanguage(wish.description, language);
      return { ...terms, type: 'WRITE' as const, description, ...(schema !== undefined && { schema }) };
    }),
  );
}
