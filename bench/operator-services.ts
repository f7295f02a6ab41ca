import { createHash } from 'node:crypto';
import {
  generateDataKey,
  generateSigningKey,
  publicDataKey,
  sealData,
  type DataKey,
  type DataPrivateKey,
  type RsaPrivateKey,
  type SealedData,
  type WirePrivateKey,
} from '@posthorn/protocol';
import { exportJWK, generateKeyPair } from 'jose';

/** How a service signs: like Egendata's old services, or like Posthorn's own. */
export type Algorithm = 'RSA' | 'ES256';

/** A service that persons are connected with: a private key and the document that it writes again and again. */
export interface BenchService {
  /** Its place among the services; connections of an account are numbered by it. */
  index: number;
  algorithm: Algorithm;
  clientId: string;
  key: WirePrivateKey;
  /** How it names its key. */
  kid: string;
  /** Keys that it encrypts to: the person's and its own. */
  readers: DataKey[];
  document: SealedData;
}

/** Services that every account is connected with. */
export const servicesPerAccount = 10;

/** The services whose data there is: of each kind one. The others are connected and may read, and have no data yet. */
export const activeServices: Readonly<Record<Algorithm, number>> = { ES256: 0, RSA: 5 };

export const area = 'application';

const content = {
  applicant: { givenName: 'Erika', familyName: 'Mustermann', born: '1964-08-12' },
  address: { street: 'Heidestraße 17', postcode: '51147', town: 'Köln' },
  answers: Array.from({ length: 6 }, (_, index) => ({ question: `question-${index + 1}`, answer: 'Yes, since 2019.' })),
};

/** Makes ten services, half of them old, half own. */
export async function makeServices(): Promise<BenchService[]> {
  return Promise.all(
    Array.from({ length: servicesPerAccount }, (_, index) => makeService(index, index < 5 ? 'ES256' : 'RSA')),
  );
}

async function makeService(index: number, algorithm: Algorithm): Promise<BenchService> {
  const clientId = `https://office-${index}.example`;
  const key = algorithm === 'ES256' ? await generateSigningKey() : await newRsaKey(`${clientId}/jwks/client_key`);
  const kind = algorithm === 'ES256' ? 'ES' : 'RSA';
  const own = await generateDataKey(kind, (thumbprint) => `${clientId}/jwks/${thumbprint}`);
  const person = await generateDataKey(kind, (thumbprint) => `egendata://jwks/${thumbprint}`);
  const readers = [person, own].map((reader: DataPrivateKey) => publicDataKey(reader));
  const iat = Math.floor(Date.now() / 1000);
  const header = { kid: key.kid, iss: clientId, iat, domain: clientId, area, acc: 'A'.repeat(43) };
  const document = await sealData(content, { writer: { key, header }, recipients: readers });
  return { index, algorithm, clientId, key, kid: key.kid, readers, document };
}

async function newRsaKey(kid: string): Promise<RsaPrivateKey> {
  const { privateKey } = await generateKeyPair('PS256', { modulusLength: 2048, extractable: true });
  const { n = '', d = '', p = '', dp = '', q = '', dq = '', qi = '' } = await exportJWK(privateKey);
  return { kid, kty: 'RSA', use: 'sig', e: 'AQAB', n, d, p, dp, q, dq, qi };
}

/** The id of a connection: the same as `md5('connection <account> <service>')::uuid` in the database, and spread like random ones. */
export function connectionId(account: number, service: number): string {
  return uuidOf(`connection ${account} ${service}`);
}

/** The id of an account, in the same manner. */
export function accountId(account: number): string {
  return uuidOf(`account ${account}`);
}

function uuidOf(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
