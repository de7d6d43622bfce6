export { createOpenId } from './openid.ts';
export type { OpenId, Visit } from './openid.ts';
