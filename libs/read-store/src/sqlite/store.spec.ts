import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from '@jest/globals';
import { NewerFormat } from '#event-log';
import { temporaryFolder } from '#testing';
import { LIMITS } from '../limits.js';
import { ReadStoreUnavailable } from '../port.js';
import { Connection } from './connection.js';
import { SqliteReadStore } from './store.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the file of the read store', () => {
  it('of a newer version is refused', async () => {
    const path = folder.file('newer.db');
    await (await SqliteReadStore.open(path)).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const refused = await SqliteReadStore.open(path).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NewerFormat);
    expect((refused as Error).message).toMatch(/newer\.db has layout 99; this version of Daybook knows 1$/);
  });

  it('that is none is refused by SQLite', async () => {
    const path = folder.file('none.db');
    writeFileSync(path, 'x'.repeat(10_000));
    await expect(SqliteReadStore.open(path)).rejects.toThrow('file is not a database');
  });

  it('is written ahead, and without waiting for the disk', async () => {
    const path = folder.file('modes.db');
    const store = await SqliteReadStore.open(path);
    expect(await store.read('g', async ({ db }) => db.selectFrom('pragma_journal_mode').selectAll().execute())).toEqual(
      [{ journal_mode: 'wal' }],
    );
    await store.close();
  });
});

describe('queries', () => {
  it('more than may wait are refused at once', async () => {
    const store = await SqliteReadStore.open(folder.file('many.db'));
    const gate = Promise.withResolvers<undefined>();
    const most = LIMITS.readers + LIMITS.waitingReads;
    const waiting = Array.from({ length: most }, () => store.read('g', () => gate.promise));
    await expect(store.read('g', () => gate.promise)).rejects.toThrow(ReadStoreUnavailable);
    gate.resolve(undefined);
    expect(await Promise.all(waiting)).toHaveLength(most);
    await store.close();
  });

  it('that run when the store is closed come to their end, those that wait do not begin', async () => {
    const store = await SqliteReadStore.open(folder.file('closing.db'));
    const gate = Promise.withResolvers<string>();
    const running = Array.from({ length: LIMITS.readers }, () => store.read('g', () => gate.promise));
    const waiting = expect(store.read('g', () => gate.promise)).rejects.toThrow(ReadStoreUnavailable);
    const closed = store.close();
    gate.resolve('answer');
    expect(await Promise.all(running)).toEqual(running.map(() => 'answer'));
    await waiting;
    await closed;
  });
});

describe('a connection', () => {
  it('keeps its prepared statements, as many as allowed', () => {
    const connection = new Connection(new DatabaseSync(':memory:'));
    const first = connection.prepare('SELECT 0');
    expect(connection.prepare('SELECT 0')).toBe(first);
    for (let other = 1; other < LIMITS.statements; other += 1) connection.prepare(`SELECT ${other}`);
    expect(connection.prepare('SELECT 0')).toBe(first);
    connection.prepare('SELECT -1');
    connection.prepare('SELECT -2');
    expect(connection.prepare('SELECT 0')).toBe(first);
    for (let other = 1; other <= LIMITS.statements; other += 1) connection.prepare(`SELECT ${other} + 1`);
    expect(connection.prepare('SELECT 0')).not.toBe(first);
    connection.close();
  });

  it('gives whole numbers as bigints and takes no others', () => {
    const connection = new Connection(new DatabaseSync(':memory:'));
    const half = connection.prepare('SELECT ? / 2 AS half');
    expect(half.all([5])).toEqual([{ half: 2n }]);
    expect(half.all([10n ** 18n])).toEqual([{ half: 5n * 10n ** 17n }]);
    expect(() => half.all([0.5])).toThrow('0.5 is not a whole number below 2^53');
    connection.close();
  });

  it('goes on with an iteration while the same statement runs again', () => {
    const connection = new Connection(new DatabaseSync(':memory:'));
    const numbers = connection.prepare('SELECT value FROM json_each(?)');
    const iteration = numbers.iterate(['[1,2,3]']);
    expect(iteration.next().value).toEqual({ value: 1n });
    expect(numbers.all(['[7]'])).toEqual([{ value: 7n }]);
    expect([...iteration]).toEqual([{ value: 2n }, { value: 3n }]);
    connection.close();
  });
});
