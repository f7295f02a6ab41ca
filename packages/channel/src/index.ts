export type {
  Channel,
  ChannelHandlers,
  ConnectionState,
  EncryptionState,
  IncomingEvent,
  Invitation,
  OwnDevice,
  Session,
  Trust,
} from './channel-types.ts';
export type {
  DeviceVerification,
  VerificationEmoji,
  VerificationEnd,
  VerificationState,
} from './device-verification.ts';
export type { DeviceVerifications } from './device-verifications.ts';
export type { Pusher } from './pushers.ts';
export { openChannel } from './matrix-channel.ts';
export { sessionEnded } from './matrix-errors.ts';
export { signInWithPassword, signInWithToken, signOut, ssoUrl } from './session.ts';
export { type ChannelStore, deleteBrowserStore, openBrowserStore } from './store.ts';
