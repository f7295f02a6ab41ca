import Type from 'typebox';

/** Version 4 and others alike; old peers write lower case. */
const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

export const wireId: Type.TString = Type.String({ pattern: uuidPattern, description: 'UUID, lower case' });

/**
 * A data domain is the clientId of the service whose data it is: compared, never fetched. Without dot segments, encoded
 * separators, spaces and control characters, so that it stays harmless wherever somebody makes a path of it.
 */
export const domain: Type.TString = Type.String({
  pattern: '^https?://(?!.*/\\.{1,2}(/|$))(?!.*%(2[eEfF]|5[cC]|00))[!-\\[\\]-~]+$',
  maxLength: 255,
  description: 'Domain: clientId (URL) of the service whose data it is',
});

/** A name within a domain: no separators, no control or direction characters, not a dot segment. */
export const area: Type.TString = Type.String({
  pattern:
    '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff/\\\\]{1,128}$',
  description: 'Area: named part of the data of a domain',
});

/** What one side shows to the other: URLs and short texts. */
export const shortText: Type.TString = Type.String({ minLength: 1, maxLength: 2_000 });

export const webAddress: Type.TString = Type.String({
  pattern: '^https?://[!-~]+$',
  maxLength: 1_000,
  description: 'URL',
});

/** Who asks or answers what within one sign-in; chosen by the service. */
export const sessionId: Type.TString = Type.String({ minLength: 1, maxLength: 255, description: 'Session id' });

export const compactJws: Type.TString = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 1024 * 1024,
  description: 'JWS in compact serialization (RFC 7515)',
});

export const seconds: Type.TInteger = Type.Integer({
  minimum: 0,
  maximum: 253_402_300_799,
  description: 'Seconds since 1970 (RFC 7519)',
});

const base64url = '^[A-Za-z0-9_-]+$';

export const base64urlText: Type.TString = Type.String({ pattern: base64url, description: 'base64url' });

export const keyId: Type.TString = Type.String({ pattern: '^[!-~]{1,1000}$', description: 'Key id' });
