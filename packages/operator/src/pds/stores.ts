import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Operator } from 'opendal';
import { canonicalJson } from '@posthorn/protocol';
import { createFolderStore } from './folder-store.ts';
import { createOpendalStore, withLimits } from './opendal-store.ts';
import type { PersonalDataStore } from './personal-data-store.ts';
import { checkOptions, type PdsOptions, type StoreChoice } from './providers.ts';
import { checkEndpoint } from './public-address.ts';

/** What decides about the stores of an operator. */
export interface StoresConfig {
  /** Where the provider `folder` keeps documents, of all accounts; options from outside never choose a path on this machine. */
  folder: string;
  /** For development: stores may have plain http and addresses that are not public. */
  allowPrivateAddresses: boolean;
  /** What the provider `memory` is; by default the memory of this process. */
  memory?: PersonalDataStore;
  /** Milliseconds that an operation of a store may take, tries and all; 10 seconds by default. */
  patience?: number;
}

/** The stores of an operator. Paths of different accounts are kept apart by the caller. */
export interface Stores {
  /**
   * The store of these options.
   *
   * @throws PosthornError `store-options-invalid`; the methods of the store throw `store-address-refused`
   */
  store(pds: PdsOptions): PersonalDataStore;
}

/** Remote stores that are kept open at most. */
const mostOpen = 1_000;

/** How long a remote store stays open, in milliseconds. After that its address is checked again, whoever still holds the store. */
const longestOpen = 5 * 60 * 1000;

/** Opens the operator's own stores, and remote ones as they are asked for. Nothing needs closing: OpenDAL lets go of what nobody holds. */
export function openStores(config: StoresConfig): Stores {
  const { folder, allowPrivateAddresses, patience = 10_000 } = config;
  const own = {
    memory: config.memory ?? createOpendalStore(openMemory(), patience),
    folder: createFolderStore(folder, patience),
  };
  const remote = new LRUCache<string, PersonalDataStore>({ max: mostOpen });

  function openRemote(choice: StoreChoice & { kind: 'remote' }): PersonalDataStore {
    // Credentials are no keys of a map that may be looked at.
    const key = hash('sha256', canonicalJson([choice.scheme, choice.settings]), 'base64url');
    const opened = remote.get(key) ?? createOpendalStore(openLazily(choice, allowPrivateAddresses, patience), patience);
    if (!remote.has(key)) remote.set(key, opened);
    return opened;
  }

  return {
    store(pds) {
      const choice = checkOptions(pds);
      return choice.kind === 'remote' ? openRemote(choice) : own[choice.kind];
    },
  };
}

function openMemory(): () => Promise<Operator> {
  const memory = Promise.resolve(new Operator('memory'));
  return () => memory;
}

/** Checks the address and opens the store at its first use; a failure is not remembered. */
function openLazily(
  { scheme, settings }: StoreChoice & { kind: 'remote' },
  allowPrivateAddresses: boolean,
  patience: number,
): () => Promise<Operator> {
  let opened: { operator: Promise<Operator>; until: number } | undefined;

  async function open(): Promise<Operator> {
    if (settings['endpoint'] !== undefined) await checkEndpoint(settings['endpoint'], allowPrivateAddresses);
    return withLimits(new Operator(scheme, settings), patience);
  }

  return () => {
    if (opened === undefined || performance.now() > opened.until) {
      const operator = open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      opened = { operator, until: performance.now() + longestOpen };
    }
    return opened.operator;
  };
}
