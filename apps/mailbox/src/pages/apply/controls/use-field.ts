import type { Json } from '@posthorn/protocol';
import { pointerOf } from '../answers.ts';
import { useApplication, useApplicationState } from '../application-context.tsx';

/** A field as its control sees it. */
export interface FieldView {
  /** JSON pointer into the answers. */
  pointer: string;
  /** Of the element that the error summary leads to. */
  id: string;
  value: Json | undefined;
  /** What is wrong; empty if nothing is, or nothing is to be said yet. */
  problem: string;
  change: (value: Json | undefined) => void;
  /** To be called when the person leaves it. */
  touch: () => void;
}

/** The field at a path of JSON Forms. Its value comes from the application, so that what is typed is never late. */
export function useField(path: string): FieldView {
  const application = useApplication();
  useApplicationState();
  const pointer = pointerOf(path);
  return {
    pointer,
    id: fieldId(pointer),
    value: application.valueAt(pointer),
    problem: application.problemAt(pointer),
    change: (value) => application.change(pointer, value),
    touch: () => application.touch(pointer),
  };
}

/** The id of the element for a place in the answers. */
export function fieldId(pointer: string): string {
  return `field${pointer.replaceAll('/', '-')}`;
}
