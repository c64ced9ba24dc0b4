import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { NewerFormat } from '#event-log';
import type { Answer, Engine, RawRow, Reader, Statement, Value, Work } from '../engine.js';
import { ExactNumbers } from '../exact-numbers.js';
import { LIMITS } from '../limits.js';
import { ReadStoreUnavailable, type AnyDatabase } from '../port.js';
import { Connection } from './connection.js';
import { meaningOf } from './faults.js';

export interface SqliteFile {
  readonly path: string;
  /** NORMAL where rows can be derived again, FULL where they cannot. */
  readonly synchronous: 'NORMAL' | 'FULL';
  /** The tables that this version makes, and their number: a file with a higher one was written by a newer version. */
  readonly schema: readonly string[];
  readonly layout: number;
  readonly readers: number;
}

class SqliteReader implements Reader {
  readonly db: AnyDatabase;

  constructor(private readonly connection: Connection) {
    this.db = new Kysely({
      dialect: new SqliteDialect({ database: connection }),
      plugins: [new ExactNumbers()],
    });
  }

  rows(sql: string, ...values: readonly Value[]): readonly RawRow[] {
    return this.connection.rows(sql, ...values);
  }

  begin(): void {
    this.connection.prepare('BEGIN').changes([]);
  }

  end(): void {
    if (this.connection.database.isTransaction) this.connection.prepare('COMMIT').changes([]);
  }

  close(): void {
    this.connection.close();
  }
}

const prepareFile = (database: DatabaseSync, { path, schema, layout, synchronous }: SqliteFile): void => {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > layout) throw new NewerFormat(`${path} has layout ${found}; this version of Daybook knows ${layout}`);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
  database.exec(`PRAGMA wal_autocheckpoint = ${LIMITS.walPages}; PRAGMA cache_size = -${LIMITS.writerCache}`);
  if (found < layout)
    database.exec(['BEGIN IMMEDIATE', ...schema, `PRAGMA user_version = ${layout}`, 'COMMIT'].join(';'));
};

const openReader = (path: string): SqliteReader => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: LIMITS.lock });
  database.exec(`PRAGMA cache_size = -${LIMITS.readerCache}; PRAGMA temp_store = MEMORY`);
  return new SqliteReader(new Connection(database));
};

/** One SQLite file: a connection that writes, and a few that read beside it, each on the moment its query began. */
export class SqliteEngine implements Engine {
  readonly dialect = 'sqlite';
  private readonly free: SqliteReader[];
  private readonly waiting: { take: (reader: SqliteReader) => void; refuse: (error: Error) => void }[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private closed = false;

  private constructor(
    private readonly writer: Connection,
    readers: readonly SqliteReader[],
  ) {
    this.free = [...readers];
  }

  /** Opens or makes the file. Throws NewerFormat, or SQLite's own error when the file cannot be opened. */
  static open(file: SqliteFile): SqliteEngine {
    const database = new DatabaseSync(file.path, { timeout: LIMITS.lock });
    const readers: SqliteReader[] = [];
    try {
      prepareFile(database, file);
      for (let reader = 0; reader < file.readers; reader += 1) readers.push(openReader(file.path));
      return new SqliteEngine(new Connection(database), readers);
    } catch (error) {
      for (const reader of readers) reader.close();
      database.close();
      throw error;
    }
  }

  async write<T>(work: () => Work<T>): Promise<T> {
    this.assertOpen();
    try {
      this.writer.prepare('BEGIN IMMEDIATE').changes([]);
      const result = this.drive(work());
      this.writer.prepare('COMMIT').changes([]);
      return result;
    } catch (error) {
      if (this.writer.database.isTransaction) this.writer.prepare('ROLLBACK').changes([]);
      throw meaningOf(error);
    }
  }

  private drive<T>(work: Work<T>): T {
    let step = work.next();
    while (!step.done) {
      let answer: Answer;
      try {
        answer = this.answer(step.value);
      } catch (error) {
        step = work.throw(meaningOf(error));
        continue;
      }
      step = work.next(answer);
    }
    return step.value;
  }

  private answer({ sql, runs }: Statement): Answer {
    const prepared = this.writer.prepare(sql);
    return prepared.reader
      ? { changes: [], rows: runs.flatMap((values) => prepared.rows(values)) }
      : { changes: runs.map((values) => prepared.changes(values)), rows: [] };
  }

  async snapshot<T>(query: (reader: Reader) => Promise<T>): Promise<T> {
    this.assertOpen();
    const reader = this.free.pop() ?? (await this.nextFree());
    const answer = this.onSnapshot(reader, query);
    this.running.add(answer);
    try {
      return await answer;
    } finally {
      this.running.delete(answer);
    }
  }

  private async onSnapshot<T>(reader: SqliteReader, query: (reader: Reader) => Promise<T>): Promise<T> {
    try {
      reader.begin();
      return await query(reader);
    } catch (error) {
      throw meaningOf(error);
    } finally {
      reader.end();
      this.release(reader);
    }
  }

  private nextFree(): Promise<SqliteReader> {
    if (this.waiting.length >= LIMITS.waitingReads)
      return Promise.reject(new ReadStoreUnavailable(`more than ${LIMITS.waitingReads} queries wait`));
    return new Promise((take, refuse) => this.waiting.push({ take, refuse }));
  }

  private release(reader: SqliteReader): void {
    const next = this.waiting.shift();
    if (next) next.take(reader);
    else if (this.closed) reader.close();
    else this.free.push(reader);
  }

  async look(sql: string, ...values: readonly Value[]): Promise<readonly RawRow[]> {
    this.assertOpen();
    try {
      return this.writer.rows(sql, ...values);
    } catch (error) {
      throw meaningOf(error);
    }
  }

  async columnsOf(physicalName: string): Promise<readonly string[]> {
    const rows = await this.look('SELECT name FROM pragma_table_info(?) ORDER BY cid', physicalName);
    return rows.map(({ name }) => String(name));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const { refuse } of this.waiting.splice(0)) refuse(new ReadStoreUnavailable('the read store is closed'));
    await Promise.allSettled(this.running);
    for (const reader of this.free.splice(0)) reader.close();
    this.writer.close();
  }

  private assertOpen(): void {
    if (this.closed) throw new ReadStoreUnavailable('the read store is closed');
  }
}
