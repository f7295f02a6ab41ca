import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  blockKinds,
  canonicalJson,
  isPosthornError,
  payloadSchemas,
  payloadTypes,
  protocolLimits,
  findLimitProblem,
  readContent,
  schemaProblems,
  sha256,
  verify,
  verifyEmbedded,
  verifyReceipt,
} from '@posthorn/protocol';
import type { Json, PayloadType, PublicKey, ReceiptExpectation } from '@posthorn/protocol';

const root = join(import.meta.dirname, '../../../contracts/vectors');

type Expectation = {
  valid?: boolean;
  kind?: string;
  code?: string;
  path?: string;
  part?: string;
  kid?: string;
  codes?: string[];
};
type Vector<T> = T & { name: string; description: string; expect: Expectation };

function vectorsIn<T>(folder: string): Vector<T>[] {
  return readdirSync(join(root, folder)).map((file) => ({
    ...(JSON.parse(readFileSync(join(root, folder, file), 'utf8')) as Vector<T>),
    name: file.replace('.json', ''),
  }));
}

async function outcomeOf(run: () => unknown): Promise<Expectation> {
  try {
    await run();
    return { valid: true };
  } catch (error) {
    if (!isPosthornError(error)) throw error;
    const { part } = error.details;
    return { valid: false, code: error.code, ...(typeof part === 'string' ? { part } : {}) };
  }
}

const eventFolders = [...blockKinds.map((kind) => `block-${kind}`), 'ordinary-client', 'processing-status'];

describe.each(eventFolders)('vectors of events: %s', (folder) => {
  test.each(vectorsIn<{ type: string; content: unknown }>(folder))('$name: $description', (vector) => {
    const result = readContent(vector.type, vector.content);
    expect(result).toMatchObject(vector.expect);
  });

  test('has valid and invalid ones', () => {
    const names = readdirSync(join(root, folder));
    expect(names.some((name) => name.startsWith('valid-'))).toBe(true);
    expect(names.some((name) => name.startsWith('invalid-'))).toBe(true);
  });
});

describe.each(payloadTypes)('vectors of payloads: %s', (type) => {
  test.each(vectorsIn<{ payload: unknown }>(`payload-${type}`))(
    '$name: $description',
    ({ payload, expect: expected }) => {
      const limit = findLimitProblem(payload, protocolLimits);
      const [problem] = limit === null ? schemaProblems<unknown>(payloadSchemas[type], payload) : [];
      if (limit === null && problem === undefined) expect({ valid: true }).toEqual(expected);
      else
        expect({ valid: false, code: limit?.code ?? 'block-malformed', path: problem?.path ?? '' }).toEqual(expected);
    },
  );
});

test.each(vectorsIn<{ payloadType: PayloadType; jws: string; key: PublicKey | null }>('signature'))(
  'signatures, $name: $description',
  async ({ payloadType, jws, key, expect: expected }) => {
    let kid: string | undefined;
    const outcome = await outcomeOf(async () => {
      if (key === null) kid = (await verifyEmbedded(payloadType, jws)).key.kid;
      else await verify(payloadType, jws, key);
    });
    expect({ ...outcome, ...(kid === undefined ? {} : { kid }) }).toEqual(expected);
  },
);

test.each(vectorsIn<{ receipt: string; expected: ReceiptExpectation }>('receipt-proof'))(
  'receipts, $name: $description',
  async ({ receipt, expected, expect: wanted }) => {
    expect(await outcomeOf(() => verifyReceipt(receipt, expected))).toEqual(wanted);
  },
);

test.each(vectorsIn<{ value: Json; canonical?: string; sha256?: string }>('canonical-json'))(
  'canonical JSON, $name: $description',
  async ({ value, canonical, sha256: hash, expect: expected }) => {
    const outcome = await outcomeOf(async () => {
      expect(canonicalJson(value)).toBe(canonical);
      expect(await sha256(canonicalJson(value))).toBe(hash);
    });
    expect(outcome).toEqual(expected);
  },
);
