export { openBrowserStore } from './browser-store.ts';
export { Case, type CaseAgency } from './case.ts';
export type { CaseEvent, CaseEventOf, EventBase, EventContent, EventProblem } from './case-event.ts';
export type { SearchHit } from './case-search.ts';
export type { Deadline } from './case-model.ts';
export type { Change } from './changes.ts';
export type { Connection } from './connection.ts';
export type { AccessView } from './data/access-log.ts';
export type { Decision } from './data/decision.ts';
export type { Confirmed, DeletionWarning } from './data/deletion.ts';
export type { LoginRequest, ServiceView } from './data/login-request.ts';
export type { ConnectionView, DataOverview, DocumentView } from './data/overview.ts';
export type { PermissionTerms, PermissionView, RequestedPermission } from './data/permission-view.ts';
export { PersonData } from './data/person-data.ts';
export type { OpenedDocument, WriterView } from './data/read-data.ts';
export type { DataRequest } from './data/requests.ts';
export type { MoveProgress } from './data/store-move.ts';
export type { Unsent } from './desk.ts';
export type { SignOutOutcome } from './device.ts';
export { Draft } from './draft.ts';
export type { SavedDraft } from './drafts.ts';
export { checkFile, type FileLimits, type NewFile } from './file-check.ts';
export type { Notifications, NotificationSetting, NotificationTarget } from './notifications.ts';
export type { Outcome } from './outbox.ts';
export { Person, type PersonState } from './person.ts';
export type { NewRecoveryLock, RecoveryLock } from './recovery-locks.ts';
export { verifyReceiptProof, type ProvenReceipt, type ReceiptProof } from './receipt-proof.ts';
export type { FoundService, FoundServices, Service, ServiceKey } from './service.ts';
export { hasSession, signIn, signInUrl, type SignedIn, type SignInOptions } from './sign-in.ts';
export type { CitizenStore } from './store.ts';
export type { OwnAttachment, Progress } from './uploads.ts';
export type {
  DeviceVerification,
  OwnDevice,
  VerificationEmoji,
  VerificationEnd,
  VerificationState,
} from '@posthorn/channel';
export { verifyReceipt } from '@posthorn/protocol';
