import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import type { RawRow, Value } from '../engine.js';
import { LIMITS } from '../limits.js';

/** `node:sqlite` binds a number as a real, and 5.0 / 2 is 2.5: whole numbers are bound as integers, others never. */
const bound = (value: unknown): SQLInputValue => {
  if (typeof value !== 'number') return value as SQLInputValue;
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is not a whole number below 2^53`);
  return BigInt(value);
};

/** A prepared statement, as Kysely asks for it and as the store itself uses it. */
class Prepared implements SqliteStatement {
  readonly reader: boolean;

  constructor(
    private readonly statement: StatementSync,
    private readonly again: () => StatementSync,
  ) {
    statement.setReadBigInts(true);
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.statement.all(...parameters.map(bound));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.statement.run(...parameters.map(bound));
  }

  /** A statement of its own, because the kept one starts anew when it is run again before the iteration has ended. */
  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    const own = this.again();
    own.setReadBigInts(true);
    return own.iterate(...parameters.map(bound));
  }

  rows(values: readonly Value[]): readonly RawRow[] {
    return this.statement.all(...values) as RawRow[];
  }

  changes(values: readonly Value[]): number {
    return Number(this.statement.run(...values).changes);
  }
}

/** One connection of `node:sqlite` that keeps its prepared statements: preparing costs more than most runs. */
export class Connection implements SqliteDatabase {
  private readonly kept = new Map<string, Prepared>();

  constructor(readonly database: DatabaseSync) {}

  prepare(sql: string): Prepared {
    const known = this.kept.get(sql);
    if (known) {
      this.kept.delete(sql);
      this.kept.set(sql, known);
      return known;
    }
    const prepare = (): StatementSync => this.database.prepare(sql);
    const prepared = new Prepared(prepare(), prepare);
    this.kept.set(sql, prepared);
    if (this.kept.size > LIMITS.statements) {
      const oldest = this.kept.keys().next();
      if (!oldest.done) this.kept.delete(oldest.value);
    }
    return prepared;
  }

  rows(sql: string, ...values: readonly Value[]): readonly RawRow[] {
    return this.prepare(sql).rows(values);
  }

  close(): void {
    this.kept.clear();
    this.database.close();
  }
}
