export { guardedLookup, type GuardedLookup } from './guarded-lookup.ts';
export { closeServer, listenAt, type ListenAddress } from './listening.ts';
export { createLogger, logRequests, noteRefusal } from './logging.ts';
export { isPublicAddress } from './public-address.ts';
export { resolveByNameServers, resolveByTheSystem, type ResolveHost } from './resolve-host.ts';
