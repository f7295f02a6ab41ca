import type { PosthornError } from '@posthorn/protocol';
import type { SampleAgency } from './gateway-part.ts';
import type { HomeserverAccess } from './homeserver.ts';

/** The parts that a stack knows how to start. */
export type PartName = 'eid' | 'homeserver' | 'operator' | 'gateways' | 'mailbox' | 'push';

/** What agencies and programs need; the mailbox takes time to be built, and only its people are told of mail. */
export const usualParts: readonly PartName[] = ['eid', 'homeserver', 'operator', 'gateways'];

/** How a stack is started. Without any option: free ports, a temporary folder that is removed at the end. */
export interface StackOptions {
  /** Keeps everything over restarts. Default: a temporary folder. */
  readonly dataDir?: string;
  /** Default: `logs` in the data folder. */
  readonly logDir?: string;
  /** First of the ports on 127.0.0.1. Default: free ports. */
  readonly portBase?: number;
  /** Port of the eID, if it is to be another than the one in the row. */
  readonly eidPort?: number;
  /** Default: all but the mailbox and its push gateway. */
  readonly parts?: readonly PartName[];
  /** Whose gateways are started. Default: all sample agencies. */
  readonly agencies?: readonly SampleAgency[];
  /** A homeserver that is already there and trusts this eID. */
  readonly homeserver?: HomeserverAccess;
  /** Secret that such a homeserver shows to the eID. */
  readonly eidClientSecret?: string;
  /** Name of the own homeserver, the part of user ids after the colon. Default: localhost */
  readonly serverName?: string;
  /** Whether ids `test-…` may sign in at the eID. Default: only with a temporary folder. */
  readonly testPersons?: boolean;
  /** Pages that are given a login token without a question: prefixes of URLs. */
  readonly signInPages?: readonly string[];
  readonly onCrash?: (error: PosthornError) => void;
  readonly onProgress?: (line: string) => void;
  /** Stops the stack, also while it is still starting. */
  readonly signal?: AbortSignal;
}
