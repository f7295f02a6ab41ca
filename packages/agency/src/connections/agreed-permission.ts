import type { DataKey, DeniedPermission, JsonObject, Permission, PermissionDecision } from '@posthorn/protocol';

/** What a person decided about one request of this agency. */
export interface AgreedPermission {
  id: string;
  type: 'READ' | 'WRITE';
  domain: string;
  area: string;
  lawfulBasis: Permission['lawfulBasis'];
  ground?: string;
  /** Seconds since 1970. */
  expires?: number;
  frequency?: NonNullable<Permission['frequency']>;
  /** Why the agency reads, or what it writes. */
  purpose?: string;
  description?: string;
  state: 'approved' | 'denied';
  /** JSON Schema that the agency itself has promised for what it writes. Never one that came from outside: a schema is a program. */
  schema?: JsonObject;
  /** Keys that written data is encrypted to: of this person, and of those whom this person lets read. */
  keys?: DataKey[];
}

/** What this agency has asked for, as far as it must not be believed when it comes back from outside. */
export interface Asked {
  id: string;
  schema?: JsonObject;
}

/** The most permissions of one connection that are kept: somebody could answer without end. */
const mostPermissions = 1_000;

/**
 * What stands after a person has decided anew: permissions keep their id, and what was not decided about now stays as it was.
 *
 * @param asked what this agency has asked for, by which the schema is known
 */
export function mergeDecision(
  before: readonly AgreedPermission[],
  { approved = [], denied = [] }: PermissionDecision,
  asked: readonly Asked[],
): AgreedPermission[] {
  const byId = new Map(before.map((permission) => [permission.id, permission]));
  for (const terms of approved) {
    const schema = asked.find(({ id }) => id === terms.id)?.schema ?? byId.get(terms.id)?.schema;
    const keys = terms.type === 'WRITE' ? { keys: terms.jwks.keys } : {};
    byId.set(terms.id, { ...toTerms(terms), state: 'approved', ...keys, ...(schema && { schema }) });
  }
  for (const terms of denied) byId.set(terms.id, { ...toTerms(terms), state: 'denied' });
  return [...byId.values()].slice(-mostPermissions);
}

function toTerms(terms: Permission | DeniedPermission): Omit<AgreedPermission, 'state'> {
  const { id, type, domain, area, lawfulBasis, ground, expires, frequency } = terms;
  return {
    id,
    type,
    domain,
    area,
    lawfulBasis,
    ...(ground !== undefined && { ground }),
    ...(expires !== undefined && { expires }),
    ...(frequency !== undefined && { frequency }),
    ...('purpose' in terms && { purpose: terms.purpose }),
    ...('description' in terms && { description: terms.description }),
  };
}
