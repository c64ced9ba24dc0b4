import { sql, type RawBuilder } from 'kysely';
import type { CustomerId } from '#kernel';
import { minorOf, sumMinor, type Snapshot } from '#read-store';
import { wasKnown, type Db, type Viewpoint } from './viewpoint.js';

/** A part of what is owed, by the day it is due: `before` is not of it. */
export interface DueBetween {
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}

/** What is owed, planned and disputed in one currency, of one customer or of all. */
export interface OpenTotal {
  readonly customerId: CustomerId | null;
  readonly currency: string;
  /** Receivables with something owed on them. */
  readonly open: number;
  readonly owed: bigint;
  readonly planned: bigint;
  readonly disputed: bigint;
  /** In the order asked. */
  readonly parts: readonly bigint[];
}

export interface OpenQuestion extends Viewpoint {
  readonly customerId?: CustomerId;
  readonly byCustomer?: boolean;
  readonly parts: readonly DueBetween[];
}

const within = ({ from = '', before }: DueBetween): RawBuilder<bigint> => {
  const isBefore = before === undefined ? sql`` : sql` and m.due_on < ${before}`;
  return sql`case when m.due_on >= ${from}${isBefore} then m.owed_minor else 0 end`;
};

/**
 * Receivables raised by the day that may have anything open on it, or on an earlier one: what was closed by then, as
 * known then, has not. When all is known, an index finds them.
 */
export const candidates = (
  snapshot: Snapshot,
  {
    tenant,
    entity,
    asOf,
    knownAt,
    customerId,
    openOn = asOf,
  }: Omit<OpenQuestion, 'parts'> & { readonly openOn?: string },
) => {
  const db: Db = snapshot.db;
  let rows = db
    .selectFrom('account_receivables as r')
    .select(['r.receivable_id', 'r.currency', 'r.customer_id', 'r.number'])
    .where('r.tenant', '=', tenant)
    .where('r.entity', '=', entity)
    .where('r.raised_on', '<=', asOf)
    .where('r.position', '<=', knownAt);
  rows =
    knownAt >= snapshot.position
      ? rows.where('r.closed_on', '>', openOn)
      : rows.where((eb) => eb.or([eb('r.closed_on', '>', openOn), eb('r.closed_at', '>', knownAt)]));
  return customerId === undefined ? rows : rows.where('r.customer_id', '=', customerId);
};

/**
 * Sums per receivable first, because what counts as open and as disputed is decided there. A cross join keeps the order:
 * the few receivables first, then their movements.
 */
const perReceivable = (snapshot: Snapshot, question: OpenQuestion) =>
  (snapshot.db as Db)
    .selectFrom(candidates(snapshot, question).as('c'))
    .crossJoin('account_owed as m')
    .select(['c.currency', 'c.customer_id'])
    .select([sumOf('m.owed_minor').as('owed_minor'), sumOf('m.planned_minor').as('planned_minor')])
    .select(sumOf('m.disputed_minor').as('disputed_minor'))
    .select(question.parts.map((part, index) => sumOf(within(part)).as(`part${index}_minor`)))
    .where('m.tenant', '=', question.tenant)
    .whereRef('m.receivable_id', '=', 'c.receivable_id')
    .where('m.effective_on', '<=', question.asOf)
    .where(wasKnown(snapshot, 'm.position', question.knownAt))
    .groupBy(['c.receivable_id', 'c.currency', 'c.customer_id']);

/** Of one receivable: its gross fits 64 bits, so does every sum of it. */
const sumOf = (of: string | RawBuilder<bigint>): RawBuilder<bigint> =>
  sql`cast(sum(${typeof of === 'string' ? sql.ref(of) : of}) as bigint)`;

/** What is open, per currency, or per customer and currency. */
export const openTotals = async (snapshot: Snapshot, question: OpenQuestion): Promise<readonly OpenTotal[]> => {
  const db: Db = snapshot.db;
  const names = question.parts.map((_, index) => `part${index}`);
  const disputed = sql<bigint>`case when disputed_minor < owed_minor then disputed_minor else owed_minor end`;
  const customer = question.byCustomer ? sql<string | null>`customer_id` : sql<string | null>`null`;
  const rows = await db
    .selectFrom(perReceivable(snapshot, question).as('each'))
    .select(['currency', customer.as('customer'), sql<number>`count(case when owed_minor > 0 then 1 end)`.as('open')])
    .select([...sumMinor('owed_minor', 'owed'), ...sumMinor('planned_minor', 'planned')])
    .select(sumMinor(disputed, 'disputed'))
    .select(names.flatMap((name) => sumMinor(sql<bigint>`${sql.ref(`${name}_minor`)}`, name)))
    .groupBy(question.byCustomer ? ['currency', 'customer_id'] : ['currency'])
    .execute();
  return rows.map((row) => ({
    customerId: row.customer as CustomerId | null,
    currency: row.currency,
    open: row.open,
    owed: minorOf(row, 'owed'),
    planned: minorOf(row, 'planned'),
    disputed: minorOf(row, 'disputed'),
    parts: names.map((name) => minorOf(row as never, name)),
  }));
};

/** Money of identified customers that is not on an instalment. */
export interface MoneyTotal {
  readonly customerId: CustomerId | null;
  readonly currency: string;
  readonly unapplied: bigint;
  readonly inFlight: bigint;
}

/** The money on one customer's account, or on each customer's, per currency. */
export const moneyTotals = async (
  snapshot: Snapshot,
  { tenant, entity, asOf, knownAt, customerId }: Omit<OpenQuestion, 'parts'>,
): Promise<readonly MoneyTotal[]> => {
  const db: Db = snapshot.db;
  let rows = db
    .selectFrom('account_money')
    .select(['customer_id', 'currency'])
    .select([...sumMinor('unapplied_minor', 'unapplied'), ...sumMinor('in_flight_minor', 'inFlight')])
    .where('tenant', '=', tenant)
    .where('entity', '=', entity)
    .where('effective_on', '<=', asOf)
    .where(wasKnown(snapshot, 'position', knownAt));
  if (customerId !== undefined) rows = rows.where('customer_id', '=', customerId);
  const found = await rows.groupBy(['customer_id', 'currency']).execute();
  return found.map((row) => ({
    customerId: row.customer_id as CustomerId,
    currency: row.currency,
    unapplied: minorOf(row, 'unapplied'),
    inFlight: minorOf(row, 'inFlight'),
  }));
};

/**
 * The unapplied money of all customers, per currency. One currency after the other: then an index leads past the days
 * after the one asked, and grouping costs nothing.
 */
export const unappliedTotals = async (
  snapshot: Snapshot,
  { tenant, entity, asOf, knownAt }: Viewpoint,
): Promise<readonly MoneyTotal[]> => {
  const db: Db = snapshot.db;
  const ofEntity = db.selectFrom('account_money').where('tenant', '=', tenant).where('entity', '=', entity);
  const totals: MoneyTotal[] = [];
  for (let currency = ''; ;) {
    const next = await ofEntity
      .select('currency')
      .where('currency', '>', currency)
      .orderBy('currency')
      .limit(1)
      .executeTakeFirst();
    if (!next) return totals;
    ({ currency } = next);
    const sum = await ofEntity
      .select(sumMinor('unapplied_minor', 'unapplied'))
      .where('currency', '=', currency)
      .where('effective_on', '<=', asOf)
      .where(wasKnown(snapshot, 'position', knownAt))
      .executeTakeFirstOrThrow();
    totals.push({ customerId: null, currency, unapplied: minorOf(sum, 'unapplied'), inFlight: 0n });
  }
};
