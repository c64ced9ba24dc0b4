export * from './commands.js';
export { receipt, receiptStream } from './decide/receipt.js';
export { bucket, type AllocationState, type ReceiptState } from './decide/state.js';
export * from './events.js';
export * from './refusals.js';
