export { readConfig, type MailConfig, type PushConfig } from './config/env.ts';
export type { Surroundings } from './context.ts';
export { startPushGateway, type PushGateway } from './gateway.ts';
