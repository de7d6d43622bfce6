export { createBackchannelSignIn } from './backchannel-sign-in.ts';
export type { BackchannelSignIn } from './backchannel-sign-in.ts';
export { createPings } from './pings.ts';
export type { SendPing } from './pings.ts';
export { bindingFault } from './question.ts';
