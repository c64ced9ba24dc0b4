import type { AnyDatabase } from './port.js';

/** What a column or a parameter holds. Whole numbers only: nothing here is ever a fraction. */
export type Value = string | number | bigint | null;

/** A row as the engine gives it, before the numbers are converted. */
export type RawRow = Readonly<Record<string, Value>>;

/** One statement, run once for each list of values; `?` marks a value. */
export interface Statement {
  readonly sql: string;
  readonly runs: readonly (readonly Value[])[];
}

/** Of each run how many rows it changed; and the rows of a statement that gives rows. */
export interface Answer {
  readonly changes: readonly number[];
  readonly rows: readonly RawRow[];
}

/**
 * What a transaction does, one statement after the other, without saying whether the engine waits in between: SQLite
 * runs it in one go, PostgreSQL awaits each statement. What the engine throws for a statement is thrown at its `yield`.
 */
export type Work<T> = Generator<Statement, T, Answer>;

/** The rows of one statement within a transaction. */
export function* rowsOf(sql: string, ...values: readonly Value[]): Work<readonly RawRow[]> {
  return (yield { sql, runs: [values] }).rows;
}

/** The number of rows that one statement changed. */
export function* changesOf(sql: string, ...values: readonly Value[]): Work<number> {
  return (yield { sql, runs: [values] }).changes[0] ?? 0;
}

/** Reads on one moment's rows. */
export interface Reader {
  readonly db: AnyDatabase;
  rows(sql: string, ...values: readonly Value[]): readonly RawRow[] | Promise<readonly RawRow[]>;
}

/** A value or row that the table does not take. Internal: rows.ts says which table. */
export class Constraint extends Error {
  override readonly name = 'Constraint';
}

export type Dialect = 'sqlite' | 'postgres';

/** What differs between SQLite and PostgreSQL. Everything that fails for the machine's sake throws ReadStoreUnavailable. */
export interface Engine {
  readonly dialect: Dialect;
  /** Runs the work in one transaction that alone writes, and commits it; nothing of it stays when it throws. */
  write<T>(work: () => Work<T>): Promise<T>;
  /** Runs a query in one reading transaction. */
  snapshot<T>(query: (reader: Reader) => Promise<T>): Promise<T>;
  /** One read of what is committed now. */
  look(sql: string, ...values: readonly Value[]): Promise<readonly RawRow[]>;
  /** The columns that a table has; none when there is no such table. */
  columnsOf(physicalName: string): Promise<readonly string[]>;
  /** Waits for the queries that run; everything after it throws ReadStoreUnavailable. */
  close(): Promise<void>;
}
