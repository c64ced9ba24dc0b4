export * from './commands.js';
export * from './events.js';
export * from './handle/ports.js';
export * from './handle/receivable.js';
export * from './query/collection-status.js';
export * from './query/open-instalments.js';
export * from './query/receivable-list.js';
export * from './refusals.js';
export * from './wire.js';
export {
  idOfReceivableNumber,
  receivablePage,
  type InstalmentAnswer,
  type ReceivableAnswer,
  type ReceivableSummary,
} from './query/receivable-page.js';
export { receivable, receivableStream } from './decide/receivable.js';
export { receivablesModel } from './project/receivables.js';
export { totalOutstanding, type Raised, type ReceivableState } from './decide/state.js';
