import type { Case, Person } from '@posthorn/citizen';
import { codeOf } from '../../components/error-alert.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useChanges, useLoaded, type Loaded } from '../../session/use-live.ts';

/** A case of the person; null: it is not here. `caughtUp` says whether it may still come. Renders anew when something happens. */
export function useCase(id: string): { matter: Case | null; caughtUp: Loaded<void> } {
  const person = usePerson();
  useChanges('case', 'agencies');
  return { matter: find(person, id), caughtUp: useLoaded(() => person.upToDate(), [person]) };
}

function find(person: Person, id: string): Case | null {
  try {
    return person.case(id);
  } catch (error) {
    if (codeOf(error) === 'case-unknown') return null;
    throw error;
  }
}
