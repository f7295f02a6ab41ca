import { isObject, type Json, type JsonObject } from '@posthorn/protocol';

/** The value at a JSON pointer (RFC 6901) into answers; undefined when there is none. Names in forms need no escaping. */
export function valueAt(answers: unknown, pointer: string): Json | undefined {
  let place: unknown = answers;
  for (const segment of segmentsOf(pointer)) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, segment)) return undefined;
    place = (place as Record<string, unknown>)[segment];
  }
  return place as Json | undefined;
}

/** New answers with a value at a place; what is on the way there is made. Undefined takes the value out. */
export function withValue(answers: JsonObject, pointer: string, value: Json | undefined): JsonObject {
  return put(answers, segmentsOf(pointer), value) as JsonObject;
}

/** JSON Forms writes `parents.0.name` where a JSON pointer says `/parents/0/name`. */
export function pointerOf(path: string): string {
  return path === '' ? '' : `/${path.replaceAll('.', '/')}`;
}

function put(place: Json | undefined, [segment, ...rest]: string[], value: Json | undefined): Json | undefined {
  if (segment === undefined) return value;
  if (Array.isArray(place) || (place === undefined && /^\d+$/.test(segment))) {
    const list = [...(place ?? [])];
    list[Number(segment)] = put(list[Number(segment)], rest, value) ?? null;
    return list;
  }
  const object: JsonObject = isObject(place) ? { ...place } : {};
  const inner = put(object[segment], rest, value);
  if (inner === undefined) delete object[segment];
  else object[segment] = inner;
  return object;
}

function segmentsOf(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/');
}
