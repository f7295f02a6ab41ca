export { Homeserver, type HomeserverAccess, type MatrixSession } from './homeserver.ts';
export { freePort } from './ports.ts';
export { startStack, Stack, type PartName, type StackOptions } from './stack.ts';
export { Supervisor, type SupervisorOptions } from './supervisor.ts';
