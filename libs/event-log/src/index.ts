export * from './codec.js';
export * from './documents.js';
export * from './handle.js';
export * from './limits.js';
export * from './meta.js';
export * from './port.js';
export { type CommandSpan, type Folded } from './folded.js';
export { NewerFormat, SqliteEventLog } from './sqlite/log.js';
