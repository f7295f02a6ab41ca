import fc from 'fast-check';

/** One change somewhere in a JSON value. */
interface Spoiling {
  /** Which of all places, modulo their number. */
  at: number;
  how: 'replace' | 'remove' | 'add' | 'repeat';
  value: unknown;
}

type Container = Record<string, unknown> | unknown[];

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>('', '\u0000', '\ud800', '..', '%s', "'--", -1, 1.5, 2 ** 53, 1e308, [], {}, null, true),
  fc.constant('a'.repeat(100_000)),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as unknown),
);

/** Ways to spoil any JSON value. */
export const spoilings: fc.Arbitrary<Spoiling> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const, 'repeat' as const),
  value: values,
});

/** The same value with one change in it. */
export function spoil(sound: unknown, { at, how, value }: Spoiling): unknown {
  const copy = structuredClone(sound);
  const places = [...placesIn(copy)];
  const place = places[at % places.length];
  if (place === undefined) return value;
  const { parent, key } = place;
  const members = parent as Record<string, unknown>;
  if (how === 'replace') members[key] = value;
  else if (how === 'add') members[typeof value === 'string' ? value : 'extra'] = value;
  else if (how === 'repeat') members[key] = Array.from({ length: 300 }, () => members[key]);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete members[key];
  return copy;
}

function* placesIn(value: unknown): Generator<{ parent: Container; key: string }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield { parent: value as Container, key };
    yield* placesIn(member);
  }
}
