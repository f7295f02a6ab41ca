/** A mistake in a service file: where it is, what is wrong, and how to mend it. */
export interface ServiceProblem {
  file: string;
  /** Line in the file, from 1; missing when the service did not come from a file's text. */
  line?: number;
  /** JSON pointer (RFC 6901) into the file. */
  path: string;
  problem: string;
  mend: string;
}

/** Takes down a mistake at a place of the file. */
export type Report = (path: readonly (string | number)[], problem: string, mend: string) => void;
