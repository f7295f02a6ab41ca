import {
  generateSigningKey,
  isPosthornError,
  PosthornError,
  readWire,
  signWire,
  verifyWire,
  type AuthenticationRequest,
  type Language,
  type PermissionRequestItem,
} from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import { postMessage } from '../post-message.ts';
import type { ServiceRecord } from '../service-record.ts';
import { anyAccount, nestedKey } from './connection-message.ts';
import type { Consents } from './consents.ts';
import { assertReadKeys, toAnswer, type Decision } from './decision.ts';
import { toRequested, type RequestedPermission } from './permission-view.ts';

/** Who asks, by the operator's records. */
export interface ServiceView {
  /** clientId */
  id: string;
  name: string;
  description: string;
  /** URL of a picture; whoever loads it tells the service so. */
  icon: string | null;
}

/**
 * A service's page asks the person to sign in. Nothing is sent before `agree`, but that a service which is not connected
 * yet is asked what it wants.
 */
export interface LoginRequest {
  service: ServiceView;
  /** 'login': the person is connected with the service. 'connection': agreeing connects. */
  kind: 'login' | 'connection';
  /** What the service asks for; none for a login. */
  permissions: RequestedPermission[];
  /** When the service's page stops waiting. */
  expiresAt: Date;
  /** Signs in. What is not approved is denied; a connection without any permission is fine. */
  agree(decision?: Decision): Promise<void>;
  /** Forgets the request; the service learns nothing. */
  decline(): void;
}

interface LoginParts {
  consents: Consents;
  operator: OperatorClient;
  keys: KeyRing;
  /** In which services are asked to answer. */
  language: Language;
  agencyName: (clientId: string) => string | null;
}

const PREFIX = `${anyAccount}/`;

/**
 * Reads what a service's QR code or link says. Who the service is and where it listens comes from the operator's records,
 * never from the code.
 *
 * @param url `egendata://account/<JWT>`
 * @throws PosthornError `login-request-expired`, `login-request-invalid`, `service-unknown`, `service-key-changed`,
 *   `directory-unreachable`, `service-unreachable`
 */
export async function readLoginRequest(parts: LoginParts, url: string): Promise<LoginRequest> {
  const { request, service } = await verified(parts.operator, url);
  const agreement = await parts.consents.agreementWith(service);
  const isConnected = agreement.connectionId !== null && (await isConnection(parts.operator, agreement.connectionId));
  const asked = isConnected ? [] : await whatItAsks(parts, service, request.sid);
  let isDeclined = false;
  return {
    service: toServiceView(service, parts.agencyName(service.clientId)),
    kind: isConnected ? 'login' : 'connection',
    permissions: asked.map((item) => toRequested(service.clientId, item)),
    expiresAt: new Date(request.exp * 1000),
    async agree(decision = { approve: [] }) {
      if (isDeclined) throw invalid('The request has been declined.');
      const answer = toAnswer(request.sid, asked, decision);
      if (!isConnected) return parts.consents.answer(service, null, answer);
      await logIn(parts, service, agreement.connectionId ?? '', request.sid);
      // A good moment: what old services have written since then is opened to its other readers.
      return parts.consents.settleIfReachable();
    },
    decline: () => void (isDeclined = true),
  };
}

async function verified(
  operator: OperatorClient,
  url: string,
): Promise<{ request: AuthenticationRequest; service: ServiceRecord }> {
  const trimmed = url.trim();
  if (!trimmed.startsWith(PREFIX)) throw invalid('This is no request to sign in.');
  try {
    const message = readWire(trimmed.slice(PREFIX.length));
    if (message.type !== 'AUTHENTICATION_REQUEST') throw new Error(`a ${message.type}`);
    const service = await operator.service(message.iss);
    const { payload } = await verifyWire('AUTHENTICATION_REQUEST', message, service.key, { audience: [anyAccount] });
    return { request: payload, service };
  } catch (error) {
    if (isPosthornError(error, 'message-expired')) throw expired(error);
    if (error instanceof PosthornError && !FORMAL.has(error.code)) throw error;
    throw invalid('The request to sign in is damaged, or not signed by the service that it names.', error);
  }
}

const FORMAL: ReadonlySet<string> = new Set([
  'block-malformed',
  'block-too-large',
  'block-too-deep',
  'message-type-unknown',
  'message-misaddressed',
  'signature-invalid',
]);

async function isConnection(operator: OperatorClient, connectionId: string): Promise<boolean> {
  const { connections } = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
  return connections.some(({ id }) => id === connectionId);
}

/** Asks a service what it wants, at the address that is registered for it. */
async function whatItAsks(
  { keys, language }: LoginParts,
  service: ServiceRecord,
  sid: string,
): Promise<PermissionRequestItem[]> {
  const { clientId, eventsURI, key } = service;
  if (eventsURI === null) throw invalid('The service has not registered where it takes messages.');
  const init = { iss: anyAccount, aud: clientId, sid };
  // Until the person agrees, a service learns nothing by which it could know the person again.
  const device = key.kty === 'RSA' ? await nestedKey(key, keys) : await generateSigningKey();
  const signed = await signWire('CONNECTION_INIT', init, device, { jwk: true });
  const codes = { unreachable: 'service-unreachable', refused: 'service-unreachable' } as const;
  const reply = await postMessage(eventsURI, signed, codes, { language });
  const { payload } = await verifyWire('CONNECTION_REQUEST', readWire(reply), key, { audience: [anyAccount] });
  if (payload.iss !== clientId || payload.sid !== sid) throw invalid('The service answered to another request.');
  const { permissions = [] } = payload;
  await assertReadKeys(permissions);
  return permissions;
}

async function logIn({ operator, keys }: LoginParts, service: ServiceRecord, sub: string, sid: string): Promise<void> {
  const { clientId: aud, key } = service;
  const signed = await signWire('LOGIN', { iss: anyAccount, aud, sid, sub }, await nestedKey(key, keys), { jwk: true });
  if (key.kty === 'RSA') await operator.tellKeys();
  await operator.tell('LOGIN_RESPONSE', { payload: signed });
}

function toServiceView(
  { clientId, displayName, description, iconURI }: ServiceRecord,
  name: string | null,
): ServiceView {
  return { id: clientId, name: name ?? displayName, description, icon: iconURI };
}

const mend = 'Open the page of the service again and take the new code.';

function invalid(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('login-request-invalid', problem, { mend, cause });
}

function expired(cause: unknown): PosthornError {
  return new PosthornError('login-request-expired', 'The request to sign in is too old.', { mend, cause });
}
