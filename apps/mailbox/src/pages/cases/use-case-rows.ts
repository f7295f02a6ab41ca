import { useEffect, useState } from 'react';
import { usePerson, useSession } from '../../session/session-context.tsx';
import { toRow, type CaseRow } from './case-row.ts';

/** All cases, the last changed first. Many changes in a row, as at the first sign-in of a device, make one new list per frame. */
export function useCaseRows(): CaseRow[] {
  const session = useSession();
  const person = usePerson();
  const [rows, setRows] = useState(() => person.cases().map(toRow));
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      setRows(person.cases().map(toRow));
    };
    const stop = session.onChange(({ kind }) => {
      if ((kind === 'case' || kind === 'agencies') && frame === 0) frame = requestAnimationFrame(look);
    });
    // Something may have come between the first look and now.
    frame = requestAnimationFrame(look);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [session, person]);
  return rows;
}
