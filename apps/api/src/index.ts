export { ApiModule, type Parts } from './api.module.js';
export { GROUP, type Book } from './book.js';
export { Bulk, MAX_COMMANDS } from './bulk/bulk.js';
export { Collections } from './commanding/collections.js';
export { Commanding } from './commanding/commanding.js';
export { openApi } from './openapi.js';
export { createServer } from './server.js';
export type { Stage } from './status/controller.js';
