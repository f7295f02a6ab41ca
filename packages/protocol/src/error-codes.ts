/**
 * Every error code of Posthorn with the sentence that says when it happens. One line per code, by part; `docs/errors.md` is made
 * from it. A code never changes its meaning and is never used again for something else.
 */
export const errorCodes = {
  // protocol
  'access-log-broken': 'An entry of the access log is missing or was changed.',
  'block-malformed': 'A message or signed payload does not have the form that its schema asks for.',
  'block-too-deep': 'A message or signed payload is nested deeper than the limit.',
  'block-too-large': 'A message, a text or a list in it is larger than the limit.',
  'directory-message-expired': 'A directory message is older than its expiry, or dated in the future.',
  'directory-message-misaddressed': 'A directory message is meant for another directory.',
  'document-malformed':
    'A sealed data document, an entry of it or its signed statement does not have the form it must have.',
  'document-misplaced':
    'The data in a document was signed for another domain, area, person or writer than where it lies.',
  'document-not-for-key': 'A data document has no entry for the key that it was to be opened with.',
  'document-sealed-otherwise':
    'A data document names a key and does not open with it: it is damaged or was sealed otherwise.',
  'document-too-large': 'A data document is larger than 700 KiB when sealed, or has more than 64 readers.',
  'json-not-canonical':
    'A value has no canonical JSON form: a lone surrogate, a number that is not finite, or no JSON at all.',
  'key-invalid': 'A key is of no kind that is taken there, or its kid does not go with its RFC 7638 thumbprint.',
  'message-expired': 'A message to or from the data operator is expired, dated in the future, or valid for too long.',
  'message-misaddressed': 'A message to or from the data operator is meant for somebody else.',
  'receipt-invalid': 'A receipt is not signed by the agency, or speaks of other answers, attachments or ids.',
  'signature-invalid': 'A signed message has a wrong signature, algorithm, type or header.',
  // service-definition
  'service-invalid': 'A service file has mistakes; the details list each with file, line, path and mend.',
  // channel
  'channel-stopped': 'The channel was used after it had been stopped.',
  'encryption-already-set-up': 'Keys were to be made for an account that has keys already.',
  'file-gone': 'The homeserver does not have an uploaded file any more.',
  'own-identity-replaced':
    'The keys in the vault do not belong to the Matrix identity that the homeserver shows for this person.',
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
  // operator
  'account-mismatch':
    'A device signed with a key that is not one of the account, or speaks of a connection that is not its own.',
  'account-taken': 'An account id is in use, or was, with another key.',
  'account-unknown': 'The operator knows no account of this id.',
  'address-unknown': 'The operator has nothing at this address.',
  'agency-key-mismatch':
    'An agency is registered with another key than the one that signed; only the first key may change it.',
  'agency-not-admitted': 'The key of a new agency is not on the list of keys that the directory admits.',
  'agency-unknown': 'The directory has no agency of this name.',
  'body-too-large': 'The body of a request is larger than 1 MiB.',
  'credentials-unreadable':
    'The sealed credentials of a personal data store do not open: another secret, another account, or damaged.',
  'media-type-unsupported': 'The body of a request has a content type that the operator does not take.',
  'connection-taken':
    'A connection id is in use already, or the account is connected with the service under another id.',
  'consent-missing': 'The person has not agreed to what a service asks for, or not any more.',
  'recipients-not-agreed': 'A document is encrypted to keys that the person has not agreed to, or not to the person.',
  'service-key-mismatch': 'A service is registered with another key than the one that signed.',
  'service-origin-mismatch': 'A service names addresses that do not belong to its clientId.',
  'consent-not-possible': 'What is asked for does not fit the state of a permission; docs/consent.md has the table.',
  'document-lost': 'A document that the records name is missing in its store.',
  'basis-not-consent': 'A permission on another lawful basis than consent was to be withdrawn by a click.',
  'message-outdated': 'The operator has a message of the same sender that is as new or newer.',
  'message-replayed': 'A signed message was accepted before; each is taken once.',
  'message-type-unknown': 'The operator does not know the type of a signed message.',
  'no-agency-responsible': 'No agency offers a service in a region.',
  'operator-failed': 'The operator failed to answer; its log names the request.',
  'operator-unavailable': 'The operator cannot reach its database.',
  'region-taken': 'Another agency holds the very same region for a service.',
  'request-invalid': 'A request to the operator has a missing or malformed part.',
  'service-not-responsible': 'An agency publishes a service that names no region for it.',
  'service-version-taken': 'This version of a service is published already, with other content.',
  'store-address-refused': 'A personal data store has an address that is not public, or not encrypted.',
  'store-copy-differs': 'A personal data store gives back something else than was copied into it.',
  'store-full': 'A personal data store has no space left.',
  'store-options-invalid':
    'The provider of a personal data store is unknown, or one of its options is wrong or missing.',
  'store-refused': 'A personal data store does not accept the credentials or settings that the person gave.',
  'store-unreachable': 'A personal data store cannot be reached, or takes too long.',
  'too-many-requests': 'An address has sent more requests than the operator takes in a minute.',
  // citizen
  'agency-key-changed': 'The directory names another key for an agency than the one pinned at first use.',
  'answer-invalid': 'An answer to a question is none of its choices, or more than one where one is asked for.',
  'answers-invalid': 'A draft cannot be submitted: answers are missing or wrong.',
  'attachment-field-unknown': 'A file was attached to a place in the answers where the form has no file field.',
  'document-invalid': 'A sealed document is damaged, or was exchanged for another one.',
  'document-request-unknown': 'A document was sent for a request that the agency has not made in this case.',
  'event-not-encrypted': 'A message came without encryption; it is shown, but nothing is done because of it.',
  'file-empty': 'An attached file has no content.',
  'file-name-invalid': 'An attached file has no name, a name that is too long, or control characters in its name.',
  'file-type-not-allowed': 'An attached file is of a type that is not taken there, or not of the type it claims to be.',
  'message-not-sent': 'A message could not be sent for an unforeseen reason.',
  'question-unknown': 'An answer was given to a question that the agency has not asked in this case.',
  'receipt-missing': 'The agency has not confirmed the application yet.',
  'sender-not-allowed': 'A message says what only the other side of a case may say.',
  'sender-not-proven': 'A message was read with a key out of the key backup, which proves nothing about its sender.',
  'sign-in-needed': 'The device has no session, and no login token was given.',
  'signature-misplaced': 'A signed message belongs to another case, agency or application.',
  'store-write-failed': 'The store of a device could not be written: the disk is full, or a quota is used up.',
  'text-empty': 'A message without text was to be sent.',
  'vault-missing': 'The account has sealed documents, but its vault is gone from the homeserver.',
  // stack
  'disk-full': 'There is no space left on the disk for data or logs.',
  'homeserver-refused': 'The homeserver refused a request that the stack or a test made of it.',
  'part-crashed': 'A part of the stack ended by itself or did not become ready.',
  'port-taken': 'A port that a part of the stack listens on is used by another program.',
  'set-up-missing': 'Something that the set-up brings in is not there: the Python environment, a package, a browser.',
  'sign-in-failed': 'The walk through the sign-in at the eID did not end with a login token.',
  // agency
  'address-needed': 'The agency has no web address, so no device and no browser can reach it.',
  'application-invalid': 'An application does not fit its service; the refusal lists the reasons.',
  'case-closed': 'The case is closed; nothing more can be done in it.',
  'case-unknown': 'There is no case with this id.',
  'case-withdrawn': 'The person has withdrawn the application; what the agency waited for does not come any more.',
  'config-invalid':
    'A configuration file or a setting in the environment has mistakes; the details list each with its path and mend.',
  'connection-unknown': 'There is no connection with this id, or it has not been attested yet.',
  'data-invalid': 'Data breaks the JSON Schema that was promised for it, or that its reader expects.',
  'directory-refused': 'The directory refused a message of the agency.',
  'directory-unreachable': 'The directory cannot be reached at the moment.',
  'handler-changed': 'The code of a handler does not do the steps any more that it did before the restart.',
  'handler-failed': 'A handler has failed as often as it may; its case is parked.',
  'message-invalid':
    'What the agency wants to say does not fit into a message: a text too long, an unknown template or step.',
  'operator-refused': 'The operator refused a message for a reason that this version does not know.',
  'operator-unreachable': 'The operator cannot be reached at the moment.',
  'own-keys-lost': 'The agency has keys at the homeserver, but its storage folder does not hold the secret to them.',
  'stored-file-missing': 'A file of a case is missing in the storage folder of the agency.',
  'service-unknown': 'The agency does not offer this service.',
} as const;

/** A stable error code. */
export type ErrorCode = keyof typeof errorCodes;
