export * from './decide/customer.js';
export * from './events.js';
