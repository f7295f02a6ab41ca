import type { ApplicationPayload, CaseStatus, DecisionOutcome, Json, JsonObject, Language } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';

/**
 * - `ready`: a handler works on it (or will, once there is one for the service)
 * - `manual`: people work on it
 * - `finished`: its handler has returned
 * - `parked`: its handler cannot go on; see `workCode`
 */
export type CaseWork = 'ready' | 'manual' | 'finished' | 'parked';

/** The application as it was received: verified, evaluated, with a receipt. */
export interface ReceivedApplication {
  payload: ApplicationPayload;
  /** The fee in cents, as evaluated by the agency. */
  fee: { amount: number; currency: string; lines: { label: string; amount: number }[] } | null;
  /** RFC 3339, as in the receipt. */
  receivedAt: string;
}

export interface CaseRecord {
  id: string;
  roomId: string;
  connectionId: string;
  language: Language;
  service: { id: string; version: number } | null;
  application: ReceivedApplication | null;
  /** Event id of the thread's root; null until the first message of a case that the agency opens is sent. */
  root: string | null;
  status: CaseStatus;
  step: string | null;
  outcome: DecisionOutcome | null;
  openedAt: number;
  changedAt: number;
  work: CaseWork;
  /** Why the handler failed last: an error code. */
  workCode: string | null;
  workDetail: string | null;
  attempts: number;
  dueAt: number;
}

export type NewCase = Pick<
  CaseRecord,
  'id' | 'roomId' | 'connectionId' | 'language' | 'service' | 'application' | 'root' | 'status' | 'work'
>;

export function insertCase(db: Database, record: NewCase, now: number): void {
  db.run(
    `INSERT INTO cases (id, room_id, connection_id, language, service_id, service_version, application_id, root, status,
       opened_at, changed_at, work, application) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.roomId,
    record.connectionId,
    record.language,
    record.service?.id ?? null,
    record.service?.version ?? null,
    record.application?.payload.id ?? null,
    record.root,
    record.status,
    now,
    now,
    record.work,
    record.application === null
      ? null
      : db.seal(`cases.application:${record.id}`, record.application as unknown as JsonObject),
  );
}

export function readCase(db: Database, id: string): CaseRecord | null {
  const row = db.get('SELECT * FROM cases WHERE id = ?', id);
  return row ? toCaseRecord(db, row) : null;
}

/** Whether any case began with the application of this id. */
export function isApplicationKnown(db: Database, applicationId: string): boolean {
  return db.get('SELECT 1 FROM cases WHERE application_id = ?', applicationId) !== undefined;
}

/** The case whose thread starts with this event. */
export function caseByRoot(db: Database, roomId: string, root: string): CaseRecord | null {
  const row = db.get('SELECT * FROM cases WHERE root = ? AND room_id = ?', root, roomId);
  return row ? toCaseRecord(db, row) : null;
}

export interface CaseFilter {
  service?: string;
  status?: CaseStatus;
  work?: CaseWork;
  connectionId?: string;
  /** Default 100. */
  limit?: number;
}

/** Cases, the latest change first. */
export function listCases(db: Database, filter: CaseFilter): CaseRecord[] {
  const rows = db.all(
    `SELECT * FROM cases WHERE (?1 IS NULL OR service_id = ?1) AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR work = ?3)
       AND (?4 IS NULL OR connection_id = ?4) ORDER BY changed_at DESC LIMIT ?5`,
    filter.service ?? null,
    filter.status ?? null,
    filter.work ?? null,
    filter.connectionId ?? null,
    filter.limit ?? 100,
  );
  return rows.map((row) => toCaseRecord(db, row));
}

export function countCases(db: Database, work: CaseWork): number {
  return Number(db.get('SELECT count(*) AS n FROM cases WHERE work = ?', work)?.['n'] ?? 0);
}

/** Cases whose handler has something to do, for one service, oldest first. */
export function readyCases(db: Database, serviceId: string): string[] {
  return db
    .all(`SELECT id FROM cases WHERE work = 'ready' AND service_id = ? ORDER BY opened_at`, serviceId)
    .map((row) => String(row['id']));
}

/** Changes columns of a case. */
export function updateCase(
  db: Database,
  id: string,
  change: Partial<
    Pick<CaseRecord, 'status' | 'step' | 'outcome' | 'work' | 'workCode' | 'workDetail' | 'attempts' | 'dueAt'>
  >,
  now: number,
): void {
  const columns: Record<string, string | number | null | Uint8Array> = { changed_at: now };
  if (change.status !== undefined) columns['status'] = change.status;
  if (change.step !== undefined) columns['step'] = change.step;
  if (change.outcome !== undefined) columns['outcome'] = change.outcome;
  if (change.work !== undefined) columns['work'] = change.work;
  if (change.workCode !== undefined) columns['work_code'] = change.workCode;
  if (change.workDetail !== undefined) {
    columns['work_detail'] = change.workDetail === null ? null : db.seal(`cases.work_detail:${id}`, change.workDetail);
  }
  if (change.attempts !== undefined) columns['attempts'] = change.attempts;
  if (change.dueAt !== undefined) columns['due_at'] = change.dueAt;
  const names = Object.keys(columns);
  db.run(
    `UPDATE cases SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
    ...Object.values(columns),
    id,
  );
}

function toCaseRecord(db: Database, row: Row): CaseRecord {
  const id = String(row['id']);
  const open = (column: string): Json => (row[column] === null ? null : db.open(`cases.${column}:${id}`, row[column]));
  return {
    id,
    roomId: String(row['room_id']),
    connectionId: String(row['connection_id']),
    language: row['language'] as Language,
    service:
      row['service_id'] === null ? null : { id: String(row['service_id']), version: Number(row['service_version']) },
    application: open('application') as unknown as ReceivedApplication | null,
    root: row['root'] as string | null,
    status: row['status'] as CaseStatus,
    step: row['step'] as string | null,
    outcome: row['outcome'] as DecisionOutcome | null,
    openedAt: Number(row['opened_at']),
    changedAt: Number(row['changed_at']),
    work: row['work'] as CaseWork,
    workCode: row['work_code'] as string | null,
    workDetail: open('work_detail') as string | null,
    attempts: Number(row['attempts']),
    dueAt: Number(row['due_at']),
  };
}
