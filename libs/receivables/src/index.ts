export * from './commands.js';
export { receivable, receivableStream } from './decide/receivable.js';
export { totalOutstanding, type Raised, type ReceivableState } from './decide/state.js';
export * from './events.js';
export * from './refusals.js';
export * from './handle/ports.js';
export * from './handle/receivable.js';
export * from './wire.js';
