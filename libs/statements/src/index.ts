export { accountsModel } from './project/accounts.js';
export * from './query/account.js';
export * from './query/ageing.js';
export * from './query/statement.js';
