import {
  PosthornError,
  verifyWire,
  wireThumbprint,
  type ServiceRegistration,
  type UnverifiedMessage,
  type VerifiedWireMessage,
  type WireKey,
} from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { admits } from '../directory/admission.ts';
import { findService, type ServiceRecord } from '../identity/services.ts';
import { audienceOf, once, type WireHandler } from './wire-handler.ts';

/**
 * A service registers, or renews what it said.
 *
 * Authority: a known service by its registered key alone. A new one by the key that lies below its jwksURI, on the very origin that is
 * its name, so that nobody registers in the name of somebody else's address.
 */
export const serviceRegistration: WireHandler = async (message, context) => {
  const known = await findService(message.iss, context.database);
  const key = known?.key ?? (await keyOfNewService(message, context));
  const verified = await verifyWire('SERVICE_REGISTRATION', message, key, { audience: audienceOf(context) }).catch(
    (error: unknown) => {
      throw known === undefined ? error : otherKey(error);
    },
  );
  await context.keyLimit(message.iss);
  const { payload } = verified;
  if (known?.kind !== 'agency') assertOwnOrigin(payload);
  await assertAddresses(payload, context);
  const thumbprint = await wireThumbprint(key);
  if (known === undefined && !admits(context.config.admission, thumbprint)) throw notAdmitted();
  await save(verified, key, thumbprint, context);
  return { body: { service: payload.iss } };
};

async function save(
  message: VerifiedWireMessage<'SERVICE_REGISTRATION'>,
  key: WireKey,
  thumbprint: string,
  context: OperatorContext,
): Promise<void> {
  const { iss, displayName, description, iconURI, jwksURI, eventsURI, iat } = message.payload;
  const record = {
    display_name: displayName,
    description,
    icon_uri: iconURI,
    jwks_uri: jwksURI,
    events_uri: eventsURI,
    iat,
  };
  await once(message, context, async (transaction) => {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('data_services')
      .values({
        client_id: iss,
        key: JSON.stringify(key),
        key_id: message.header.kid ?? key.kid,
        thumbprint,
        ...record,
      })
      // Another registration may have come first, with another key or later.
      .onConflict((conflict) =>
        conflict
          .column('client_id')
          .doUpdateSet(record)
          .where('data_services.thumbprint', '=', thumbprint)
          .where('data_services.iat', '<=', iat),
      )
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) await refuse(iss, thumbprint, context);
  });
}

async function refuse(iss: string, thumbprint: string, { database }: OperatorContext): Promise<never> {
  const known = (await findService(iss, database)) as ServiceRecord;
  if ((await wireThumbprint(known.key)) !== thumbprint) throw otherKey();
  throw new PosthornError('message-outdated', 'The operator has a newer registration of this service.', {
    mend: 'Sign the registration anew.',
  });
}

/** The key of a service that nobody knows yet: it lies where only the owner of the name can put it. */
async function keyOfNewService(message: UnverifiedMessage, { serviceKeys }: OperatorContext): Promise<WireKey> {
  const { kid } = message.header;
  if (kid === undefined || !isSameOrigin(kid, message.iss)) throw foreignOrigin('kid');
  return serviceKeys.key(kid, kid.slice(0, kid.lastIndexOf('/')));
}

function assertOwnOrigin({ iss, jwksURI, eventsURI }: ServiceRegistration): void {
  if (!isSameOrigin(jwksURI, iss)) throw foreignOrigin('jwksURI');
  if (!isSameOrigin(eventsURI, iss)) throw foreignOrigin('eventsURI');
}

async function assertAddresses({ jwksURI, eventsURI }: ServiceRegistration, { web }: OperatorContext): Promise<void> {
  for (const address of [jwksURI, eventsURI]) await web.check(address);
}

function isSameOrigin(address: string, clientId: string): boolean {
  const [one, other] = [URL.parse(address), URL.parse(clientId)];
  return one !== null && other !== null && one.origin === other.origin && one.origin !== 'null';
}

function foreignOrigin(what: string): PosthornError {
  return new PosthornError(
    'service-origin-mismatch',
    `The ${what} of the service is not on the origin of its clientId.`,
    {
      mend: 'Serve keys and events on the origin that is the service’s name (iss), or register in the directory first.',
    },
  );
}

function otherKey(cause?: unknown): PosthornError {
  return new PosthornError('service-key-mismatch', 'This service is registered with another key.', {
    mend: 'Sign with the key of the first registration; only its holder may change the service.',
    cause,
  });
}

function notAdmitted(): PosthornError {
  return new PosthornError('agency-not-admitted', 'The key of this service is not on the list of admitted keys.', {
    mend: "Ask the operator to add the key's thumbprint to POSTHORN_AGENCY_KEYS.",
  });
}
