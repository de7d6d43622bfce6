export { createTotp } from './totp.ts';
export type { TotpDeps } from './totp.ts';
