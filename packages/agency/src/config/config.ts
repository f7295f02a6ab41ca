import type { LocalizedText } from '@posthorn/protocol';
import type { ServiceDefinition } from '@posthorn/service-definition';
import type { AgencyLimits, AgencyTiming } from '../context.ts';
import type { PermissionWish } from '../data/wishes.ts';

/** Where devices, browsers and the operator reach an agency. */
export interface WebConfig {
  /** Public base URL, as a reverse proxy serves it. Default: where the gateway listens, which only this machine reaches. */
  url?: string;
  /** 0 takes any free port. */
  port: number;
  /** Address to listen on. Default: 127.0.0.1, for a reverse proxy on this machine. */
  listen?: string;
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed. */
  trustedProxies?: string[];
}

/** Everything an agency is made of. `loadConfig` makes it from a file; a program may also put it together itself. */
export interface AgencyConfig {
  /** URL that identifies the agency; never fetched. */
  clientId: string;
  names: LocalizedText;
  description?: LocalizedText;
  /** Base URL of the homeserver. */
  homeserver: string;
  /** Local part or full user id of the agency's Matrix account. */
  user: string;
  password: string;
  /** Base URL of the operator with its directory, exactly as the operator calls itself. */
  directory: string;
  /** Made at the first start (mode 0600). Back it up: whoever has it is the agency. */
  signingKeyFile: string;
  storage: { folder: string; key: Uint8Array };
  services: ServiceDefinition[];
  /** Path of a module whose default export registers handlers. */
  handlers?: string;
  /** Without a web address an agency asks the operator instead of being told, and has no sign-in page. */
  web?: WebConfig;
  /** What people are asked for when they connect by the agency's own pages. */
  permissions?: PermissionWish[];
  limits?: Partial<AgencyLimits>;
  timing?: Partial<AgencyTiming>;
}
