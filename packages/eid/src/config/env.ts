import { readFileSync } from 'node:fs';
import type { EidClient } from '../provider.ts';
import type { EidOptions } from '../server.ts';

/** Reads how this eID is to run from the environment. The clients' secrets come from a file, not from a variable. */
export function readEnvironment(): EidOptions {
  return {
    port: Number(required('POSTHORN_EID_PORT')),
    dataDir: required('POSTHORN_EID_DATA'),
    clients: JSON.parse(readFileSync(required('POSTHORN_EID_CLIENTS_FILE'), 'utf8')) as EidClient[],
    testPersons: process.env['POSTHORN_EID_TEST_PERSONS'] === '1',
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: npm start sets it; by hand, see docs/architecture.md`);
  return value;
}
