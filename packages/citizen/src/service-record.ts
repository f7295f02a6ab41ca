import Type from 'typebox';
import { isValid, parseWireKey, PosthornError, type SchemaOf, type WireKey } from '@posthorn/protocol';

/** Who a service is, by the operator's records. */
export interface ServiceRecord {
  clientId: string;
  displayName: string;
  description: string;
  iconURI: string | null;
  /** Where it takes messages; null for agencies that ask instead of listening. */
  eventsURI: string | null;
  /** Agencies stand in the directory and have a channel, too. */
  kind: 'agency' | 'service';
  /** Its registered signing key. */
  key: WireKey;
}

interface Reply {
  clientId: string;
  displayName: string;
  description?: string | null;
  iconURI?: string | null;
  eventsURI?: string | null;
  kind: 'agency' | 'service';
  jwk: unknown;
}

const text = Type.Optional(Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()]));
const reply: SchemaOf<Reply> = Type.Unsafe<Reply>(
  Type.Object({
    clientId: Type.String(),
    displayName: Type.String({ maxLength: 2_000 }),
    description: text,
    iconURI: text,
    eventsURI: text,
    kind: Type.Union([Type.Literal('agency'), Type.Literal('service')]),
    jwk: Type.Unknown(),
  }),
);

/**
 * Asks the operator who a service is. Nothing that a service says about itself counts instead.
 *
 * @throws PosthornError `service-unknown`, `directory-unreachable`, `key-invalid`
 */
export async function readServiceRecord(baseUrl: string, clientId: string): Promise<ServiceRecord> {
  let response: Response;
  let body: unknown;
  try {
    const url = `${baseUrl}/services/${encodeURIComponent(clientId)}`;
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(15_000) });
    body = await response.json();
  } catch (cause) {
    throw unreachable(cause);
  }
  if (response.status === 404) throw unknownService();
  if (!response.ok || !isValid(reply, body) || body.clientId !== clientId) throw unreachable();
  const { displayName, description, iconURI, eventsURI, kind, jwk } = body;
  return {
    clientId,
    displayName,
    description: description ?? '',
    iconURI: iconURI ?? null,
    eventsURI: eventsURI ?? null,
    kind,
    key: await parseWireKey(jwk),
  };
}

function unknownService(): PosthornError {
  return new PosthornError('service-unknown', 'The data operator does not know this service.', {
    mend: 'Do not go on. Ask the service by another way which operator it belongs to.',
  });
}

function unreachable(cause?: unknown): PosthornError {
  return new PosthornError('directory-unreachable', 'The data operator cannot say at the moment who the service is.', {
    mend: 'Try again in a while.',
    cause,
  });
}
