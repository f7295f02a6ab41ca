import type { Admission } from '../config/env.ts';

/** Whether the holder of a key may register as a new agency. */
export function admits(admission: Admission, thumbprint: string): boolean {
  if (admission === 'open') return true;
  return admission !== 'closed' && admission.has(thumbprint);
}
