/** A JSON pointer (RFC 6901) of the segments. */
export function toPointer(segments: readonly (string | number)[]): string {
  return segments.reduce<string>((pointer, segment) => childPointer(pointer, segment), '');
}

/** A pointer one step further. */
export function childPointer(pointer: string, segment: string | number): string {
  const name = String(segment);
  // Evaluation makes thousands of these, and hardly any name needs escaping.
  if (!name.includes('~') && !name.includes('/')) return `${pointer}/${name}`;
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The segments of a JSON pointer; an URI fragment (`#/a/b%20c`) is decoded first. */
export function pointerSegments(pointer: string): string[] {
  const plain = pointer.startsWith('#') ? decodeURIComponent(pointer.slice(1)) : pointer;
  if (plain === '') return [];
  const segments = plain.slice(1).split('/');
  return plain.includes('~')
    ? segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    : segments;
}

/** The names of the properties that a scope leads through: `#/properties/dog/properties/chip` → `dog`, `chip`. */
export function scopeSegments(scope: string): string[] {
  return pointerSegments(scope).filter((_, index) => index % 2 === 1);
}

/** The value at a path of own members; undefined when there is none. */
export function valueAt(value: unknown, segments: readonly (string | number)[]): unknown {
  let current = value;
  for (const segment of segments) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return undefined;
    current = (current as Record<string, unknown>)[segment];
  }
  return current;
}
