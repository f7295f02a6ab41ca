/**
 * Every error code of Posthorn with the sentence that says when it happens. One line per code, by part; `docs/errors.md` is made
 * from it. A code never changes its meaning and is never used again for something else.
 */
export const errorCodes = {
  // protocol
  'block-malformed': 'A message or signed payload does not have the form that its schema asks for.',
  'block-too-deep': 'A message or signed payload is nested deeper than the limit.',
  'block-too-large': 'A message, a text or a list in it is larger than the limit.',
  'directory-message-expired': 'A directory message is older than its expiry, or dated in the future.',
  'directory-message-misaddressed':
    'A directory message is meant for another directory, or signed by another key than expected.',
  'json-not-canonical':
    'A value has no canonical JSON form: a lone surrogate, a number that is not finite, or no JSON at all.',
  'key-invalid': 'A key is not a P-256 key for ES256 signatures, or its kid is not its RFC 7638 thumbprint.',
  'receipt-invalid': 'A receipt is not signed by the agency, or speaks of other answers, attachments or ids.',
  'signature-invalid': 'A signed message has a wrong signature, algorithm, type or header.',
  // service-definition
  'service-invalid': 'A service file has mistakes; the details list each with file, line, path and mend.',
  // channel
  'channel-stopped': 'The channel was used after it had been stopped.',
  'encryption-already-set-up': 'Keys were to be made for an account that has keys already.',
  'file-gone': 'The homeserver does not have an uploaded file any more.',
  'own-identity-replaced': 'The keys in the vault do not belong to the Matrix identity that the homeserver shows for this person.',
  'recovery-needed': 'This device does not hold the keys of the account yet.',
  'room-not-encrypted': 'A room is not encrypted, so nothing is sent into it.',
  'room-unknown': 'The account is not in the room that a message was meant for.',
  'session-ended': 'The homeserver does not know the session any more.',
  'store-in-use': 'Another process has the store of a device open.',
  'store-key-wrong': 'A store was opened with another key than the one it was sealed with.',
  'file-corrupt': 'A downloaded file does not have the hash that its sender gave.',
  'file-too-large': 'A file is larger than allowed.',
  'homeserver-unreachable': 'The homeserver cannot be reached at the moment.',
  'identity-changed': 'The Matrix identity (master key) of the other side has changed since it was attested.',
  'identity-unknown': 'The other side has no Matrix identity (no cross-signing keys).',
  'identity-untrusted': 'The Matrix identity of the other side has not been attested yet.',
  'message-too-large': 'A message does not fit into one Matrix event.',
  'recovery-secret-wrong': 'The recovery secret is not the one of this account.',
  // citizen
  'agency-key-changed': 'The directory names another key for an agency than the one pinned at first use.',
  // stack
  'disk-full': 'There is no space left on the disk for data or logs.',
  'homeserver-refused': 'The homeserver refused a request that the stack or a test made of it.',
  'part-crashed': 'A part of the stack ended by itself or did not become ready.',
  'port-taken': 'A port that a part of the stack listens on is used by another program.',
  'set-up-missing': 'Something that the set-up brings in is not there: the Python environment, a package, a browser.',
  'sign-in-failed': 'The walk through the sign-in at the eID did not end with a login token.',
} as const;

/** A stable error code. */
export type ErrorCode = keyof typeof errorCodes;
