export * from './commands.js';
export { receipt, receiptStream } from './decide/receipt.js';
export { bucket, type AllocationState, type ReceiptState } from './decide/state.js';
export * from './events.js';
export * from './refusals.js';
export * from './handle/ports.js';
export * from './handle/receipt.js';
export * from './process.js';
export * from './wire.js';
