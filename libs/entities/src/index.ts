export * from './decide/open.js';
export * from './decide/series.js';
export * from './events.js';
