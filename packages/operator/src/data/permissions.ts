import {
  consentAt,
  consentRefusals,
  nextConsent,
  PosthornError,
  type ConsentAct,
  type ConsentState,
  type DeniedPermission,
  type JsonObject,
  type Permission,
  type PermissionDecision,
  type PermissionRequestItem,
} from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { DatabaseTransaction, PermissionsTable } from '../database/schema.ts';
import { agreedReaders, readerName } from './readers.ts';

/** A permission as the database gives it. */
export type PermissionRow = Selectable<PermissionsTable>;

/** The state of a permission now. */
export function stateOf(
  { terms, state }: Pick<PermissionRow, 'terms' | 'state'>,
  now: Date = new Date(),
): ConsentState {
  return consentAt(terms, state, now);
}

/** The state that an act leads to. @throws PosthornError `consent-not-possible` */
export function stateAfter(terms: Permission | DeniedPermission, state: ConsentState, act: ConsentAct): ConsentState {
  const step = nextConsent(terms, consentAt(terms, state, new Date()), act);
  if ('to' in step) return step.to;
  throw new PosthornError('consent-not-possible', consentRefusals[step.refused], {
    mend: 'Look at the state of the permission; docs/consent.md says what is possible in it.',
    details: { permission: terms.id, refused: step.refused },
  });
}

/**
 * Writes down what a person decided about the requests of a service, by the consent table.
 *
 * @throws PosthornError `consent-not-possible`, `block-malformed`, `recipients-not-agreed`
 */
export async function saveDecision(
  connection: { id: string; account_id: string },
  { approved = [], denied = [] }: PermissionDecision,
  transaction: DatabaseTransaction,
): Promise<void> {
  const known = await permissionsOf(connection.id, transaction);
  const byId = new Map(known.map((row) => [row.id, row]));
  for (const terms of approved) await save(connection.id, terms, 'approve', byId.get(terms.id), transaction);
  for (const terms of denied) await save(connection.id, terms, 'deny', byId.get(terms.id), transaction);
  assertForeignReaders(approved);
  await assertReadersAgreed(connection.account_id, approved, transaction);
}

/** A service does not read with a key that is called like the person's own: those stay readers whatever is withdrawn. */
function assertForeignReaders(approved: readonly Permission[]): void {
  const posing = approved.find((permission) => permission.type === 'READ' && isOwnKey(permission.kid));
  if (posing === undefined) return;
  throw new PosthornError(
    'recipients-not-agreed',
    'A read permission names a key of the person instead of the service’s.',
    {
      mend: 'Deny it: a service reads with a key below its own address.',
      details: { permission: posing.id },
    },
  );
}

/**
 * Writes down that a service asks again, by the consent table: after that, the person may answer.
 *
 * @throws PosthornError `consent-not-possible`, `block-malformed`
 */
export async function renewPermissions(
  connectionId: string,
  asked: readonly PermissionRequestItem[],
  transaction: DatabaseTransaction,
): Promise<void> {
  const known = new Map((await permissionsOf(connectionId, transaction)).map((row) => [row.id, row]));
  for (const request of asked) {
    const row = known.get(request.id);
    if (row === undefined) continue;
    assertSameMatter(request, row);
    await transaction
      .updateTable('permissions')
      .set({ state: stateAfter(row.terms, row.state, 'renew') })
      .where('connection_id', '=', connectionId)
      .where('id', '=', row.id)
      .execute();
  }
}

/** All permissions of a connection. */
export async function permissionsOf(connectionId: string, transaction: DatabaseTransaction): Promise<PermissionRow[]> {
  return transaction
    .selectFrom('permissions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('decided_at')
    .orderBy('id')
    .execute();
}

async function save(
  connectionId: string,
  terms: Permission | DeniedPermission,
  act: 'approve' | 'deny',
  known: PermissionRow | undefined,
  transaction: DatabaseTransaction,
): Promise<void> {
  if (known !== undefined) assertSameMatter(terms, known);
  const state = stateAfter(terms, known === undefined ? 'requested' : stateOf(known), act);
  const { id, type, domain, area } = terms;
  const decision = { terms: JSON.stringify(terms), state, decided_at: Math.floor(Date.now() / 1000) };
  await transaction
    .insertInto('permissions')
    .values({ connection_id: connectionId, id, type, domain, area, ...decision })
    .onConflict((conflict) => conflict.columns(['connection_id', 'id']).doUpdateSet(decision))
    .execute();
}

/** A permission keeps what it is about; only its terms may be agreed anew. */
function assertSameMatter(terms: Permission | DeniedPermission | PermissionRequestItem, known: PermissionRow): void {
  const same =
    terms.type === known.type &&
    terms.domain === known.domain &&
    terms.area === known.area &&
    terms.lawfulBasis === known.terms.lawfulBasis;
  if (same) return;
  throw new PosthornError('block-malformed', 'A permission of this id is about something else.', {
    mend: 'Keep type, domain, area and lawful basis of a permission, or use a new id.',
    details: { permission: terms.id },
  });
}

/** The keys that a service writes to are the person's own and those of readers that the person agreed to: of nobody else. */
async function assertReadersAgreed(
  accountId: string,
  approved: readonly Permission[],
  transaction: DatabaseTransaction,
): Promise<void> {
  const writes = approved.filter((permission) => permission.type === 'WRITE');
  if (writes.length === 0) return;
  const readers = await agreedReaders(accountId, transaction);
  for (const { id, domain, area, jwks } of writes) {
    const strangers = jwks.keys.filter(({ kid }) => !isOwnKey(kid) && !readers.has(readerName(domain, area, kid)));
    if (strangers.length === 0) continue;
    throw new PosthornError(
      'recipients-not-agreed',
      'A write permission names keys of readers who have no permission.',
      {
        mend: 'Name the person’s own keys, and only those read keys whose READ permission is approved.',
        details: { permission: id },
      },
    );
  }
}

/** Whether a key id is that of a person's device. */
export function isOwnKey(kid: string): boolean {
  return kid.startsWith('egendata://jwks/');
}

/**
 * Whether a key is the one that a reader agreed to read with. An old client keeps one read key per service and area, that of its latest
 * connection, whosever that was: there any key of the same service counts.
 */
export function isReaderKey(kid: string, agreed: string, isOld: boolean): boolean {
  return kid === agreed || (isOld && folderOf(kid) === folderOf(agreed));
}

function folderOf(kid: string): string {
  return kid.slice(0, kid.lastIndexOf('/'));
}

/** What the log says of a permission: without keys and schemas. */
export function toLogged(terms: DeniedPermission & { purpose?: string }): JsonObject {
  const { id, type, domain, area, lawfulBasis, purpose, ground } = terms;
  const why = { ...(purpose !== undefined && { purpose }), ...(ground !== undefined && { ground }) };
  return { id, type, domain, area, lawfulBasis, ...why };
}
