export { createForwardAuth, forwardAuthRefusals } from './forward-auth.ts';
export type { ForwardAuth, Visitor } from './forward-auth.ts';
export { judge } from './judge.ts';
export { Sites } from './site.ts';
export type { Site } from './site.ts';
