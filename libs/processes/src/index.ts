export * from './react.js';
export * from './reactor.js';
