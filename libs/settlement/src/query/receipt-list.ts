import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { CalendarDate, Currency, CustomerId, ReceiptId } from '#kernel';
import type { Rows, Snapshot } from '#read-store';
import type { receipts } from '../project/receipts.js';
import { knownOf } from './known.js';
import { summaryOf, type ReceiptSummary } from './receipt-page.js';
import type { Db, ReceiptRow, Situation, Viewpoint } from './viewpoint.js';

export interface ReceiptFilters {
  readonly customerId?: CustomerId;
  /** Whether the payer was not known. */
  readonly unidentified?: boolean;
  readonly number?: string;
  readonly currency?: Currency;
  readonly instrument?: ReceiptSummary['instrument'];
  readonly situation?: Situation;
  readonly bookedFrom?: CalendarDate;
  readonly bookedTo?: CalendarDate;
}

/** What a list is ordered by; `-` is from the highest down. */
export const RECEIPT_SORTS = ['-bookedOn', 'bookedOn', 'number', '-number', 'amount', '-amount'] as const;
export type ReceiptSort = (typeof RECEIPT_SORTS)[number];

export interface ReceiptListQuestion extends Viewpoint {
  readonly filters?: ReceiptFilters;
  readonly sort?: ReceiptSort;
  readonly limit: number;
  /** The keys of the last row of the page before. */
  readonly after?: readonly (string | number)[];
}

export interface ReceiptList {
  readonly items: readonly ReceiptSummary[];
  /** The keys of the last row, where more follow. */
  readonly next: readonly (string | number)[] | null;
}

type Query = SelectQueryBuilder<Rows<{ r: typeof receipts }>, 'r', ReceiptRow>;

/** SQL: the situation of receipt `r`, from its facts. */
const situationOf = ({ asOf, knownAt }: Viewpoint): RawBuilder<Situation> => sql`coalesce((
  select f.kind from ${sql.table('receipt_facts')} as f
  where f.tenant = r.tenant and f.receipt_id = r.receipt_id and f.position <= ${knownAt} and f.effective_on <= ${asOf}
    and f.kind in ('registered', 'confirmed', 'cleared', 'reversed')
  order by f.position desc limit 1), 'registered')`;

const filtered = (rows: Query, filters: ReceiptFilters, view: Viewpoint): Query => {
  const { customerId, unidentified, number, currency, instrument, situation, bookedFrom, bookedTo } = filters;
  const payerKnown = sql<boolean>`(r.identified_at is not null and r.identified_at <= ${view.knownAt})`;
  let left = rows;
  if (customerId !== undefined) left = left.where('r.customer_id', '=', customerId).where(payerKnown);
  if (unidentified !== undefined) left = left.where(unidentified ? sql<boolean>`not ${payerKnown}` : payerKnown);
  if (number !== undefined) left = left.where('r.number', '=', number);
  if (currency !== undefined) left = left.where('r.currency', '=', currency);
  if (instrument !== undefined) left = left.where('r.instrument', '=', instrument);
  if (bookedFrom !== undefined) left = left.where('r.booked_on', '>=', bookedFrom);
  if (bookedTo !== undefined) left = left.where('r.booked_on', '<=', bookedTo);
  return situation === undefined ? left : left.where(situationOf(view), '=', situation);
};

const KEYS = { bookedOn: 'booked_on', number: 'number', amount: 'amount_minor' } as const;
type Key = (typeof KEYS)[keyof typeof KEYS];

/** Receipts that were booked by the day, a page at a time, newest first unless asked otherwise. */
export const receiptList = async (snapshot: Snapshot, question: ReceiptListQuestion): Promise<ReceiptList> => {
  const { tenant, entity, asOf, knownAt, filters = {}, sort = '-bookedOn', limit, after } = question;
  const db: Db = snapshot.db;
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = KEYS[sort.replace('-', '') as keyof typeof KEYS];
  const all: Query = db
    .selectFrom('receipts as r')
    .selectAll('r')
    .where('r.tenant', '=', tenant)
    .where('r.entity', '=', entity)
    .where('r.position', '<=', knownAt)
    .where('r.booked_on', '<=', asOf);
  let rows = filtered(all, filters, question);
  if (after) rows = rows.where(behind(column, direction, after));
  const found = await rows
    .orderBy(`r.${column}`, direction)
    .orderBy('r.position', direction)
    .limit(limit + 1)
    .execute();
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const known = await knownOf(db, page, question);
  return {
    items: known.map((each) => summaryOf(each, asOf, knownAt)),
    next: last ? [typeof last[column] === 'bigint' ? String(last[column]) : last[column], last.position] : null,
  };
};

const behind = (
  column: Key,
  direction: 'asc' | 'desc',
  [value = '', position = 0]: readonly (string | number)[],
): RawBuilder<boolean> => {
  const key = column === 'amount_minor' ? BigInt(value) : value;
  return sql`(${sql.ref(`r.${column}`)}, r.position) ${sql.raw(direction === 'desc' ? '<' : '>')} (${key}, ${position})`;
};

/** The receipt that has a number; of several lives the last one. */
export const idOfReceiptNumber = async (
  snapshot: Snapshot,
  {
    tenant,
    entity,
    number,
    knownAt = snapshot.position,
  }: Pick<Viewpoint, 'tenant' | 'entity'> & { readonly number: string; readonly knownAt?: Viewpoint['knownAt'] },
): Promise<ReceiptId | undefined> => {
  const db: Db = snapshot.db;
  const row = await db
    .selectFrom('receipts')
    .select('receipt_id')
    .where('tenant', '=', tenant)
    .where('entity', '=', entity)
    .where('number', '=', number)
    .where('position', '<=', knownAt)
    .orderBy('life', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.receipt_id as ReceiptId | undefined;
};

/** The numbers to stand beside the ids of receipts. */
export const receiptNumbers = async (
  snapshot: Snapshot,
  { tenant, ids }: Pick<Viewpoint, 'tenant'> & { readonly ids: readonly ReceiptId[] },
): Promise<ReadonlyMap<ReceiptId, string>> => {
  if (ids.length === 0) return new Map();
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('receipts')
    .select(['receipt_id', 'number'])
    .where('tenant', '=', tenant)
    .where('receipt_id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ receipt_id, number }) => [receipt_id as ReceiptId, number]));
};
