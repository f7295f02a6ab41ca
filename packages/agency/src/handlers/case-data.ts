import { isPosthornError, PosthornError, type ErrorCode, type Json, type PathFilter } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { openAgencyData, type AgencyData, type DataInput, type KnownPermission } from '../data/agency-data.ts';
import type { DataItem } from '../data/read-data.ts';
import type { PermissionWish } from '../data/wishes.ts';
import { backoff } from '../lanes.ts';
import { mayPass } from '../operator/operator-client.ts';
import type { StepLog } from './step-log.ts';

/**
 * The data of the person whose case it is: as `agency.data`, each call a step that is remembered, with its refusal too. When the operator
 * is away, the step waits for it.
 */
export interface CaseData {
  read(...paths: PathFilter[]): Promise<DataItem[]>;
  /** If the process dies after the writing and before that is on disk, the same is written once more. */
  write(...data: DataInput[]): Promise<void>;
  /** Does not wait for the person. @returns the ids of the permissions */
  request(permissions?: readonly PermissionWish[]): Promise<string[]>;
  permissions(): Promise<KnownPermission[]>;
  delayDisclosure(until: Date, ground: string): Promise<void>;
}

type Remembered = { value: Json } | { refusal: { code: string; message: string; mend: string } };

export function toCaseData(context: Context, connectionId: string, log: StepLog): CaseData {
  const data = openAgencyData(context);

  async function step<T>(name: keyof AgencyData, work: () => Promise<T>): Promise<T> {
    const remembered = (await log.take<Remembered>('data', name, {
      prepare: () => outcomeOf(context, work),
      commit: (_, outcome) => ({ state: 'done', result: outcome }),
    })) as Remembered;
    if ('value' in remembered) return remembered.value as T;
    const { code, message, mend } = remembered.refusal;
    throw new PosthornError(code as ErrorCode, message, { mend });
  }

  return {
    read: (...paths) => step('read', () => data.read(connectionId, ...paths)),
    write: (...inputs) => step('write', () => data.write(connectionId, ...inputs)),
    request: (permissions) => step('request', () => data.request(connectionId, permissions)),
    permissions: () => step('permissions', () => data.permissions(connectionId)),
    delayDisclosure: (until, ground) =>
      step('delayDisclosure', () => data.delayDisclosure(connectionId, until, ground)),
  };
}

async function outcomeOf(context: Context, work: () => Promise<unknown>): Promise<Remembered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { value: ((await work()) ?? null) as Json };
    } catch (error) {
      if (!isPosthornError(error)) throw error;
      const { code, message, mend } = error;
      if (!mayPass(error) || context.isStopped()) return { refusal: { code, message, mend } };
      context.log.warn({ code, attempt }, 'data waits');
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt, context.timing.retry)).unref());
    }
  }
}
