/** Serves the mailbox on loopback; builds it first if it changed. A reverse proxy stands before it elsewhere. */
import { ensureBuilt } from './build.ts';
import { readEnvironment } from './config/env.ts';
import { createWebServer } from './web-server.ts';

const config = readEnvironment();
await ensureBuilt();
const server = await createWebServer(config);
await server.listen({ port: config.port, host: '127.0.0.1' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
console.log(`ready: ${config.url}`);
