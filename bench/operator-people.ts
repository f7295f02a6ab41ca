import { createHash, hkdfSync } from 'node:crypto';
import { signAgencyRegistration, toPublicWireKey, wireThumbprint } from '@posthorn/protocol';
import pg from 'pg';
import { createCredentialSafe } from '../packages/operator/src/pds/credentials.ts';
import { accountId, activeServices, area, type BenchService } from './operator-services.ts';

/** How many people there are, and which of them the load is about. */
export interface People {
  accounts: number;
  /** Numbers of the accounts whose data is read and written; spread over all. */
  used: number[];
  /** Where they keep their data. In `memory` (a table that the operator's processes share) there is some from the beginning. */
  store: 'memory' | 'folder';
}

/**
 * Fills an operator's database by SQL: accounts, each connected with all services, each connection with permission to read, and with data
 * (and permission to write) at the active services.
 *
 * @param options.secret the operator's POSTHORN_SECRET, with which the accounts' stores are sealed
 */
export async function fillDatabase(
  databaseUrl: string,
  services: readonly BenchService[],
  { accounts, used, store }: People,
  { secret, operator }: { secret: string; operator: string },
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const service of services) await addService(client, service, operator);
    await client.query('create temporary table used (n integer primary key, sealed text)');
    await client.query('insert into used select * from unnest($1::integer[], $2::text[])', [
      used,
      await sealedStores(used, store, secret),
    ]);
    for (const statement of statements) await client.query(statement, [accounts]);
    for (const service of services) {
      await addPermissions(client, service, accounts);
      if (isActive(service) && store === 'memory') await addDocuments(client, service, accounts);
    }
    await client.query('analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

async function sealedStores(used: readonly number[], provider: string, secret: string): Promise<string[]> {
  const safe = createCredentialSafe(new Uint8Array(hkdfSync('sha256', secret, '', 'posthorn operator', 32)));
  return Promise.all(used.map((n) => safe.seal(accountId(n), { provider })));
}

const statements = [
  `insert into accounts (id, key, thumbprint, store_provider, store_sealed)
    select md5('account ' || n)::uuid::text, '{}', repeat('A', 43), 'memory', coalesce(sealed, 'unused')
    from generate_series(1, $1::integer) n left join used using (n)`,
  `insert into connections (id, account_id, service, jws)
    select md5('connection ' || n || ' ' || k)::uuid::text, md5('account ' || n)::uuid::text,
      'https://office-' || k || '.example', repeat('x', 200)
    from generate_series(1, $1::integer) n, generate_series(0, 9) k`,
];

async function addService(client: pg.Client, service: BenchService, operator: string): Promise<void> {
  const { clientId, key, kid } = service;
  const thumbprint = await wireThumbprint(key);
  const iat = Math.floor(Date.now() / 1000);
  if (key.kty === 'EC') {
    const matrix = { userId: `@office-${service.index}:localhost`, masterKey: 'A'.repeat(43) };
    const about = { iss: clientId, aud: operator, displayName: { de: 'Amt', en: 'Office' }, matrix };
    const jws = await signAgencyRegistration(about, key);
    await client.query('insert into agencies (client_id, key_thumbprint, iat, jws) values ($1, $2, $3, $4)', [
      clientId,
      thumbprint,
      iat,
      jws,
    ]);
    return;
  }
  await client.query(
    `insert into data_services (client_id, key, key_id, thumbprint, display_name, description, icon_uri, jwks_uri, events_uri, iat)
      values ($1, $2, $3, $4, 'Office', 'An office of the old world', $5, $6, $7, $8)`,
    [
      clientId,
      JSON.stringify(toPublicWireKey(key)),
      kid,
      thumbprint,
      `${clientId}/icon.png`,
      `${clientId}/jwks`,
      `${clientId}/events`,
      iat,
    ],
  );
}

function isActive({ index }: BenchService): boolean {
  return Object.values(activeServices).includes(index);
}

async function addPermissions(client: pg.Client, service: BenchService, accounts: number): Promise<void> {
  const { clientId: domain, index, readers } = service;
  const terms = { domain, area, lawfulBasis: 'CONSENT' };
  const [, own] = readers;
  const read = { ...terms, type: 'READ', purpose: 'To decide on your application', kid: own?.kid };
  await addPermission(client, index, accounts, read);
  if (!isActive(service)) return;
  const write = { ...terms, type: 'WRITE', description: 'Your application', jwks: { keys: readers } };
  await addPermission(client, index, accounts, write);
}

/** Documents under paths that are spread like those which the operator makes. */
async function addDocuments(
  client: pg.Client,
  { clientId: domain, index, readers, document }: BenchService,
  accounts: number,
): Promise<void> {
  const place = createHash('sha256').update(domain).digest('hex');
  const path = `md5('account ' || n)::uuid::text || '/${place}/' || md5(n || ' ${index}')::uuid::text`;
  const bytes = Buffer.from(JSON.stringify(document));
  await client.query(
    `insert into documents (account_id, domain, area, version, path, size, sha256, readers, writer, changed_at)
      select md5('account ' || n)::uuid::text, $2, $3, 1, ${path}, $4, repeat('0', 64), $5, $2, 1
      from generate_series(1, $1::integer) n`,
    [accounts, domain, area, bytes.length, JSON.stringify(readers.map(({ kid }) => kid))],
  );
  await client.query(`insert into pds_memory (path, bytes) select ${path}, $2 from generate_series(1, $1::integer) n`, [
    accounts,
    bytes,
  ]);
}

async function addPermission(
  client: pg.Client,
  service: number,
  accounts: number,
  terms: { type: string; domain: string },
): Promise<void> {
  await client.query(
    `insert into permissions (connection_id, id, type, domain, area, terms, state, decided_at)
      select md5('connection ' || n || ' ' || $2::integer)::uuid::text, id, $3, $4, $5, jsonb_set($6, '{id}', to_jsonb(id)), 'active', 1
      from generate_series(1, $1::integer) n, lateral (select md5($3::text || n || ' ' || $2::integer)::uuid::text as id)`,
    [accounts, service, terms.type, terms.domain, area, JSON.stringify(terms)],
  );
}
