import type { Case, CaseAgency, CaseEvent } from '@posthorn/citizen';

/** A case as the list shows it: a snapshot. */
export interface CaseRow {
  id: string;
  title: string;
  agency: CaseAgency;
  status: Case['status'];
  /** RFC 3339; empty before anything was said. */
  changedAt: string;
  last: CaseEvent | null;
  unread: number;
  /** Questions, requests, and own messages that did not go out. */
  todo: number;
}

export const caseFilters = ['all', 'unread', 'todo', 'closed'] as const;
export type CaseFilter = (typeof caseFilters)[number];

const over: ReadonlySet<Case['status']> = new Set(['decided', 'rejected', 'withdrawn', 'closed']);

export function toRow(matter: Case): CaseRow {
  const { id, title, agency, status, changedAt, unread, timeline } = matter;
  const stopped = timeline.filter((event) => event.delivery === 'stopped').length;
  const todo = matter.openQuestions.length + matter.openDocumentRequests.length + stopped;
  return { id, title, agency, status, changedAt, last: timeline.at(-1) ?? null, unread, todo };
}

export function fits(row: CaseRow, filter: CaseFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unread':
      return row.unread > 0;
    case 'todo':
      return row.todo > 0;
    default:
      return over.has(row.status);
  }
}
