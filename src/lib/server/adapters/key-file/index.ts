export { changeKeyFile, loadOrCreateKeyFile, readKeyFile, watchKeyFile } from './key-file.ts';
