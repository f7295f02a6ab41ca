import type { Case, DataRequest } from '@posthorn/citizen';
import type { LocalizedText } from '@posthorn/protocol';

/** Something that waits for the person. */
export interface Todo {
  key: string;
  kind: 'question' | 'document' | 'deadline' | 'data-request';
  /** What is asked, as the agency says it; null: the kind says it all. */
  text: string | null;
  /** The case's title; null for requests outside of a case. */
  matter: string | null;
  agency: string;
  /** `YYYY-MM-DD` */
  due: string | null;
  /** Where it is done. */
  address: string;
}

/** Whatever can be asked about a case; the order is that of the pages. */
type CaseView = Pick<Case, 'id' | 'title' | 'agency' | 'openQuestions' | 'openDocumentRequests' | 'deadlines'>;

/** All that waits for the person: the nearest deadline first, then what has none, the oldest first. */
export function todosOf(
  cases: readonly CaseView[],
  requests: readonly DataRequest[],
  textOf: (text: LocalizedText) => string,
): Todo[] {
  const dated = cases.flatMap((matter) => caseTodos(matter, textOf(matter.agency.name)));
  const asked = requests.map((request) => ({ todo: requestTodo(request), at: request.receivedAt.toISOString() }));
  return [...dated, ...asked]
    .toSorted((a, b) => rank(a.todo).localeCompare(rank(b.todo)) || a.at.localeCompare(b.at))
    .map(({ todo }) => todo);
}

interface DatedTodo {
  todo: Todo;
  /** RFC 3339; when it came. */
  at: string;
}

function caseTodos(matter: CaseView, agency: string): DatedTodo[] {
  const about = { matter: matter.title, agency, address: `/cases/${encodeURIComponent(matter.id)}` };
  const questions = matter.openQuestions.map(({ id, text, at }) => ({
    todo: { ...about, key: id, kind: 'question' as const, text, due: null },
    at,
  }));
  const documents = matter.openDocumentRequests.map(({ id, text, due, at }) => ({
    todo: { ...about, key: id, kind: 'document' as const, text, due },
    at,
  }));
  const deadlines = matter.deadlines.flatMap(({ due, met, event }) => {
    if (met || event.kind !== 'notice') return [];
    const todo = { ...about, key: event.id, kind: 'deadline' as const, text: event.title ?? event.text, due };
    return [{ todo, at: event.at }];
  });
  return [...questions, ...documents, ...deadlines];
}

function requestTodo({ id, service }: DataRequest): Todo {
  const address = '/connect/requests';
  return { key: id, kind: 'data-request', text: null, matter: null, agency: service.name, due: null, address };
}

/** Days sort as texts; what has none comes last. */
function rank({ due }: Todo): string {
  return due ?? 'later';
}
