import type { FoundServices } from '@posthorn/citizen';
import type { Region } from '@posthorn/service-definition';
import { useState } from 'react';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { rememberedSearch, rememberSearch, type PlaceProblem, type SearchMemory } from './search-memory.ts';

/** The search as a page shows it. */
export interface ServiceSearch extends SearchMemory {
  setText: (text: string) => void;
  setPlace: (place: string) => void;
  /** Looks for what was typed. */
  search: () => Promise<void>;
  /** Looks at this one of several places. */
  searchAt: (region: Region) => Promise<void>;
  /** All services of the place. */
  searchAll: () => Promise<void>;
  isRunning: boolean;
  error: unknown;
}

/** Finds services on this device, and shows the last search again when the person comes back. */
export function useServiceSearch(): ServiceSearch {
  const person = usePerson();
  const [memory, setMemory] = useState(() => rememberedSearch(person));

  function change(part: Partial<SearchMemory>): SearchMemory {
    const next = { ...rememberedSearch(person), ...part };
    rememberSearch(person, next);
    setMemory(next);
    return next;
  }

  const look = useAction(async (part: Partial<SearchMemory>) => {
    const { text, place, region } = change({ ...part, problem: null });
    if (place.trim() === '') {
      change({ found: null, problem: { code: 'missing' } });
      return;
    }
    const found = await person.findServices(text, region ?? place);
    change({ found, problem: problemOf(found) });
  });

  return {
    ...memory,
    setText: (text) => change({ text }),
    setPlace: (place) => change({ place, region: null, problem: null }),
    search: () => look.run({}),
    searchAt: (region) => look.run({ region }),
    searchAll: () => look.run({ text: '' }),
    isRunning: look.isRunning,
    error: look.error,
  };
}

function problemOf({ place, candidates }: FoundServices): PlaceProblem | null {
  return place === null && candidates.length === 0 ? { code: 'unknown' } : null;
}
