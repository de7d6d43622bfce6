export { ArrivalGiven } from '#lib/server/factors/phones/index.ts';
export { createErrands } from './errands.ts';
export { createLinks } from './links.ts';
export { createPhoneService } from './phones.ts';
export type { Phones } from './phones.ts';
export { createPushes } from './pushes.ts';
export { AnswerGiven } from './requests.ts';
