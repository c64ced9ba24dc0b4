export * from './decide/customer.js';
export * from './events.js';
export * from './handle/customer.js';
export * from './query/customers.js';
export * from './wire.js';
export { customersModel } from './project/customers.js';
