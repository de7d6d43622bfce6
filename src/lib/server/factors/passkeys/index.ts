export { createPasskeys } from './passkeys.ts';
export type { PasskeysDeps } from './relying-party.ts';
