export { sampleAgencies, type SampleAgency } from './gateway-part.ts';
export { Homeserver, type HomeserverAccess, type MatrixSession } from './homeserver.ts';
export { freePort } from './ports.ts';
export { startStack, type Stack } from './stack.ts';
export { type PartName, type StackOptions } from './stack-options.ts';
export { type Supervisor } from './supervisor.ts';
