import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { eventId } from './values.ts';

/** Content of a poll as today's clients render it (MSC3381 with MSC1767 text, unstable prefixes). */
export type PollStart = {
  'org.matrix.msc3381.poll.start': {
    question: { 'org.matrix.msc1767.text': string };
    kind: string;
    max_selections: number;
    answers: { id: string; 'org.matrix.msc1767.text': string }[];
  };
  /** What clients show that know no polls. */
  'org.matrix.msc1767.text': string;
};

/** Content of a vote (MSC3381). */
export type PollResponse = {
  'org.matrix.msc3381.poll.response': { answers: string[] };
  'm.relates_to': { rel_type: 'm.reference'; event_id: string };
};

const longText = Type.String({ maxLength: 65_536 });

export const pollStart: SchemaOf<PollStart> = schemaOf<PollStart>()(
  Type.Object({
    'org.matrix.msc3381.poll.start': Type.Object({
      question: Type.Object({ 'org.matrix.msc1767.text': longText }),
      kind: Type.String({ maxLength: 255 }),
      max_selections: Type.Integer({ minimum: 1, maximum: 20 }),
      answers: Type.Array(Type.Object({ id: Type.String({ maxLength: 255 }), 'org.matrix.msc1767.text': longText }), {
        minItems: 1,
        maxItems: 20,
      }),
    }),
    'org.matrix.msc1767.text': longText,
  }),
);

export const pollResponse: SchemaOf<PollResponse> = schemaOf<PollResponse>()(
  Type.Object({
    'org.matrix.msc3381.poll.response': Type.Object({
      answers: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 20 }),
    }),
    'm.relates_to': Type.Object({ rel_type: Type.Literal('m.reference'), event_id: eventId }),
  }),
);
