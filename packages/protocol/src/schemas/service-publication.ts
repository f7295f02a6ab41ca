import Type from 'typebox';
import type { Json } from '../json.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { clientId, serviceId, unixTime, uuid, version } from './values.ts';

/** A service definition as JSON. Only its name is looked at here; the package service-definition checks the whole. */
export type PublishedDefinition = { [member: string]: Json; id: string; version: number };

/** An agency publishes a service in the directory. */
export type ServicePublication = {
  type: 'SERVICE_PUBLICATION';
  /** clientId of the agency. */
  iss: string;
  /** Base URL of the directory it is meant for. */
  aud: string;
  /** Seconds since 1970. */
  iat: number;
  /** Seconds since 1970. Until then the directory takes the message. */
  exp: number;
  jti: string;
  definition: PublishedDefinition;
};

export const servicePublication: SchemaOf<ServicePublication> = schemaOf<ServicePublication>()(
  Type.Object({
    type: Type.Literal('SERVICE_PUBLICATION'),
    iss: clientId,
    aud: clientId,
    iat: unixTime,
    exp: unixTime,
    jti: uuid,
    definition: Type.Unsafe<PublishedDefinition>(Type.Object({ id: serviceId, version })),
  }),
);
