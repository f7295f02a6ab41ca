import { isObject, PosthornError, type Json, type JsonObject } from '@posthorn/protocol';

/**
 * Puts a value at a place in answers (JSON pointer, RFC 6901) and gives the new answers and the exact place: the last
 * segment `-` appends to a list. Objects and lists on the way are made.
 */
export function withValueAt(
  answers: JsonObject,
  pointer: string,
  value: Json,
): { answers: JsonObject; pointer: string } {
  const copy = structuredClone(answers);
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (!pointer.startsWith('/') || segments.some((segment) => segment === '__proto__')) throw unknownPlace();
  const path: string[] = [];
  let place: Json = copy;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const key: string = Array.isArray(place) && segment === '-' ? String(place.length) : segment;
    path.push(key.replaceAll('~', '~0').replaceAll('/', '~1'));
    if (Array.isArray(place)) {
      const position = Number(key);
      if (!Number.isInteger(position) || position < 0 || position > place.length) throw unknownPlace();
      if (isLast) place[position] = value;
      else place = place[position] ??= containerFor(segments[index + 1]);
    } else if (isObject(place)) {
      if (isLast) place[key] = value;
      else place = place[key] ??= containerFor(segments[index + 1]);
    } else {
      throw unknownPlace();
    }
  }
  return { answers: copy, pointer: `/${path.join('/')}` };
}

function containerFor(segment: string | undefined): Json {
  return segment !== undefined && /^(-|\d+)$/.test(segment) ? [] : {};
}

function unknownPlace(): PosthornError {
  return new PosthornError('attachment-field-unknown', 'There is no such place in the answers.', {
    mend: 'Give the JSON pointer of a file field of the form, such as `/documents/sitePlan`.',
  });
}
