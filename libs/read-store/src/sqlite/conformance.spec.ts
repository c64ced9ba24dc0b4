import { afterAll } from '@jest/globals';
import { temporaryFolder } from '#testing';
import { readStoreConformance } from '../conformance.js';
import { SqliteReadStore } from './store.js';

const folder = temporaryFolder();
let places = 0;

readStoreConformance('SQLite', () => {
  const file = folder.file(`${(places += 1)}.db`);
  return { open: () => SqliteReadStore.open(file) };
});

afterAll(() => folder.remove());
