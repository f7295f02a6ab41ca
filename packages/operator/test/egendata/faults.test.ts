/**
 * Everything that the old system got wrong: each of the sixteen faults is tried on this operator as it was seen on the old one. One town
 * for all of them, because a town takes seconds to build.
 */
import './faults-of-authority.ts';
import './faults-with-data.ts';
import './faults-inside.ts';
