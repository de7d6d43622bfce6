export { CODE_TRIES, lastUsed, MOST_PHONES, parseCode, phoneOfCode, questionHash } from './code.ts';
export { drawPicture } from './picture.ts';
