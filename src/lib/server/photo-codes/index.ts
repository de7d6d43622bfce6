export { CODE_TRIES, MOST_PHONES, parseCode, phoneOfCode } from './code.ts';
export { drawPicture } from './picture.ts';
