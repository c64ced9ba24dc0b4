import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CalendarDate, Currency, CustomerId, EntityId, Position, Tenant } from '#kernel';
import type { RowOf, Rows, Snapshot } from '#read-store';
import type { customerDetails, customers, DetailKind } from '../project/customers.js';

/** Whose book, which day, and what was known. */
interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

export interface TermsAnswer {
  readonly netDays: number;
  readonly endOfMonth: boolean;
  readonly discount: { readonly percent: string; readonly days: number } | null;
}

export interface CustomerAnswer {
  readonly id: CustomerId;
  readonly code: string;
  readonly name: string;
  readonly currency: Currency | null;
  readonly terms: TermsAnswer | null;
  readonly situation: 'active' | 'held';
  readonly revision: number;
}

type Db = Kysely<Rows<{ customers: typeof customers; customer_details: typeof customerDetails }>>;
type Customer = RowOf<typeof customers>;
type Detail = RowOf<typeof customerDetails>;

const termsOf = ({ net_days, end_of_month, discount_percent, discount_days }: Detail): TermsAnswer | null =>
  net_days === null
    ? null
    : {
        netDays: net_days,
        endOfMonth: end_of_month === 1,
        discount:
          discount_percent === null || discount_days === null
            ? null
            : { percent: discount_percent, days: discount_days },
      };

/**
 * A customer as known then: a correction of the name says what was always so, terms and holds count from their day on,
 * and what was agreed at registration counts on every day.
 */
const answerOf = (customer: Customer, details: readonly Detail[], asOf: CalendarDate): CustomerAnswer => {
  const counting = details.filter(({ kind, effective_on }) => kind === 'registered' || effective_on <= asOf);
  const last = (rows: readonly Detail[], ...kinds: readonly DetailKind[]): Detail | undefined =>
    rows.findLast(({ kind }) => kinds.includes(kind as DetailKind));
  const terms = last(counting, 'registered', 'terms');
  return {
    id: customer.customer_id as CustomerId,
    code: customer.code,
    name: last(details, 'registered', 'named')?.name ?? customer.code,
    currency: customer.currency as Currency | null,
    terms: terms ? termsOf(terms) : null,
    situation: last(counting, 'held', 'released')?.kind === 'held' ? 'held' : 'active',
    revision: details.at(-1)?.revision ?? 0,
  };
};

const answersOf = async (
  db: Db,
  rows: readonly Customer[],
  { tenant, asOf, knownAt }: Pick<Viewpoint, 'tenant' | 'asOf' | 'knownAt'>,
): Promise<readonly CustomerAnswer[]> => {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.customer_id);
  const details = await db
    .selectFrom('customer_details')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('customer_id', 'in', ids)
    .where('position', '<=', knownAt)
    .orderBy('customer_id')
    .orderBy('revision')
    .execute();
  const byCustomer = Map.groupBy(details, (row) => row.customer_id);
  return rows.map((row) => answerOf(row, byCustomer.get(row.customer_id) ?? [], asOf));
};

/** One customer; nothing if none was known under this id. */
export const customerPage = async (
  snapshot: Snapshot,
  { id, ...view }: Omit<Viewpoint, 'entity'> & { readonly id: CustomerId },
): Promise<CustomerAnswer | undefined> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('customers')
    .selectAll()
    .where('tenant', '=', view.tenant)
    .where('customer_id', '=', id)
    .where('position', '<=', view.knownAt)
    .execute();
  return (await answersOf(db, rows, view))[0];
};

/** The names to stand beside ids, as known then. */
export const customerNames = async (
  snapshot: Snapshot,
  { tenant, ids, knownAt }: Pick<Viewpoint, 'tenant' | 'knownAt'> & { readonly ids: readonly CustomerId[] },
): Promise<ReadonlyMap<CustomerId, { readonly code: string; readonly name: string }>> => {
  if (ids.length === 0) return new Map();
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('customers as c')
    .select(['c.customer_id', 'c.code', lastName('name', knownAt).as('name')])
    .where('c.tenant', '=', tenant)
    .where('c.customer_id', 'in', [...new Set(ids)])
    .where('c.position', '<=', knownAt)
    .execute();
  return new Map(rows.map(({ customer_id, code, name }) => [customer_id as CustomerId, { code, name }]));
};

/** SQL: the name of customer `c` as known then, as it is written or in small letters. */
const lastName = (column: 'name' | 'search', knownAt: Position): RawBuilder<string> =>
  sql`(select d.${sql.ref(column)} from ${sql.table('customer_details')} as d
    where d.tenant = c.tenant and d.customer_id = c.customer_id and d.position <= ${knownAt} and d.name is not null
    order by d.revision desc limit 1)`;

/** SQL: whether customer `c` is held, as `held` or anything else. */
const lastHold = ({ asOf, knownAt }: Viewpoint): RawBuilder<string> =>
  sql`coalesce((select d.kind from ${sql.table('customer_details')} as d
    where d.tenant = c.tenant and d.customer_id = c.customer_id and d.position <= ${knownAt}
      and d.effective_on <= ${asOf} and d.kind in ('held', 'released')
    order by d.revision desc limit 1), 'released')`;

export const CUSTOMER_SORTS = ['newest', 'code', 'name'] as const;

export interface CustomerListQuestion extends Viewpoint {
  readonly code?: string;
  /** A part of the code or of the name, in letters of any size. */
  readonly search?: string;
  readonly situation?: CustomerAnswer['situation'];
  readonly sort?: (typeof CUSTOMER_SORTS)[number];
  readonly limit: number;
  /** The keys of the last row of the page before. */
  readonly after?: readonly (string | number)[];
}

export interface CustomerList {
  readonly items: readonly CustomerAnswer[];
  /** The keys of the last row, where more follow. */
  readonly next: readonly (string | number)[] | null;
}

const containing = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** Customers a page at a time, newest first unless asked otherwise. */
export const customerList = async (snapshot: Snapshot, question: CustomerListQuestion): Promise<CustomerList> => {
  const { tenant, entity, knownAt, code, search, situation, sort = 'newest', limit, after } = question;
  const db: Db = snapshot.db;
  const keys: Readonly<Record<typeof sort, RawBuilder<string | number>>> = {
    newest: sql`c.position`,
    code: sql`c.code`,
    name: lastName('search', knownAt),
  };
  const key = keys[sort];
  const direction = sort === 'newest' ? 'desc' : 'asc';
  let rows = db
    .selectFrom('customers as c')
    .selectAll('c')
    .select(key.as('sort_key'))
    .where('c.tenant', '=', tenant)
    .where('c.entity', '=', entity)
    .where('c.position', '<=', knownAt);
  if (code !== undefined) rows = rows.where('c.code', '=', code);
  if (search !== undefined) {
    const pattern = containing(search);
    rows = rows.where(
      sql<boolean>`(c.code_search like ${pattern} escape '\\' or ${lastName('search', knownAt)} like ${pattern} escape '\\')`,
    );
  }
  if (situation !== undefined) rows = rows.where(lastHold(question), situation === 'held' ? '=' : '<>', 'held');
  if (after) {
    const behind = sql.raw(direction === 'desc' ? '<' : '>');
    rows = rows.where(sql<boolean>`(${key}, c.position) ${behind} (${after[0]}, ${after[1]})`);
  }
  const found = await rows
    .orderBy(key, direction)
    .orderBy('c.position', direction)
    .limit(limit + 1)
    .execute();
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return { items: await answersOf(db, page, question), next: last ? [last.sort_key, last.position] : null };
};
