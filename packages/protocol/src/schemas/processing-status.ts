import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { eventId, oneOf } from './values.ts';

/** Asks for the processing status of the event it stands in (MSC4300). */
export type StatusRequest = {
  /** Device id of the sender. */
  from_device: string;
  /** Device id of the only receiver that should respond; any may when absent. */
  to_device?: string;
  /** Milliseconds after `origin_server_ts` in which a response is of use. */
  lifetime?: number;
};

/** A message in a processing status (MSC4300 with MSC1767 text). */
export type StatusMessage = {
  type: 'info' | 'warning' | 'error';
  'org.matrix.msc1767.text': { mimetype?: string; body: string }[];
};

/** Content of a processing status (MSC4300, unstable prefix of the proposal). */
export type StatusResponse = {
  'de.gematik.msc4300.response.status': {
    /** Device id of the responder. */
    from_device: string;
    status: 'success' | 'error';
    messages?: StatusMessage[];
  };
  'm.relates_to': { rel_type: 'm.reference'; event_id: string };
};

const deviceId = Type.String({ minLength: 1, maxLength: 255 });

export const statusRequest: SchemaOf<StatusRequest> = schemaOf<StatusRequest>()(
  Type.Object({
    from_device: deviceId,
    to_device: Type.Optional(deviceId),
    lifetime: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  }),
);

export const statusResponse: SchemaOf<StatusResponse> = schemaOf<StatusResponse>()(
  Type.Object({
    'de.gematik.msc4300.response.status': Type.Object({
      from_device: deviceId,
      status: oneOf(['success', 'error'], 'Whether the event was understood and processed'),
      messages: Type.Optional(
        Type.Array(
          Type.Object({
            type: oneOf(['info', 'warning', 'error'], 'Category'),
            'org.matrix.msc1767.text': Type.Array(
              Type.Object({
                mimetype: Type.Optional(Type.String({ maxLength: 127 })),
                body: Type.String({ maxLength: 20_000 }),
              }),
              { minItems: 1, maxItems: 20 },
            ),
          }),
          { maxItems: 100 },
        ),
      ),
    }),
    'm.relates_to': Type.Object({ rel_type: Type.Literal('m.reference'), event_id: eventId }),
  }),
);
