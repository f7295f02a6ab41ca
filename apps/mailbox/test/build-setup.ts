import { ensureBuilt } from '../server/build.ts';

/** Builds the app once for all test files, unless it is there. */
export default ensureBuilt;
