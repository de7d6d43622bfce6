export { changeKeyFile, loadOrCreateKeyFile, watchKeyFile } from './key-file.ts';
