import { afterAll } from '@jest/globals';
import { temporaryFolder } from '#testing';
import { eventLogConformance } from '../conformance.js';
import { SqliteEventLog } from './log.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

eventLogConformance('the log on SQLite', () => SqliteEventLog.open(folder.file('log.db')), { tellsRepeats: true });
