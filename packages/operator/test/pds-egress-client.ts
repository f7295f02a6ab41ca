/**
 * A process that tries stores at inner addresses, as if their names had passed the check. Its environment says whether a guard is in
 * the way. Arguments: the endpoints. Prints the code of each error.
 */
import { isPosthornError } from '@posthorn/protocol';
import { openStores } from '../src/pds/stores.ts';

const stores = openStores({ folder: '/nowhere', allowPrivateAddresses: true, patience: 1_000 });
for (const endpoint of process.argv.slice(2)) {
  const store = stores.store({ provider: 'webdav', endpoint, username: 'anna', password: 'none' });
  const outcome = await store.write('a/1', new Uint8Array(9)).catch((error: unknown) => error);
  process.stdout.write(`${isPosthornError(outcome) ? outcome.code : 'done'}\n`);
}
