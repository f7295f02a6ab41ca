import type { DataOverview } from '@posthorn/citizen';
import { usePerson } from '../../session/session-context.tsx';
import { useChanges, useLoaded, type Loaded } from '../../session/use-live.ts';

/** All that the operator holds about the person, anew at each change. */
export function useOverview(): Loaded<DataOverview> {
  const person = usePerson();
  return useLoaded(() => person.data.overview(), [useChanges('data')]);
}
