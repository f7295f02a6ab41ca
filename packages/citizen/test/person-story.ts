import { isPosthornError } from '@posthorn/protocol';
import type { Case, CaseEvent, CaseEventOf, Person, Service } from '../src/index.ts';

/** The pool permit of Kiel, found as a person finds it. */
export async function findPoolPermit(person: Person): Promise<Service> {
  const { services } = await person.findServices('Pool bauen', 'Kiel');
  const [found] = services;
  if (!found) throw new Error('the pool permit was not found');
  return person.service(found);
}

/** The first event of a kind in a case, waiting for it when it has not come yet. */
export async function nextEvent<K extends CaseEvent['kind']>(
  matter: Case,
  kind: K,
  fits: (event: CaseEventOf<K>) => boolean = () => true,
): Promise<CaseEventOf<K>> {
  for await (const event of matter.events()) {
    if (event.kind === kind && fits(event as CaseEventOf<K>)) return event as CaseEventOf<K>;
  }
  throw new Error(`the case ended without ${kind}`);
}

/** Looks again at every change until there is something to see. */
export async function until<T>(person: Person, look: () => T | null | Promise<T | null>): Promise<T> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const stop = person.onChange(() => {
        stop();
        resolve();
      });
    });
    const found = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => {
        if (isPosthornError(error, 'case-unknown')) return null;
        throw error;
      });
    if (found !== null) return found;
    await changed;
  }
}
