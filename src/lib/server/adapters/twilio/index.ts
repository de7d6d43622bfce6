export { createTwilio } from './twilio.ts';
