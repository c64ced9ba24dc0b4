export * from './decide/open.js';
export * from './decide/series.js';
export * from './events.js';
export * from './handle/entity.js';
export * from './handle/numbers.js';
export * from './query/entities.js';
export * from './wire.js';
export { entitiesModel } from './project/entities.js';
