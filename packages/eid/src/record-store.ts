import { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What the OpenID provider remembers between two requests (sign-ins under way, codes, tokens), so that a restart loses none. */
export class RecordStore {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(
      `PRAGMA journal_mode = WAL;
       PRAGMA synchronous = NORMAL;
       CREATE TABLE IF NOT EXISTS record (
         kind TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, uid TEXT, "grant" TEXT, expires INTEGER NOT NULL,
         PRIMARY KEY (kind, id)
       ) STRICT;
       CREATE INDEX IF NOT EXISTS record_uid ON record (kind, uid);
       CREATE INDEX IF NOT EXISTS record_grant ON record ("grant");
       CREATE INDEX IF NOT EXISTS record_expires ON record (expires)`,
    );
  }

  /** Access to the records of one kind, in the shape that oidc-provider asks for. */
  adapter(kind: string): Adapter {
    return new RecordAdapter(this.#database, kind);
  }

  close(): void {
    this.#database.close();
  }
}

class RecordAdapter implements Adapter {
  readonly #database: DatabaseSync;
  readonly #kind: string;

  constructor(database: DatabaseSync, kind: string) {
    this.#database = database;
    this.#kind = kind;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    this.#database.prepare('DELETE FROM record WHERE expires < unixepoch()').run();
    this.#database
      .prepare('INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, unixepoch() + ?)')
      .run(this.#kind, id, JSON.stringify(payload), payload.uid ?? null, payload.grantId ?? null, Math.ceil(expiresIn));
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('id', id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findBy('uid', uid);
  }

  /** Only the device flow has user codes, and it is switched off. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    this.#database
      .prepare(`UPDATE record SET payload = json_set(payload, '$.consumed', unixepoch()) WHERE kind = ? AND id = ?`)
      .run(this.#kind, id);
  }

  async destroy(id: string): Promise<void> {
    this.#database.prepare('DELETE FROM record WHERE kind = ? AND id = ?').run(this.#kind, id);
  }

  /** Of this kind alone: a sign-in under way names the grant of whoever signed in before, and goes on without it. */
  async revokeByGrantId(grant: string): Promise<void> {
    this.#database.prepare('DELETE FROM record WHERE kind = ? AND "grant" = ?').run(this.#kind, grant);
  }

  #findBy(column: 'id' | 'uid', value: string): AdapterPayload | undefined {
    const row = this.#database
      .prepare(`SELECT payload FROM record WHERE kind = ? AND ${column} = ? AND expires >= unixepoch()`)
      .get(this.#kind, value);
    return row && (JSON.parse(String(row['payload'])) as AdapterPayload);
  }
}
