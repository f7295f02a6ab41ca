export { assuranceLevels, type AssuranceLevel } from './levels.ts';
export {
  samplePersons,
  testPerson,
  type Address,
  type Company,
  type EidPerson,
  type NaturalPerson,
} from './persons.ts';
export { type EidClient } from './provider.ts';
export { startEid, type EidOptions, type RunningEid } from './server.ts';
