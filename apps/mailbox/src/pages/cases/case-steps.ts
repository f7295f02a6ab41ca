import type { Case, Service } from '@posthorn/citizen';
import type { LocalizedText } from '@posthorn/protocol';

/** A station on the way of a case. */
export interface CaseStep {
  id: string;
  /** Of the service; null: the app's own words for `id`. */
  title: LocalizedText | null;
  state: 'done' | 'current' | 'to-come';
  /** RFC 3339; null if it is not known or has not come. */
  at: string | null;
}

type Definition = Service['definition']['steps'][number];

const ends: ReadonlySet<string> = new Set(['rejected', 'withdrawn']);
/** Steps that only some cases come to: shown when this one does. */
const detours: ReadonlySet<string> = new Set(['rejected', 'withdrawn', 'action-required']);

/** The way of a case: what is behind it, where it stands, and what a usual case still comes to. */
export function stepsOf(matter: Case, definition: readonly Definition[]): CaseStep[] {
  const { status, step, timeline } = matter;
  const visited = new Map<string, string>();
  for (const event of timeline) if (event.kind === 'status' && event.step !== null) visited.set(event.step, event.at);
  const current =
    definition.find(({ id, ...other }) => id === step && other.status === status) ??
    definition.find((other) => other.status === status);
  const at = current === undefined ? -1 : definition.indexOf(current);
  const isOver = ends.has(status);
  const steps: CaseStep[] = firstSteps(matter, current === undefined && !isOver);
  for (const [index, { id, title, status: of }] of definition.entries()) {
    const time = visited.get(id) ?? null;
    if (index === at) steps.push({ id, title, state: 'current', at: time ?? lastChange(matter) });
    else if (time !== null || (index < at && !detours.has(of))) steps.push({ id, title, state: 'done', at: time });
    else if (index > at && !isOver && !detours.has(of)) steps.push({ id, title, state: 'to-come', at: null });
  }
  if (current === undefined && !isBeginning(status)) {
    const own: CaseStep = { id: status, title: null, state: 'current', at: lastChange(matter) };
    const next = steps.findIndex((other) => other.state === 'to-come');
    steps.splice(next === -1 ? steps.length : next, 0, own);
  }
  return steps;
}

function isBeginning(status: Case['status']): boolean {
  return status === 'sending' || status === 'submitted' || status === 'received';
}

/** What every application goes through, whatever its service says. */
function firstSteps({ status, timeline }: Case, mayBeCurrent: boolean): CaseStep[] {
  const application = timeline.find(({ kind }) => kind === 'application');
  if (application === undefined) return [];
  const receipt = timeline.find((event) => event.kind === 'receipt' && event.verified);
  const state = (of: Case['status'], isDone: boolean): CaseStep['state'] => {
    if (mayBeCurrent && status === of) return 'current';
    return isDone ? 'done' : 'to-come';
  };
  if (status === 'sending') {
    return [
      { id: 'sending', title: null, state: 'current', at: application.at },
      { id: 'received', title: null, state: 'to-come', at: null },
    ];
  }
  return [
    { id: 'submitted', title: null, state: state('submitted', true), at: application.at },
    { id: 'received', title: null, state: state('received', receipt !== undefined), at: receipt?.at ?? null },
  ];
}

function lastChange({ timeline }: Case): string | null {
  const kinds = new Set(['status', 'decision', 'refusal', 'withdrawal']);
  return timeline.findLast((event) => event.verified && kinds.has(event.kind))?.at ?? null;
}
