/**
 * A process that writes documents until it is killed. Each begins with the SHA-256 of its rest. Prints the path of each that was
 * said to be written. Argument: the folder.
 */
import { hash, randomBytes } from 'node:crypto';
import { openStores } from '../src/pds/stores.ts';

const folder = process.argv[2] ?? '';
const store = openStores({ folder, allowPrivateAddresses: false }).store({ provider: 'folder' });

async function writeForEver(): Promise<never> {
  for (;;) {
    const rest = randomBytes(900 * 1024);
    const path = `${hash('sha256', rest).slice(0, 4)}/${crypto.randomUUID()}`;
    await store.write(path, Buffer.concat([Buffer.from(hash('sha256', rest), 'hex'), rest]));
    process.stdout.write(`${path}\n`);
  }
}

await Promise.all([writeForEver(), writeForEver(), writeForEver()]);
