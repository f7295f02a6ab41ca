import type { Json } from '@posthorn/protocol';
import type { Database } from '../store/database.ts';

export type StepKind = 'status' | 'ask' | 'request-document' | 'reply' | 'decide' | 'close' | 'step' | 'data';

/** One step of a handler, remembered: when the handler runs again, the step returns its result without doing anything. */
export interface Step {
  position: number;
  kind: StepKind;
  /** What tells this step from others of its kind: template, status, name. */
  label: string;
  state: 'waiting' | 'done' | 'failed';
  /** The result, or the error code of a failed step. */
  result: Json;
}

export function readStep(db: Database, caseId: string, position: number): Step | null {
  const row = db.get('SELECT * FROM steps WHERE case_id = ? AND position = ?', caseId, position);
  if (!row) return null;
  return {
    position,
    kind: row['kind'] as StepKind,
    label: String(row['label']),
    state: row['state'] as Step['state'],
    result: row['result'] === null ? null : db.open(`steps:${caseId}:${position}`, row['result']),
  };
}

export function insertStep(db: Database, caseId: string, step: Step): void {
  db.run(
    'INSERT INTO steps (case_id, position, kind, label, state, result) VALUES (?, ?, ?, ?, ?, ?)',
    caseId,
    step.position,
    step.kind,
    step.label,
    step.state,
    step.result === null ? null : db.seal(`steps:${caseId}:${step.position}`, step.result),
  );
}

export function settleStep(
  db: Database,
  caseId: string,
  position: number,
  state: 'done' | 'failed',
  result: Json,
): void {
  db.run(
    `UPDATE steps SET state = ?, result = ? WHERE case_id = ? AND position = ? AND state = 'waiting'`,
    state,
    db.seal(`steps:${caseId}:${position}`, result),
    caseId,
    position,
  );
}

/** Positions of steps that wait for the person. */
export function waitingSteps(db: Database, caseId: string): number[] {
  return db
    .all(`SELECT position FROM steps WHERE case_id = ? AND state = 'waiting' ORDER BY position`, caseId)
    .map((row) => Number(row['position']));
}

export function countSteps(db: Database, caseId: string): number {
  return Number(db.get('SELECT count(*) AS n FROM steps WHERE case_id = ?', caseId)?.['n'] ?? 0);
}
