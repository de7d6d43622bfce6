export { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from './gcm.ts';
export {
	fingerprintOf,
	formatMasterKey,
	isWeakKey,
	newMasterKey,
	parseMasterKey
} from './master-key.ts';
export type { MasterKey } from './master-key.ts';
export { createSealer } from './sealer.ts';
export type { Sealer, SealingContext } from './sealer.ts';
export { SealingError } from './sealing-error.ts';
