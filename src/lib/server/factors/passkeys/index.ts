export { createPasskeys } from './passkeys.ts';
export type { PasskeysDeps } from './deps.ts';
