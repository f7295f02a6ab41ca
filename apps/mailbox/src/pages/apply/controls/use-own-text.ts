import type { Json } from '@posthorn/protocol';
import { useState } from 'react';

/**
 * What stands in a field whose value is not its text (`1,5` is 1.5): the person's own text as long as it means the value, else the
 * value as it is written.
 */
export function useOwnText<T>(
  value: Json | undefined,
  write: (value: Json | undefined) => T,
  read: (text: T) => Json | undefined,
  change: (value: Json | undefined) => void,
): [text: T, type: (text: T) => void] {
  const [own, setOwn] = useState<{ text: T; value: Json | undefined } | null>(null);
  const text = own !== null && own.value === value ? own.text : write(value);
  const type = (next: T): void => {
    const meant = read(next);
    setOwn({ text: next, value: meant });
    change(meant);
  };
  return [text, type];
}
