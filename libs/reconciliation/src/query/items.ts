import { sql, type RawBuilder } from 'kysely';
import { minorOf, sumMinor, type AnyDatabase } from '#read-store';
import type { Check, Movement, Viewpoint } from './movements.js';

/** What is told of one check at most. */
export const MAX_ITEMS = 500;

/** Both sides of one currency, in minor units. */
export interface Sides {
  readonly currency: string;
  readonly left: bigint;
  readonly right: bigint;
  /** Left less right of what is in flight. */
  readonly inFlight: bigint;
  /** How many items the sides differ on. */
  readonly differing: number;
}

/** What both sides say of one item, when they do not say the same. */
export interface Item {
  readonly documentId: string;
  readonly number: string;
  readonly currency: string;
  readonly left: bigint;
  readonly right: bigint;
  readonly isInFlight: boolean;
  readonly since: string;
}

type Moved = { readonly [Name in keyof Movement]: Movement[Name] };

const counting = (db: AnyDatabase, check: Check, view: Viewpoint) =>
  db
    .selectFrom(sql<Moved>`(${check.movements(view)})`.as('m'))
    .where('m.effective_on', '<=', view.asOf)
    .where('m.position', '<=', view.knownAt);

const sumOf = (of: 'left_minor' | 'right_minor'): RawBuilder<bigint> => sql`cast(sum(m.${sql.ref(of)}) as bigint)`;
const times = (way: number): RawBuilder<number> => sql`count(case when m.way = ${sql.lit(way)} then 1 end)`;

/** On its way: it set out and is not home again, and has not arrived, or has been called back. */
const isInFlight = sql<number>`case
  when ${times(1)} > 0 and ${times(4)} = 0 and (${times(2)} = 0 or ${times(3)} > 0) then 1 else 0 end`;

const perItem = (db: AnyDatabase, check: Check, view: Viewpoint) =>
  counting(db, check, view)
    .select(['m.item', 'm.document_id', 'm.currency', sql<number>`min(m.position)`.as('first')])
    .select([sumOf('left_minor').as('left_minor'), sumOf('right_minor').as('right_minor')])
    .select(isInFlight.as('in_flight'))
    .groupBy(['m.item', 'm.document_id', 'm.currency']);

/** The sums of both sides, a row for each currency that either knows. */
export const sidesOf = async (db: AnyDatabase, check: Check, view: Viewpoint): Promise<readonly Sides[]> => {
  const inFlight = sql<bigint>`case in_flight when 1 then left_minor - right_minor else 0 end`;
  const rows = await db
    .selectFrom(perItem(db, check, view).as('each'))
    .select(['currency', sql<number>`count(case when left_minor <> right_minor then 1 end)`.as('differing')])
    .select([...sumMinor('left_minor', 'left'), ...sumMinor('right_minor', 'right'), ...sumMinor(inFlight, 'inFlight')])
    .groupBy('currency')
    .orderBy('currency')
    .execute();
  return rows.map((row) => ({
    currency: row.currency,
    left: minorOf(row, 'left'),
    right: minorOf(row, 'right'),
    inFlight: minorOf(row, 'inFlight'),
    differing: row.differing,
  }));
};

/** The items on which the sides differ, those in flight last, the oldest first. */
export const itemsOf = async (db: AnyDatabase, check: Check, view: Viewpoint): Promise<readonly Item[]> => {
  const rows = await db
    .selectFrom(perItem(db, check, view).as('each'))
    .selectAll()
    .whereRef('left_minor', '<>', 'right_minor')
    .orderBy('in_flight')
    .orderBy('first')
    .limit(MAX_ITEMS)
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map(({ item }) => item);
  const moves = await counting(db, check, view)
    .select(['m.item', 'm.currency', 'm.effective_on'])
    .select(sql<bigint>`cast(sum(m.left_minor - m.right_minor) as bigint)`.as('difference_minor'))
    .where('m.item', 'in', ids)
    .groupBy(['m.item', 'm.currency', 'm.effective_on'])
    .orderBy('m.effective_on')
    .execute();
  const movesOf = Map.groupBy(moves, ({ item, currency }) => `${item} ${currency}`);
  const numbers = await numbersOf(
    db,
    check,
    view,
    rows.map((row) => row.document_id),
  );
  return rows.map((row) => ({
    documentId: row.document_id,
    number: numbers.get(row.document_id) ?? row.document_id,
    currency: row.currency,
    left: row.left_minor,
    right: row.right_minor,
    isInFlight: row.in_flight === 1,
    since: differsSince(movesOf.get(`${row.item} ${row.currency}`) ?? []),
  }));
};

/** The day from which the sides have differed without a break. */
const differsSince = (
  moves: readonly { readonly effective_on: string; readonly difference_minor: bigint }[],
): string => {
  let [difference, since] = [0n, ''];
  for (const { effective_on, difference_minor } of moves) {
    if (difference === 0n && difference_minor !== 0n) since = effective_on;
    difference += difference_minor;
  }
  return since;
};

const numbersOf = async (
  db: AnyDatabase,
  { documents }: Check,
  { tenant }: Viewpoint,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const rows = await db
    .selectFrom(`${documents}s`)
    .select([`${documents}_id as id`, 'number'])
    .where('tenant', '=', tenant)
    .where(`${documents}_id`, 'in', [...new Set(ids)])
    .execute();
  return new Map((rows as { id: string; number: string }[]).map(({ id, number }) => [id, number]));
};
