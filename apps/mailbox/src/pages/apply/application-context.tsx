import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Application, ApplicationState } from './application.ts';

/** The application that the page is about. */
export const ApplicationContext: React.Context<Application | null> = createContext<Application | null>(null);

export function useApplication(): Application {
  const application = useContext(ApplicationContext);
  if (application === null) throw new Error('There is no application above this component.');
  return application;
}

export function useApplicationState(): ApplicationState {
  const application = useApplication();
  return useSyncExternalStore(application.subscribe, () => application.state);
}
