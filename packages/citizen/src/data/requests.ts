import {
  isPosthornError,
  PosthornError,
  readWire,
  verifyWire,
  type AccountReadResponse,
  type PermissionRequest,
} from '@posthorn/protocol';
import type { OperatorClient } from '../operator-client.ts';
import type { Agreements } from './agreement.ts';
import type { Consents } from './consents.ts';
import { assertReadKeys, toAnswer, type Decision } from './decision.ts';
import { toRequested, type RequestedPermission } from './permission-view.ts';

/** A connected service asks to be allowed more. */
export interface DataRequest {
  /** Names the request from now until it is answered. */
  id: string;
  service: { id: string; name: string };
  permissions: RequestedPermission[];
  receivedAt: Date;
}

interface RequestParts {
  consents: Consents;
  agreements: Agreements;
  operator: OperatorClient;
}

type Waiting = AccountReadResponse['requests'][number];

/**
 * The requests that wait for an answer, the oldest first. One that was not signed by the service that the person is
 * connected with is left out: it was made up on the way.
 */
export async function waitingRequests(
  { agreements, operator }: RequestParts,
  account: AccountReadResponse,
): Promise<DataRequest[]> {
  const requests: DataRequest[] = [];
  for (const waiting of account.requests) {
    const payload = await verified({ agreements, operator }, account, waiting);
    if (payload) requests.push(toDataRequest(account, waiting, payload));
  }
  return requests.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
}

/**
 * Answers a request: what is not approved is denied.
 *
 * @throws PosthornError `permission-unknown`, `request-unknown` if it waits no more
 */
export async function answerRequest(
  { consents, agreements, operator }: RequestParts,
  { id }: Pick<DataRequest, 'id'>,
  decision: Decision,
): Promise<void> {
  const account = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
  for (const waiting of account.requests) {
    const payload = await verified({ agreements, operator }, account, waiting);
    if (!payload || idOf(waiting, payload) !== id) continue;
    const answer = toAnswer(payload.sid, payload.permissions, decision);
    await consents.answer(await operator.service(payload.iss), waiting.connection, answer);
    return;
  }
  throw new PosthornError('request-unknown', 'The request does not wait for an answer any more.', {
    mend: 'Look at the requests again; it may have been answered on another device.',
  });
}

async function verified(
  { agreements, operator }: Pick<RequestParts, 'agreements' | 'operator'>,
  { connections }: AccountReadResponse,
  { connection, jws, receivedAt }: Waiting,
): Promise<PermissionRequest | null> {
  const record = connections.find(({ id }) => id === connection);
  if (!record) return null;
  const { clientId } = record.service;
  const pinned = (await agreements.get(clientId))?.serviceKey ?? (await operator.service(clientId)).key;
  // A request may wait for days; what counts is that it was fresh when it came.
  const expected = { audience: [operator.baseUrl, `${operator.baseUrl}/api`], now: new Date(receivedAt * 1000) };
  try {
    const { payload } = await verifyWire('PERMISSION_REQUEST', readWire(jws), pinned, expected);
    await assertReadKeys(payload.permissions);
    return payload.iss === clientId && payload.sub === connection ? payload : null;
  } catch (error) {
    if (isPosthornError(error)) return null;
    throw error;
  }
}

function toDataRequest(
  { connections }: AccountReadResponse,
  waiting: Waiting,
  payload: PermissionRequest,
): DataRequest {
  const record = connections.find(({ id }) => id === waiting.connection);
  return {
    id: idOf(waiting, payload),
    service: { id: payload.iss, name: record?.service.displayName ?? payload.iss },
    permissions: payload.permissions.map((item) => toRequested(payload.iss, item)),
    receivedAt: new Date(waiting.receivedAt * 1000),
  };
}

function idOf({ connection }: Waiting, { sid }: PermissionRequest): string {
  return `${connection} ${sid}`;
}
