import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { CalendarDate, Currency, CustomerId } from '#kernel';
import type { Rows, Snapshot } from '#read-store';
import type { Basis } from '../commands.js';
import type { receivables } from '../project/receivables.js';
import { collectionStatus, fallsDue, hasDueStatus, isDisputed, mayBeOpen, situation } from './derived.js';
import { knownOf } from './known.js';
import { summaryOf, type ReceivableSummary } from './receivable-page.js';
import { standingOn } from './standing.js';
import type { CollectionStatus, Db, DueStatus, ReceivableRow, Situation, Viewpoint } from './viewpoint.js';

export interface ReceivableFilters {
  readonly customerId?: CustomerId;
  readonly number?: string;
  readonly basis?: Basis;
  readonly currency?: Currency;
  readonly situation?: Situation;
  readonly collectionStatus?: CollectionStatus;
  readonly dueStatus?: DueStatus;
  readonly disputed?: boolean;
  readonly raisedFrom?: CalendarDate;
  readonly raisedTo?: CalendarDate;
  /** Some instalment falls due in the period, open or not. */
  readonly dueFrom?: CalendarDate;
  readonly dueTo?: CalendarDate;
}

/** What a list is ordered by; `-` is from the highest down. */
export const RECEIVABLE_SORTS = ['-raisedOn', 'raisedOn', 'number', '-number', 'gross', '-gross'] as const;
export type ReceivableSort = (typeof RECEIVABLE_SORTS)[number];

export interface ReceivableListQuestion extends Viewpoint {
  readonly filters?: ReceivableFilters;
  readonly sort?: ReceivableSort;
  readonly limit: number;
  /** The keys of the last row of the page before. */
  readonly after?: readonly (string | number)[];
}

export interface ReceivableList {
  readonly items: readonly ReceivableSummary[];
  /** The keys of the last row, where more follow. */
  readonly next: readonly (string | number)[] | null;
}

type Query = SelectQueryBuilder<Rows<{ r: typeof receivables }>, 'r', ReceivableRow>;

const ofColumns = (rows: Query, filters: ReceivableFilters): Query => {
  const { customerId, number, basis, currency, raisedFrom, raisedTo } = filters;
  let left = rows;
  if (customerId !== undefined) left = left.where('r.customer_id', '=', customerId);
  if (number !== undefined) left = left.where('r.number', '=', number);
  if (basis !== undefined) left = left.where('r.basis', '=', basis);
  if (currency !== undefined) left = left.where('r.currency', '=', currency);
  if (raisedFrom !== undefined) left = left.where('r.raised_on', '>=', raisedFrom);
  if (raisedTo !== undefined) left = left.where('r.raised_on', '<=', raisedTo);
  return left;
};

const isOpen = ({ collectionStatus: collection, dueStatus }: ReceivableFilters): boolean =>
  collection === 'open' || collection === 'partlyCollected' || (dueStatus !== undefined && dueStatus !== 'closed');

const ofDerived = (rows: Query, filters: ReceivableFilters, clocks: Viewpoint): Query => {
  const { dueFrom, dueTo, disputed } = filters;
  let left = isOpen(filters) ? rows.where(mayBeOpen(clocks)) : rows;
  if (dueFrom !== undefined || dueTo !== undefined) left = left.where(fallsDue(dueFrom, dueTo));
  if (filters.situation !== undefined) left = left.where(situation(clocks), '=', filters.situation);
  if (disputed !== undefined)
    left = left.where(disputed ? isDisputed(clocks) : sql<boolean>`not ${isDisputed(clocks)}`);
  if (filters.collectionStatus !== undefined)
    left = left.where(collectionStatus(clocks), '=', filters.collectionStatus);
  return filters.dueStatus === undefined ? left : left.where(hasDueStatus(clocks, filters.dueStatus));
};

const KEYS = { raisedOn: 'raised_on', number: 'number', gross: 'gross_minor' } as const;

/** Receivables that had been raised by the day, a page at a time, newest first unless asked otherwise. */
export const receivableList = async (snapshot: Snapshot, question: ReceivableListQuestion): Promise<ReceivableList> => {
  const { tenant, entity, asOf, knownAt, filters = {}, sort = '-raisedOn', limit, after } = question;
  const db: Db = snapshot.db;
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const column = KEYS[sort.replace('-', '') as keyof typeof KEYS];
  const all: Query = db
    .selectFrom('receivables as r')
    .selectAll('r')
    .where('r.tenant', '=', tenant)
    .where('r.entity', '=', entity)
    .where('r.position', '<=', knownAt)
    .where('r.raised_on', '<=', asOf);
  let rows = ofDerived(ofColumns(all, filters), filters, question);
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
    items: known.map((each) => summaryOf(each.receivable, standingOn(each, asOf))),
    next: last ? [typeof last[column] === 'bigint' ? String(last[column]) : last[column], last.position] : null,
  };
};

const behind = (
  column: (typeof KEYS)[keyof typeof KEYS],
  direction: 'asc' | 'desc',
  [value = '', position = 0]: readonly (string | number)[],
): RawBuilder<boolean> => {
  const key = column === 'gross_minor' ? BigInt(value) : value;
  return sql`(${sql.ref(`r.${column}`)}, r.position) ${sql.raw(direction === 'desc' ? '<' : '>')} (${key}, ${position})`;
};
