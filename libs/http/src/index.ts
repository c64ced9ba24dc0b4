export * from './call.js';
export * from './canonical.js';
export * from './cursor.js';
export * from './problem.js';
export * from './token.js';
