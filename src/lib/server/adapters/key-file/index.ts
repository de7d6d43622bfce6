export { loadOrCreateKeyFile } from './key-file.ts';
