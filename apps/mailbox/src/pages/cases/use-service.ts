import type { Case, Service } from '@posthorn/citizen';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded, type Loaded } from '../../session/use-live.ts';

/** The service that a case is about, as it was when the person applied; null for a case that an agency has opened. */
export function useService({ service, agency }: Case): Loaded<Service | null> {
  const person = usePerson();
  return useLoaded(
    async () => (service === null ? null : person.service({ ...service, agency: { id: agency.id } })),
    [person, agency.id, service?.id, service?.version],
  );
}
