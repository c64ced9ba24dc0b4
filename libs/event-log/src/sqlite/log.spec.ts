import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { revision } from '#kernel';
import { temporaryFolder } from '#testing';
import { LogUnavailable, START } from '../port.js';
import { collect, idsOf, newStream, specimens, stand } from '../specimens/sealed.js';
import { NewerFormat, SqliteEventLog } from './log.js';

/** A log on a file of its own, and a second connection to that file, as another program would have it. */
const open = async () => {
  const folder = temporaryFolder();
  const path = folder.file('log.db');
  const log = await SqliteEventLog.open(path);
  const besides = new DatabaseSync(path, { timeout: 5_000 });
  return {
    log,
    path,
    besides,
    [Symbol.asyncDispose]: async () => {
      besides.close();
      await log.close();
      folder.remove();
    },
  };
};

/** Makes the insert of an event fail from some position on, as a full disk does in the middle of a commit. */
const fullFrom = (position: number): string =>
  `CREATE TRIGGER disk_full BEFORE INSERT ON events WHEN NEW.position >= ${position} BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`;

describe('the file', () => {
  it('is made when it is not there, and its layout is marked', async () => {
    await using book = await open();
    expect(book.besides.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(book.besides.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect((await book.log.head()).position).toBe(0);
  });

  it('of a newer layout is refused and left as it is', async () => {
    using folder = temporaryFolder();
    const path = folder.file('newer.db');
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 2; CREATE TABLE of_tomorrow (x)');
    await expect(SqliteEventLog.open(path)).rejects.toBeInstanceOf(NewerFormat);
    expect(newer.prepare('SELECT name FROM sqlite_master').all()).toEqual([{ name: 'of_tomorrow' }]);
    newer.close();
  });

  it('that is no database, or cannot be made, is refused', async () => {
    using folder = temporaryFolder();
    await expect(SqliteEventLog.open(folder.path)).rejects.toThrow();
    await expect(SqliteEventLog.open(folder.file('no/such/folder/log.db'))).rejects.toThrow();
  });
});

describe('a commit that fails', () => {
  it('acknowledges nothing and leaves nothing; the next one works', async () => {
    await using book = await open();
    await stand(book.log, 2);
    const head = await book.log.head();
    book.besides.exec(fullFrom(4));
    const appends = Array.from({ length: 8 }, () => stand(book.log, 2));
    for (const append of await Promise.allSettled(appends)) {
      if (append.status === 'fulfilled') throw new Error('acknowledged on a full disk');
      expect(append.reason).toBeInstanceOf(LogUnavailable);
      expect(String(append.reason)).toContain('disk is full');
    }
    expect(await book.log.head()).toEqual(head);
    expect(book.besides.prepare('SELECT count(*) AS streams FROM streams').get()).toEqual({ streams: 1 });
    book.besides.exec('DROP TRIGGER disk_full');
    expect((await stand(book.log, 2)).map(({ position }) => position)).toEqual([3, 4]);
  });

  it('can be tried again with the same events', async () => {
    await using book = await open();
    const stream = newStream();
    const mine = specimens(stream, 3);
    book.besides.exec(fullFrom(2));
    await expect(book.log.append(stream, 'noStream', mine)).rejects.toBeInstanceOf(LogUnavailable);
    book.besides.exec('DROP TRIGGER disk_full');
    expect((await book.log.append(stream, 'noStream', mine)).outcome).toBe('appended');
    expect(idsOf(await book.log.readStream(stream, revision(0), 10))).toEqual(idsOf(mine));
  });

  it('because the tables are gone acknowledges nothing either, and reading finds no empty book', async () => {
    await using book = await open();
    await stand(book.log, 1);
    book.besides.exec('ALTER TABLE events RENAME TO gone');
    await expect(stand(book.log, 1)).rejects.toBeInstanceOf(LogUnavailable);
    await expect(book.log.readAll(START, 10)).rejects.toBeInstanceOf(LogUnavailable);
    await expect(book.log.head()).rejects.toBeInstanceOf(LogUnavailable);
    book.besides.exec('ALTER TABLE gone RENAME TO events');
    expect((await stand(book.log, 1)).map(({ position }) => position)).toEqual([2]);
  });
});

const kill = (log: SqliteEventLog): Promise<number> => (log as unknown as { worker: Worker }).worker.terminate();

describe('a writer that dies', () => {
  /** Two events for each of many new streams. */
  const orders = () =>
    Array.from({ length: 60 }, () => {
      const stream = newStream();
      return { stream, events: specimens(stream, 2) };
    });

  it('leaves no append waiting, takes no more, and stops its followers', async () => {
    await using book = await open();
    const stopped = expect(collect(book.log, START, Infinity)).rejects.toBeInstanceOf(LogUnavailable);
    const answers = orders().map(async ({ stream, events }) => ({
      stream,
      answer: await book.log.append(stream, 'noStream', events).catch((error: unknown) => error),
    }));
    await kill(book.log);
    for (const { stream, answer } of await Promise.all(answers)) {
      if (answer instanceof LogUnavailable) continue;
      expect(answer).toMatchObject({ outcome: 'appended' });
      expect(await book.log.readStream(stream, revision(0), 10)).toHaveLength(2);
    }
    await stopped;
    await expect(stand(book.log, 1)).rejects.toBeInstanceOf(LogUnavailable);
  });

  it('can be replaced by opening the log again: repeating every append leaves each event there once', async () => {
    await using book = await open();
    const asked = orders();
    const first = Promise.allSettled(asked.map(({ stream, events }) => book.log.append(stream, 'noStream', events)));
    await kill(book.log);
    await first;
    const again = await SqliteEventLog.open(book.path);
    for (const { stream, events } of asked) {
      expect((await again.append(stream, 'noStream', events)).outcome).not.toBe('conflict');
      expect(idsOf(await again.readStream(stream, revision(0), 10))).toEqual(idsOf(events));
    }
    expect((await again.head()).position).toBe(2 * asked.length);
    await again.close();
  });

  it('can be closed like any other', async () => {
    await using book = await open();
    await kill(book.log);
    await book.log.close();
    await expect(book.log.head()).rejects.toBeInstanceOf(LogUnavailable);
  });
});

describe('a follower that waits', () => {
  it('leaves nothing behind when it looks in vain, and finds what another process wrote', async () => {
    await using book = await open();
    const other = await SqliteEventLog.open(book.path);
    const followers = Array.from({ length: 20 }, () => collect(book.log, START, 2));
    await stand(other, 1);
    // Only a look after a wait finds it, so that every follower has waited before the next one is written.
    await collect(book.log, START, 1);
    await stand(other, 1);
    for (const follower of followers) expect(await follower).toHaveLength(2);
    expect((book.log as unknown as { idle: Set<unknown> }).idle.size).toBe(0);
    await other.close();
  });
});
