import { sql, type Kysely, type RawBuilder } from 'kysely';
import {
  addDays,
  daysBetween,
  formatAmount,
  money,
  type CalendarDate,
  type Currency,
  type EntityId,
  type Position,
  type Tenant,
} from '#kernel';
import type { Rows, Snapshot } from '#read-store';
import type { accountMoney, accountOwed, accountReceipts, accountReceivables } from '../project/tables.js';

/** Whose book, which day, and what was known: an answer is what a replay cut at both would give. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

export type Db = Kysely<
  Rows<{
    account_receivables: typeof accountReceivables;
    account_owed: typeof accountOwed;
    account_receipts: typeof accountReceipts;
    account_money: typeof accountMoney;
  }>
>;

/** The decimal text of minor units. */
export const written = (minor: bigint, currency: string): string => formatAmount(money(minor, currency as Currency));

const FIRST = '1900-01-01' as CalendarDate;

/** The day so many days before; a day before all others where the calendar of the book does not reach. */
export const daysBefore = (day: CalendarDate, days: number): CalendarDate =>
  days <= daysBetween(FIRST, day) ? addDays(day, -days) : ('' as CalendarDate);

/**
 * SQL: whether a movement was known; all that the snapshot holds was, unless the question is about an earlier position.
 * The `+ 0` keeps the engine from walking the whole history in the order of the log, which the key of these rows invites
 * it to, instead of going by customer or receivable.
 */
export const wasKnown = (snapshot: Snapshot, column: string, knownAt: Position): RawBuilder<boolean> =>
  knownAt >= snapshot.position ? sql`1 = 1` : sql`${sql.ref(column)} + 0 <= ${knownAt}`;
