export * from './query/reconcile.js';
