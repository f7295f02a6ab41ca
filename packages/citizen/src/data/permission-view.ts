import type {
  ConsentState,
  DeniedPermission,
  Frequency,
  JsonObject,
  LawfulBasis,
  PermissionRecord,
  PermissionRequestItem,
} from '@posthorn/protocol';
import { consentAt, nextConsent } from '@posthorn/protocol';

/** What a permission allows, as a person needs to know it. */
export interface PermissionTerms {
  id: string;
  type: 'READ' | 'WRITE';
  /** clientId of the service whose data it is. */
  domain: string;
  area: string;
  /** GDPR Art. 6(1). Only CONSENT can be withdrawn by a click. */
  lawfulBasis: LawfulBasis;
  /** The legal ground, for other bases than consent. */
  ground: string | null;
  /** What for: the purpose of reading, the description of what is written. */
  purpose: string | null;
  /** Null: never. */
  expires: Date | null;
  /** Null: as often as needed. */
  frequency: Frequency | null;
  /** JSON Schema that the writer promises to keep to. */
  schema: JsonObject | null;
}

/** Something that a service asks for. */
export interface RequestedPermission extends PermissionTerms {
  /** True if it is another service's data: agreeing saves the person from giving it again. */
  isOtherServices: boolean;
}

/** A permission as it stands. */
export interface PermissionView extends PermissionTerms {
  state: ConsentState;
  decidedAt: Date;
  /** Whether the person can take it back by `withdraw`. */
  withdrawable: boolean;
}

/** What a service asks for, for the person to look at. */
export function toRequested(service: string, item: PermissionRequestItem): RequestedPermission {
  return { ...termsOf(item), isOtherServices: item.domain !== service };
}

/** A permission of the operator's record as it stands now. */
export function toPermissionView(record: PermissionRecord, now: Date = new Date()): PermissionView {
  const state = consentAt(record, record.state, now);
  const withdrawable = 'to' in nextConsent(record, state, 'withdraw');
  return { ...termsOf(record), state, decidedAt: new Date(record.decidedAt * 1000), withdrawable };
}

/** What is denied, without anything that only an approval says. */
export function toDenied(item: PermissionRequestItem): DeniedPermission {
  const { id, type, domain, area, lawfulBasis, ground, expires, frequency } = item;
  return {
    id,
    type,
    domain,
    area,
    lawfulBasis,
    ...(ground !== undefined && { ground }),
    ...(expires !== undefined && { expires }),
    ...(frequency !== undefined && { frequency }),
  };
}

function termsOf(terms: PermissionRequestItem | PermissionRecord): PermissionTerms {
  const { id, type, domain, area, lawfulBasis, ground = null, expires, frequency = null } = terms;
  const said = { purpose: null, description: null, schema: null, ...terms } as {
    purpose: string | null;
    description: string | null;
    schema: JsonObject | null;
  };
  return {
    id,
    type,
    domain,
    area,
    lawfulBasis,
    ground,
    frequency,
    purpose: said.purpose ?? said.description,
    expires: expires === undefined ? null : new Date(expires * 1000),
    schema: said.schema,
  };
}
