export * from './decide/customer.js';
export * from './events.js';
export * from './handle/customer.js';
export * from './wire.js';
