export { AUDIT_CODES } from './event.ts';
export type { AuditCode, AuditEvent, NewAuditEvent } from './event.ts';
export type { AuditLog } from './ports.ts';
