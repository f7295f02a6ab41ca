import { jwsType, PosthornError } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { acceptOnce } from './accept-once.ts';
import { agencyRegistration } from './agency-registration.ts';
import { readClaims, type Claims, type MessageHandler, type MessageReply, type VerifiedMessage } from './message.ts';
import { servicePublication } from './service-publication.ts';

type Receiver = (jws: string, claims: Claims, context: OperatorContext) => Promise<MessageReply>;

const receiversByTyp: ReadonlyMap<string, Receiver> = new Map([
  [jwsType('agency'), receiverFor(agencyRegistration)],
  [jwsType('service'), receiverFor(servicePublication)],
]);

/**
 * The way of every message: parse, identify, verify, authorise, apply, reply. Throws PosthornErrors; nothing is stored unless
 * all of it held.
 *
 * @param body the request's body: one compact JWS of at most 1 MiB
 */
export async function receive(body: string, context: OperatorContext): Promise<MessageReply> {
  const claims = readClaims(body);
  const receiver = receiversByTyp.get(claims.typ);
  if (receiver === undefined) {
    throw new PosthornError('message-type-unknown', 'The operator knows no message of this type.', {
      mend: `Use one of: ${[...receiversByTyp.keys()].join(', ')}.`,
    });
  }
  return receiver(body, claims, context);
}

function receiverFor<M extends VerifiedMessage>(handler: MessageHandler<M>): Receiver {
  return async (jws, claims, context) => {
    const message = await handler.verify(jws, claims, context);
    return context.database.transaction().execute(async (transaction) => {
      await acceptOnce(message.key.kid, message.payload, transaction);
      await handler.authorise(message, transaction, context);
      return handler.apply(message, transaction);
    });
  };
}
