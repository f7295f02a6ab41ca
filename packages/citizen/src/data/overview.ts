import type { AccountReadResponse, ConnectionRecord, DocumentRecord, MoveRecord } from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { DataRequest } from './requests.ts';
import { toPermissionView, type PermissionView } from './permission-view.ts';

/** A service that the person is connected with. */
export interface ConnectionView {
  id: string;
  service: { id: string; name: string };
  since: Date;
  permissions: PermissionView[];
}

/** One of the person's documents, without its content. */
export interface DocumentView {
  /** clientId of the service whose data it is. */
  domain: string;
  area: string;
  /** Grows with every change. */
  version: number;
  /** Bytes, sealed. */
  size: number;
  changedAt: Date;
  /** clientId of the service that wrote this version; null if the person changed its locks last. */
  writer: string | null;
  /** clientIds of the services that it is sealed to now, beside the person. */
  readers: string[];
  /** False if a service has sealed it to somebody else by mistake: then nobody of this account can open it. */
  sealedToMe: boolean;
}

/** All that the operator holds about the account, but the data itself and the access log. */
export interface DataOverview {
  accountId: string;
  connections: ConnectionView[];
  /** What services ask for. */
  requests: DataRequest[];
  documents: DocumentView[];
  store: { provider: string };
  /** How the move to another store goes; null if there is none. */
  move: MoveRecord | null;
}

/** Puts the operator's answer into the words of a person. */
export function toOverview(account: AccountReadResponse, requests: DataRequest[], keys: KeyRing): DataOverview {
  const { connections, documents, store, move } = account;
  return {
    accountId: account.sub,
    connections: connections.map(toConnectionView),
    requests,
    documents: documents.map((document) => toDocumentView(document, connections, keys)),
    store: { provider: store.provider },
    move: move ?? null,
  };
}

function toConnectionView({ id, service, since, permissions }: ConnectionRecord): ConnectionView {
  return {
    id,
    service: { id: service.clientId, name: service.displayName },
    since: new Date(since * 1000),
    permissions: permissions.map((record) => toPermissionView(record)),
  };
}

function toDocumentView(
  document: DocumentRecord,
  connections: readonly ConnectionRecord[],
  keys: KeyRing,
): DocumentView {
  const { domain, area, version, size, changedAt, writer } = document;
  const serviceByKey = new Map(
    connections.flatMap(({ service, permissions }) =>
      permissions.flatMap((record) => ('kid' in record ? [[record.kid, service.clientId] as const] : [])),
    ),
  );
  const own = new Set(keys.dataKeys.map(({ kid }) => kid));
  // Old services may seal to the keys of other people; those are no services.
  const theirs = document.readers.filter((kid) => !kid.startsWith('egendata://jwks/'));
  const sealedToMe = document.readers.some((kid) => own.has(kid));
  const readers = [...new Set(theirs.map((kid) => serviceByKey.get(kid) ?? kid))];
  return { domain, area, version, size, changedAt: new Date(changedAt * 1000), writer, readers, sealedToMe };
}
