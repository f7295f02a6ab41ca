import type { Case, Person, SavedDraft } from '@posthorn/citizen';
import { useEffect } from 'react';
import { usePerson, useSession } from '../../session/session-context.tsx';
import { useChanges, useLoaded, type Loaded } from '../../session/use-live.ts';
import { Application } from './application.ts';

/** What the address of a draft leads to. */
export type Opened =
  | { kind: 'open'; application: Application }
  /** It has been sent already. */
  | { kind: 'sent'; matter: Case }
  | { kind: 'damaged'; draft: SavedDraft }
  | { kind: 'missing' };

/** Opens a draft, and saves it when somebody leaves it: the page, the app, or the device. */
export function useOpenApplication(draftId: string): Loaded<Opened> {
  const person = usePerson();
  const session = useSession();
  const drafts = useChanges('drafts');
  const opened = useLoaded(() => open(person, draftId), [person, draftId]);
  const { reload } = opened;
  const isMissing = opened.state === 'ready' && opened.value.kind === 'missing';
  useEffect(() => {
    // On a new device drafts may come only now.
    if (isMissing && drafts > 0) reload();
  }, [isMissing, drafts, reload]);
  const application = opened.state === 'ready' && opened.value.kind === 'open' ? opened.value.application : null;
  useEffect(() => {
    if (application === null) return undefined;
    const save = (): void => void application.save();
    document.addEventListener('visibilitychange', save);
    globalThis.addEventListener('pagehide', save);
    const stay = session.onLeave(() => application.save());
    return () => {
      stay();
      document.removeEventListener('visibilitychange', save);
      globalThis.removeEventListener('pagehide', save);
      save();
    };
  }, [application, session]);
  return opened;
}

async function open(person: Person, draftId: string): Promise<Opened> {
  const saved = (await person.drafts()).find(({ id }) => id === draftId);
  if (saved === undefined) return findSent(person, draftId);
  if (saved.damaged) return { kind: 'damaged', draft: saved };
  const agency = saved.agency.name[person.language] ?? saved.agency.name.de;
  return { kind: 'open', application: new Application(await saved.open(), agency, person.language) };
}

/** An application has the id of the draft that it was. */
function findSent(person: Person, draftId: string): Opened {
  const matter = person
    .cases()
    .find(({ timeline }) => timeline.some(({ id, kind }) => kind === 'application' && id === draftId));
  return matter === undefined ? { kind: 'missing' } : { kind: 'sent', matter };
}
