import { fork } from 'node:child_process';
import { once } from 'node:events';
import { signWire, toPublicWireKey } from '@posthorn/protocol';
import type { CeilingWork } from './operator-ceiling.ts';
import type { LoadOrder, LoadReport } from './operator-load.ts';
import { activeServices, area, connectionId, type Algorithm, type BenchService } from './operator-services.ts';
import type { BenchOperator, OperatorSite } from './operator-site.ts';

/** What services do with data. */
export type Action = 'read' | 'write';

/** Who says what: one operator, one service, and the accounts that it speaks of. */
export interface Conversation {
  /** What the operator is called. */
  baseUrl: string;
  /** Where its processes listen. */
  urls: string[];
  service: BenchService;
  /** Numbers of the accounts, used in turn. */
  accounts: number[];
}

/** A conversation about all accounts that are used. */
export function conversationWith(
  algorithm: Algorithm,
  { baseUrl, urls, accounts }: BenchOperator,
  { services }: OperatorSite,
): Conversation {
  const service = services[activeServices[algorithm]];
  if (service === undefined) throw new Error(`No service signs with ${algorithm}.`);
  return { baseUrl, urls, accounts, service };
}

/** What the ceiling's processes do: with the same keys, on a request and an answer as the operator has them. */
export async function ceilingWork(conversation: Conversation, databaseUrl: string): Promise<CeilingWork> {
  const { service, accounts } = conversation;
  const { key, algorithm, document, index } = service;
  const [request = ''] = await signMessages('read', 1, conversation);
  return {
    databaseUrl,
    algorithm: algorithm === 'RSA' ? 'PS256' : 'ES256',
    verifyKey: { ...toPublicWireKey(key) },
    signKey: { ...key },
    request,
    response: JSON.stringify({ paths: [document] }),
    connections: accounts.map((account) => connectionId(account, index)),
  };
}

/** Signs a message for each of the accounts in turn; every message is a new one. */
export async function signMessages(action: Action, count: number, conversation: Conversation): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => signMessage(action, index, conversation)));
}

async function signMessage(
  action: Action,
  index: number,
  { baseUrl, service, accounts }: Conversation,
): Promise<string> {
  const { clientId, key, kid, document } = service;
  const account = accounts[index % accounts.length] ?? 1;
  const envelope = { iss: clientId, aud: baseUrl, sub: connectionId(account, service.index) };
  const place = { domain: clientId, area };
  if (action === 'read') return signWire('DATA_READ_REQUEST', { ...envelope, paths: [place] }, key, { kid });
  return signWire('DATA_WRITE', { ...envelope, paths: [{ ...place, data: document }] }, key, { kid });
}

/** A client in a process of its own. */
export interface LoadClient extends AsyncDisposable {
  /** Sends messages, that many at once. @throws Error when one of them is refused */
  send(order: LoadOrder): Promise<LoadReport>;
}

export function startLoadClient(): LoadClient {
  const child = fork(new URL('operator-load.ts', import.meta.url));
  return {
    async send(order) {
      const answer = once(child, 'message');
      child.send(order);
      const [report] = (await answer) as [LoadReport];
      if (report.refusal !== null) throw new Error(`The operator refused: ${report.refusal}`);
      return report;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
