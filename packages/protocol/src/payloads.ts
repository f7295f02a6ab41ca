import { agencyRegistration, type AgencyRegistration } from './schemas/agency-registration.ts';
import { applicationPayload, type ApplicationPayload } from './schemas/application.ts';
import { decisionPayload, type DecisionPayload } from './schemas/decision.ts';
import { helloPayload, type HelloPayload } from './schemas/hello.ts';
import { receiptPayload, type Receipt } from './schemas/receipt.ts';
import { refusalPayload, type RefusalPayload } from './schemas/refusal.ts';
import { servicePublication, type ServicePublication } from './schemas/service-publication.ts';
import type { SchemaOf } from './validate.ts';

/** Everything that is signed, with its type. */
export type Payloads = {
  hello: HelloPayload;
  application: ApplicationPayload;
  receipt: Receipt;
  refusal: RefusalPayload;
  decision: DecisionPayload;
  agency: AgencyRegistration;
  service: ServicePublication;
};

/** The name of a kind of signed payload; its JWS has the header `typ: posthorn-<type>+jwt`. */
export type PayloadType = keyof Payloads;

/** The schema of every kind of signed payload. */
export const payloadSchemas: { readonly [T in PayloadType]: SchemaOf<Payloads[T]> } = {
  hello: helloPayload,
  application: applicationPayload,
  receipt: receiptPayload,
  refusal: refusalPayload,
  decision: decisionPayload,
  agency: agencyRegistration,
  service: servicePublication,
};

/** All kinds of signed payloads. */
export const payloadTypes: readonly PayloadType[] = Object.keys(payloadSchemas) as PayloadType[];
