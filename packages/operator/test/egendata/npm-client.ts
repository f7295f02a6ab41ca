import { createRequire } from 'node:module';
import type { RequestHandler } from 'express';
import type { RsaPrivateJwk } from './rsa-keys.ts';

/** What a service asks every person for when they connect. */
export interface DefaultPermission {
  /** The service's own, if absent. */
  domain?: string;
  area: string;
  types: ('READ' | 'WRITE')[];
  purpose?: string;
  description?: string;
}

/** What the npm client is made from. */
export interface EgendataConfig {
  clientId: string;
  displayName: string;
  description: string;
  iconURI: string;
  jwksPath: string;
  eventsPath: string;
  operator: string;
  /** PKCS #1, PEM. */
  clientKey: string;
  keyValueStore: KeyValueStore;
  alg?: string;
  defaultPermissions?: DefaultPermission[];
}

export interface KeyValueStore {
  load(key: string): Promise<string | undefined>;
  removeAll(): Promise<void>;
}

/** What the client returns for one path: the data, or why it could not be read. */
export interface ReadResult {
  domain: string;
  area: string;
  data?: unknown;
  error?: Error;
}

/** `@egendata/client` as its users see it. It has no types of its own. */
export interface EgendataClient {
  config: { jwksURI: string; eventsURI: string };
  routes: RequestHandler;
  keyProvider: { getKey(kid: string): Promise<RsaPrivateJwk | undefined> };
  /** Registers the service; tries again for ever if the operator refuses. */
  connect(): Promise<void>;
  initializeAuthentication(): Promise<{ id: string; url: string }>;
  /** The access token of the person who has signed in, if one has. */
  getAuthentication(id: string): Promise<string | undefined>;
  data: {
    read(connectionId: string, ...paths: { domain?: string; area?: string }[]): Promise<ReadResult[] | undefined>;
    write(connectionId: string, ...paths: { domain?: string; area: string; data: unknown }[]): Promise<unknown>;
  };
}

interface ClientModule {
  create(config: EgendataConfig): EgendataClient;
  utils: { createMemoryStore(): KeyValueStore };
}

/** A schema of the old messaging package. */
export interface OldSchema {
  validate(value: unknown): { error: Error | null };
}

interface MessagingModule {
  schemas: Record<string, OldSchema>;
}

const require = createRequire(import.meta.url);
const requireOfClient = createRequire(require.resolve('@egendata/client'));

/** The unchanged npm client, version 1.2.0. */
export const egendata: ClientModule = require('@egendata/client') as ClientModule;

/** The parsers of the old world by version: of the npm client, and the last one published. */
export const oldSchemas: Record<'0.6.2' | '0.8.0', Record<string, OldSchema>> = {
  '0.6.2': (requireOfClient('@egendata/messaging') as MessagingModule).schemas,
  '0.8.0': (require('@egendata/messaging') as MessagingModule).schemas,
};
