import type { Case, SavedDraft } from '@posthorn/citizen';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../i18n/text-of.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useChanges, useLoaded, type Loaded } from '../../session/use-live.ts';
import { todosOf, type Todo } from './todos.ts';

/** What the home page shows. Each part comes when it is there; one that fails does not hide the others. */
export interface Home {
  todos: Todo[];
  unread: Case[];
  drafts: Loaded<SavedDraft[]>;
  /** What went wrong when data requests were asked for; null if nothing did. */
  requestsError: unknown;
  askForRequests: () => void;
  /** The person has done nothing here yet. */
  isNew: boolean;
}

/** Looks again whenever something happens. */
export function useHome(): Home {
  const { language } = useTranslation().i18n;
  const person = usePerson();
  useChanges('case', 'agencies');
  const cases = person.cases();
  const drafts = useLoaded(() => person.drafts(), [useChanges('drafts')]);
  const requests = useLoaded(() => person.data.requests(), [useChanges('data')]);
  const waiting = requests.state === 'ready' ? requests.value : [];
  const todos = todosOf(cases, waiting, (text) => textOf(text, language));
  return {
    todos,
    unread: cases.filter(({ unread }) => unread > 0),
    drafts,
    requestsError: requests.state === 'failed' ? requests.error : null,
    askForRequests: requests.reload,
    isNew: cases.length === 0 && todos.length === 0 && drafts.state === 'ready' && drafts.value.length === 0,
  };
}
