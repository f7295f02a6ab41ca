import { randomUUID } from 'node:crypto';
import { toPublicKey, wireMessages, type PrivateKey, type SealedData, type WireType } from '@posthorn/protocol';
import { CompactSign, importJWK } from 'jose';
import type { TestConnection, TestDataAgency, TestPerson } from '../own-peers.ts';
import { publicUrl } from '../story.ts';

/** A connected person and agency with one document, for whom every message makes sense. */
export interface Pair {
  person: TestPerson;
  agency: TestDataAgency;
  connection: TestConnection;
  /** Stored at the agency's own domain, area `card`. */
  document: SealedData;
  version: number;
}

/** Claims and content of a message of any type that the operator would take, or that it would never be sent. */
export async function payloadOf(type: WireType, pair: Pair): Promise<Record<string, unknown>> {
  const { person, agency, connection, document, version } = pair;
  const iat = Math.floor(Date.now() / 1000);
  const iss = isFromDevice(type) ? person.account : agency.clientId;
  const envelope = { type, iss, aud: publicUrl, iat, exp: iat + 3600, jti: randomUUID() };
  const sub = connection.id;
  const place = { domain: agency.clientId, area: 'card' };
  const texts = { displayName: 'Office', description: 'An office', iconURI: `${agency.clientId}/icon.png` };
  const nested = { iss: 'egendata://account', aud: agency.clientId, sid: randomUUID(), sub };
  const content: Partial<Record<WireType, Record<string, unknown>>> = {
    SERVICE_REGISTRATION: { ...texts, jwksURI: 'http://127.0.0.1:9/jwks', eventsURI: 'http://127.0.0.1:9/events' },
    ACCOUNT_REGISTRATION: { pds: { provider: 'memory' } },
    ACCOUNT_KEYS: { keys: [toPublicKey(person.key)] },
    ACCOUNT_MOVE: { pds: { provider: 'folder' } },
    CONNECTION: { ...nested, permissions: { approved: connection.approved } },
    LOGIN: nested,
    CONNECTION_REQUEST: { ...texts, sid: randomUUID(), permissions: [agency.toRead('card'), agency.toWrite('card')] },
    PERMISSION_REQUEST: { sub, sid: randomUUID(), permissions: [agency.toRead('bill'), agency.toWrite('bill')] },
    DATA_READ_REQUEST: { sub, paths: [place] },
    DATA_WRITE: { sub, paths: [{ ...place, data: document }] },
    RECIPIENTS_READ_REQUEST: { sub, paths: [place] },
    RECIPIENTS_WRITE: { sub, paths: [{ ...place, recipients: document.recipients }] },
    DELETE_CONSENT: { sub, permissions: connection.approved.map(({ id }) => id) },
    CONNECTION_READ_REQUEST: { sub },
    DISCLOSURE_DELAY: { sub, until: iat + 86_400, ground: 'An order of the court' },
    ACCESS_LOG_READ_REQUEST: { after: 0 },
    DOCUMENT_READ_REQUEST: { paths: [place] },
    DOCUMENT_WRITE: { paths: [{ ...place, version, data: document }] },
    DOCUMENT_DELETE: { paths: [place] },
  };
  if (type === 'CONNECTION_RESPONSE') return { ...envelope, payload: await signNested('CONNECTION', pair) };
  if (type === 'LOGIN_RESPONSE') return { ...envelope, payload: await signNested('LOGIN', pair) };
  return { ...envelope, ...content[type] };
}

async function signNested(type: 'CONNECTION' | 'LOGIN', pair: Pair): Promise<string> {
  return signByPerson(await payloadOf(type, pair), pair);
}

/** Signs whatever it is as the party does that sends such messages. What goes into another message, is put into it. */
export async function signAnything(type: WireType, content: unknown, pair: Pair): Promise<string> {
  if (type === 'CONNECTION' || type === 'LOGIN') {
    const bearer: WireType = `${type}_RESPONSE`;
    const payload = { ...(await payloadOf(bearer, pair)), payload: await signByPerson(content, pair) };
    return signByPerson(payload, pair);
  }
  if (isFromDevice(type)) return signByPerson(content, pair);
  return sign(content, pair.agency.key, { kid: pair.agency.key.kid });
}

function signByPerson(content: unknown, { person }: Pair): Promise<string> {
  return sign(content, person.key, { jwk: toPublicKey(person.key) });
}

function isFromDevice(type: WireType): boolean {
  return wireMessages[type].from === 'device';
}

async function sign(payload: unknown, key: PrivateKey, header: Record<string, unknown>): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload) ?? ''))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(await importJWK(key, 'ES256'));
}
