import { generateSigningKey } from '@posthorn/protocol';
import { expect, test } from 'vitest';
import { newAccountId, newDataKey, unitedVaults, type Vault } from '../src/vault.ts';

async function vaultWith(changes: Partial<Vault>): Promise<Vault> {
  const accountKey = await generateSigningKey();
  const none = { formerAccountIds: [], dataKeys: [], oldSigningKeys: [] };
  return { v: 2, accountId: newAccountId(), accountKey, documentKey: 'key', ...none, ...changes };
}

test('two devices that make keys at the same time both keep theirs, and use the same one', async () => {
  const vault = await vaultWith({});
  const [one, other] = await Promise.all([newDataKey(), newDataKey()]);
  const [here, there] = [
    { ...vault, dataKeys: [one] },
    { ...vault, dataKeys: [other] },
  ];
  const united = unitedVaults(here, there);
  expect(united.dataKeys).toHaveLength(2);
  expect(united.dataKeys).toEqual(expect.arrayContaining([one, other]));
  expect(unitedVaults(there, here)).toEqual(united);
  expect(unitedVaults(united, here)).toEqual(united);
});

test('an account that was deleted on one device is not used on another any more', async () => {
  const before = await vaultWith({});
  const after = { ...before, accountId: newAccountId(), formerAccountIds: [before.accountId] };
  expect(unitedVaults(before, after)).toEqual(after);
  expect(unitedVaults(after, before)).toEqual(after);
});
