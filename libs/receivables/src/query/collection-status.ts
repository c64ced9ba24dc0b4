import { sql } from 'kysely';
import type { Currency, CustomerId } from '#kernel';
import { minorOf, sumMinor, type Snapshot } from '#read-store';
import { collectionStatusOf, dueStatusOf, outstanding } from './derived.js';
import { written } from './standing.js';
import type { CollectionStatus, Db, DueStatus, Viewpoint } from './viewpoint.js';

export interface CollectionStatusTotal {
  readonly currency: Currency;
  readonly collection: readonly {
    readonly status: CollectionStatus;
    readonly instalments: number;
    readonly amount: string;
    readonly outstanding: string;
  }[];
  readonly due: readonly {
    readonly status: DueStatus;
    readonly instalments: number;
    readonly outstanding: string;
  }[];
}

const COLLECTION: readonly CollectionStatus[] = ['open', 'partlyCollected', 'collected', 'uncollectible', 'superseded'];
const DUE: readonly DueStatus[] = ['notDue', 'due', 'overdue', 'closed'];

interface Total {
  readonly currency: string;
  readonly collection_status: CollectionStatus;
  readonly due_status: DueStatus;
  readonly instalments: number;
  readonly amount: bigint;
  readonly outstanding: bigint;
}

/** Sums by both statuses of the instalments of everything that had been raised by the day. */
const totalsOf = async (
  db: Db,
  { customerId, ...view }: Viewpoint & { readonly customerId?: CustomerId },
): Promise<readonly Total[]> => {
  let each = db
    .selectFrom('receivables as r')
    .innerJoin('receivable_instalments as i', (join) =>
      join.onRef('i.tenant', '=', 'r.tenant').onRef('i.receivable_id', '=', 'r.receivable_id'),
    )
    .select([
      'r.currency',
      'i.amount_minor',
      outstanding(view).as('outstanding_minor'),
      collectionStatusOf(view, outstanding(view)).as('collection_status'),
      dueStatusOf(view, outstanding(view)).as('due_status'),
    ])
    .where('r.tenant', '=', view.tenant)
    .where('r.entity', '=', view.entity)
    .where('r.position', '<=', view.knownAt)
    .where('r.raised_on', '<=', view.asOf);
  if (customerId !== undefined) each = each.where('r.customer_id', '=', customerId);
  const rows = await db
    .selectFrom(each.as('each'))
    .select((eb) => ['currency', 'collection_status', 'due_status', eb.fn.countAll<number>().as('instalments')])
    // What was superseded without being settled counts with nothing.
    .select(sumMinor(sql<bigint>`case collection_status when 'superseded' then 0 else amount_minor end`, 'amount'))
    .select(sumMinor('outstanding_minor', 'outstanding'))
    .groupBy(['currency', 'collection_status', 'due_status'])
    .orderBy('currency')
    .execute();
  return rows.map((row) => ({
    ...row,
    amount: minorOf(row, 'amount'),
    outstanding: minorOf(row, 'outstanding'),
  }));
};

const summed = (rows: readonly Total[], of: 'amount' | 'outstanding' | 'instalments'): bigint =>
  rows.reduce((sum, row) => sum + BigInt(row[of]), 0n);

const answerOf = (currency: string, rows: readonly Total[]): CollectionStatusTotal => ({
  currency: currency as Currency,
  collection: COLLECTION.map((status) => ({ status, of: rows.filter((row) => row.collection_status === status) }))
    .filter(({ of }) => of.length > 0)
    .map(({ status, of }) => ({
      status,
      instalments: Number(summed(of, 'instalments')),
      amount: written(summed(of, 'amount'), { currency }),
      outstanding: written(summed(of, 'outstanding'), { currency }),
    })),
  due: DUE.map((status) => ({ status, of: rows.filter((row) => row.due_status === status) }))
    .filter(({ of }) => of.length > 0)
    .map(({ status, of }) => ({
      status,
      instalments: Number(summed(of, 'instalments')),
      outstanding: written(summed(of, 'outstanding'), { currency }),
    })),
});

/** How many instalments stand in which status and what is outstanding on them: a row per currency, and per status that any has. */
export const collectionStatusTotals = async (
  snapshot: Snapshot,
  question: Viewpoint & { readonly customerId?: CustomerId },
): Promise<readonly CollectionStatusTotal[]> => {
  const db: Db = snapshot.db;
  const rows = await totalsOf(db, question);
  return [...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, of]) => answerOf(currency, of));
};
