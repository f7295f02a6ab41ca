import type { Channel } from '@posthorn/channel';
import type { LocalizedText, PrivateKey, WireKey } from '@posthorn/protocol';
import type { Logger } from 'pino';
import type { Watchers } from './cases/watchers.ts';
import type { PermissionWish } from './data/wishes.ts';
import type { Turns } from './inbox/turns.ts';
import type { OperatorClient } from './operator/operator-client.ts';
import type { ServiceBook } from './service-book.ts';
import type { Database } from './store/database.ts';
import type { FileFolder } from './store/file-folder.ts';
import type { Addresses } from './web/addresses.ts';

/** What every part of an agency works with; put together in `agency.ts`. */
export interface Context {
  clientId: string;
  names: LocalizedText;
  description?: LocalizedText;
  /** What people are asked for when they connect. */
  wishes: readonly PermissionWish[];
  signingKey: PrivateKey;
  db: Database;
  files: FileFolder;
  services: ServiceBook;
  channel: Channel;
  operator: OperatorClient;
  /** The key of whoever writes into a domain. @throws PosthornError `directory-unreachable`, `operator-unreachable`, `service-unknown` */
  writerKey(clientId: string): Promise<WireKey>;
  /** What the agency answers at, or null when it has no web address (yet). */
  addresses(): Addresses | null;
  /** The id of a read key, by its thumbprint. */
  readKeyId(this: void, thumbprint: string): string;
  watchers: Watchers;
  /** Hellos of one person, by user id: what one pins must be on disk before the next one is looked at. */
  helloTurns: Turns;
  /** Codes, counts and random ids only: never what people say. */
  log: Logger;
  limits: AgencyLimits;
  timing: AgencyTiming;
  /** A room waits to be joined. */
  wakeAdmission(roomId: string): void;
  wakeInbox(roomId: string): void;
  wakeOutbox(roomId: string): void;
  /** A case changed: its handler may have something to do. */
  wakeCase(caseId: string): void;
  isStopped(): boolean;
}

export interface AgencyLimits {
  /** Largest file, in bytes. */
  fileSize: number;
  /** All files of one application together, in bytes. */
  applicationSize: number;
}

export interface AgencyTiming {
  /** First wait after a failure that may pass by itself, in ms; doubles up to five minutes. */
  retry: number;
  /** First wait after a handler failed, in ms; doubles up to five minutes. */
  handlerRetry: number;
  /** How often undecryptable events are tried again, in ms. */
  decryptAgain: number;
}

export const defaultLimits: AgencyLimits = { fileSize: 100 * 1024 * 1024, applicationSize: 500 * 1024 * 1024 };

export const defaultTiming: AgencyTiming = { retry: 1_000, handlerRetry: 1_000, decryptAgain: 60_000 };
