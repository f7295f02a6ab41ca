import type { FoundServices, Person } from '@posthorn/citizen';
import type { Region } from '@posthorn/service-definition';

/** What somebody looks for, and what was found. */
export interface SearchMemory {
  text: string;
  /** A postcode or a name, as it was typed. */
  place: string;
  /** Which of several places of this name is meant; null if that is clear or not said yet. */
  region: Region | null;
  found: FoundServices | null;
  problem: PlaceProblem | null;
}

/** Why nothing can be looked for. A new object each time, so that it can be shown again. */
export interface PlaceProblem {
  code: 'missing' | 'unknown';
}

const nothing: SearchMemory = { text: '', place: '', region: null, found: null, problem: null };
const memories = new WeakMap<Person, SearchMemory>();

/** The last search of the person, while the app is open. What people look for is written down nowhere. */
export function rememberedSearch(person: Person): SearchMemory {
  return memories.get(person) ?? nothing;
}

export function rememberSearch(person: Person, memory: SearchMemory): void {
  memories.set(person, memory);
}
