import { signWire, verifyWireEmbedded, type Language, type UnverifiedMessage } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { permissionId, wishesIn } from '../data/asked.ts';
import { toRequestItems } from '../data/wishes.ts';

/**
 * A device has scanned a code, or wants to connect unasked, and asks what this agency wants. Nothing is kept: the answer is the same for
 * the same session.
 *
 * @returns a CONNECTION_REQUEST
 * @throws PosthornError as `verifyWireEmbedded`
 */
export async function takeConnectionInit(
  context: Context,
  message: UnverifiedMessage,
  audience: readonly string[],
  language: Language,
): Promise<string> {
  const { clientId, names, description = names, signingKey } = context;
  const { payload } = await verifyWireEmbedded('CONNECTION_INIT', message, { audience });
  const { sid } = payload;
  const idOf = (_: unknown, index: number): string => permissionId(sid, index);
  const permissions = await toRequestItems(context, wishesIn(context, sid), { language, idOf });
  return signWire(
    'CONNECTION_REQUEST',
    {
      iss: clientId,
      aud: payload.iss,
      sid,
      displayName: names[language],
      description: description[language],
      iconURI: context.addresses()?.iconURI ?? clientId,
      ...(permissions.length > 0 && { permissions }),
    },
    signingKey,
    { kid: signingKey.kid },
  );
}
