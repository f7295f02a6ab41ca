import type { LoginRequest } from '@posthorn/citizen';
import { useEffect, useState } from 'react';
import type { Speaker } from '../../components/names.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded, type Loaded } from '../../session/use-live.ts';

/** A request to sign in, and whoever can say how things in it are called. */
export interface ReadLogin {
  request: LoginRequest;
  speakers: readonly Speaker[];
}

/** Reads the link: asks the operator who it is, and the service what it wants. */
export function useLoginRequest(link: string): Loaded<ReadLogin> {
  const person = usePerson();
  return useLoaded(async () => {
    const request = await person.data.readLoginRequest(link);
    const { connections } = await person.data.overview();
    return { request, speakers: [request, ...connections] };
  }, [link]);
}

/** Whether this moment has come; renders anew when it does. */
export function useIsOver(moment: Date): boolean {
  const [isOver, setOver] = useState(() => moment.getTime() <= Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), Math.max(0, moment.getTime() - Date.now()));
    return () => clearTimeout(timer);
  }, [moment]);
  return isOver;
}
