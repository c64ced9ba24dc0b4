export * from './folders.js';
export * from './given.js';
