import { isPosthornError, PosthornError, sealData, type JsonObject, type SealedData } from '@posthorn/protocol';
import type { AgreedPermission } from '../connections/agreed-permission.ts';
import { askForAgreement } from '../connections/confirm.ts';
import type { Context } from '../context.ts';
import { mayPass } from '../operator/operator-client.ts';
import type { Agreement } from '../store/agreements.ts';
import type { DataInput } from './agency-data.ts';
import { findBreach } from './schemas.ts';

type SealedPath = { domain: string; area: string; data: SealedData };

/**
 * Signs and seals data for exactly the readers of this person's newest agreement, and writes all of it or nothing. When the operator
 * refuses, the agreement may have changed without our being told: it is asked for, and if it did, the data is sealed and written anew.
 */
export async function writeData(context: Context, agreement: Agreement, data: readonly DataInput[]): Promise<void> {
  const { operator } = context;
  const sub = agreement.connectionId;
  try {
    await operator.tell('DATA_WRITE', { sub, paths: await seal(context, agreement, data) });
  } catch (error) {
    if (!isPosthornError(error) || error.code === 'data-invalid' || mayPass(error)) throw error;
    const newer = await askForAgreement(context, sub);
    if (newer === null || newer.jws === agreement.jws) throw error;
    await operator.tell('DATA_WRITE', { sub, paths: await seal(context, newer, data) });
  }
}

function seal(context: Context, agreement: Agreement, data: readonly DataInput[]): Promise<SealedPath[]> {
  return Promise.all(data.map((each) => sealOne(context, agreement, each)));
}

async function sealOne(
  { clientId, signingKey }: Context,
  { account, permissions }: Agreement,
  { area, content }: DataInput,
): Promise<SealedPath> {
  const permission = permissions.findLast(
    ({ type, domain, area: of, state }) =>
      type === 'WRITE' && domain === clientId && of === area && state === 'approved',
  );
  if (permission?.keys === undefined) throw consentMissing(area);
  assertPromise(content, permission);
  const iat = Math.floor(Date.now() / 1000);
  const header = { kid: signingKey.kid, iss: clientId, iat, domain: clientId, area, acc: account };
  const document = await sealData(content, { writer: { key: signingKey, header }, recipients: permission.keys });
  return { domain: clientId, area, data: document };
}

function assertPromise(content: DataInput['content'], { area, schema }: AgreedPermission): void {
  const breach = findBreach(content, schema);
  if (breach === null) return;
  throw new PosthornError('data-invalid', `The data for ${area} breaks the schema that was promised. ${breach}`, {
    mend: 'Write data that fits, or ask the person for a permission with another schema.',
    details: { area } satisfies JsonObject,
  });
}

function consentMissing(area: string): PosthornError {
  return new PosthornError('consent-missing', `The person has not agreed that this agency writes ${area}.`, {
    mend: 'Ask for it with data.request.',
    details: { area },
  });
}
