import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { serviceId, version } from './values.ts';

/** A service in one of its versions. */
export type ServiceRef = { id: string; version: number };

export const serviceRef: SchemaOf<ServiceRef> = schemaOf<ServiceRef>()(Type.Object({ id: serviceId, version }));
