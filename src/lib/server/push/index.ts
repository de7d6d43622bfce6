export type { Subscription } from './encryption.ts';
export type { Delivery, PushCarrier, PushKeyStore } from './ports.ts';
export { createPush } from './push.ts';
export type { Push, Pushed } from './push.ts';
export { SubscriptionData } from './subscription.ts';
