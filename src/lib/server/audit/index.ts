export { announced } from './announced.ts';
export type { OnRecorded } from './announced.ts';
export { AUDIT_CODES } from './event.ts';
export type { AuditCode, AuditEvent, NewAuditEvent } from './event.ts';
export type { AuditLog } from './ports.ts';
export { createRecord } from './record.ts';
export type { Record } from './record.ts';
