export { AUDIT_CODES } from './event.ts';
export type { AuditCode, AuditEvent, NewAuditEvent } from './event.ts';
export type { AuditLog } from './ports.ts';
export { createRecord } from './record.ts';
export type { Happening, Record } from './record.ts';
