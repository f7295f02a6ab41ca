import type { Person } from '@posthorn/citizen';
import { createContext, useContext, useSyncExternalStore, type ReactElement, type ReactNode } from 'react';
import type { Session, SessionState } from './session.ts';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('There is no session above this component.');
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => session.state);
}

/** Whether the homeserver answers at the moment. */
export function useOnline(): boolean {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, () => session.online);
}

/** The person, on pages that only a ready device shows. */
export function usePerson(): Person {
  const state = useSessionState();
  if (state.phase !== 'ready') throw new Error('Nobody is signed in.');
  return state.person;
}
