import type { ErrorCode } from '../error-codes.ts';
import type { WireType } from './messages.ts';

const ofConnection: ErrorCode[] = ['connection-unknown'];
const ofStore: ErrorCode[] = ['store-unreachable', 'store-refused', 'store-full'];
const ofData: ErrorCode[] = [...ofConnection, 'consent-missing', ...ofStore];
const ofDocuments: ErrorCode[] = ['recipients-not-agreed', 'document-changed', ...ofStore];
const ofAgreement: ErrorCode[] = ['service-unknown', 'account-mismatch'];

/** What a sender may be answered, by message: for people who write programs. `common` may meet any message. */
export const wireErrors: {
  readonly common: readonly ErrorCode[];
  readonly special: { readonly [T in WireType]?: readonly ErrorCode[] };
} = {
  common: [
    'block-malformed',
    'block-too-deep',
    'block-too-large',
    'body-too-large',
    'media-type-unsupported',
    'message-type-unknown',
    'signature-invalid',
    'key-invalid',
    'message-misaddressed',
    'message-expired',
    'message-replayed',
    'account-unknown',
    'account-mismatch',
    'service-unknown',
    'service-key-mismatch',
    'too-many-requests',
    'operator-unavailable',
    'operator-failed',
  ],
  special: {
    SERVICE_REGISTRATION: [
      'service-origin-mismatch',
      'key-not-allowed',
      'key-unreachable',
      'agency-not-admitted',
      'message-outdated',
    ],
    ACCOUNT_REGISTRATION: ['account-taken', 'store-options-invalid', 'store-address-refused', ...ofStore],
    CONNECTION_RESPONSE: [...ofAgreement, 'connection-taken', 'consent-not-possible', 'recipients-not-agreed'],
    CONNECTION_READ_REQUEST: ofConnection,
    LOGIN_RESPONSE: [...ofAgreement, ...ofConnection],
    DATA_READ_REQUEST: ofData,
    DATA_WRITE: [...ofData, 'recipients-not-agreed'],
    RECIPIENTS_READ_REQUEST: [...ofConnection, ...ofStore],
    RECIPIENTS_WRITE: [...ofConnection, ...ofDocuments],
    PERMISSION_REQUEST: [...ofConnection, 'consent-not-possible'],
    DELETE_CONSENT: [...ofConnection, 'consent-not-possible', 'basis-not-consent'],
    DISCLOSURE_DELAY: [...ofConnection, 'delay-not-allowed'],
    ACCOUNT_MOVE: ['store-options-invalid', 'store-address-refused', ...ofStore],
    DOCUMENT_READ_REQUEST: ofStore,
    DOCUMENT_WRITE: ofDocuments,
  },
};
