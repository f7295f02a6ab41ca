import { hash } from 'node:crypto';
import pg from 'pg';

/** Statements that are kept ready at most; others are planned each time. */
const mostPrepared = 300;

/** `select *`, `returning *`, `"a".*`, but not `count(*)`. */
const allColumns = /(?:^|[\s.])\*(?:[\s,]|$)/;

/**
 * A client that has PostgreSQL parse and plan each statement once per connection: planning costs more than what most of our statements
 * do. Statements that name no columns (`select *`) are left alone, because a migration would break them in operators that still run.
 */
export function createPreparingClient(): new () => pg.Client {
  const names = new Map<string, string>();

  function nameOf(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= mostPrepared || allColumns.test(text)) return undefined;
    const name = `p${hash('sha256', text).slice(0, 24)}`;
    names.set(text, name);
    return name;
  }

  /** What Kysely asks a client for: a text and its values. Everything else goes on as it is. */
  function prepared(request: unknown[]): unknown[] {
    const [text, values, ...others] = request;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return request;
    const name = nameOf(text);
    return name === undefined ? request : [{ name, text, values }, ...others];
  }

  return class PreparingClient extends pg.Client {
    override query(...request: unknown[]): never {
      return super.query(...(prepared(request) as [pg.QueryConfig])) as never;
    }
  };
}
