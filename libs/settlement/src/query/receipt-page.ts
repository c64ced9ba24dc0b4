import {
  formatAmount,
  money,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type EntityId,
  type Rate,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import type { Snapshot } from '#read-store';
import { BUCKETS, type Bucket, type INSTRUMENTS } from '../events.js';
import type { FactKind } from '../project/receipts.js';
import { allocationsOf, knownOf, type Known } from './known.js';
import type { AllocationRow, Db, FactRow, ReceiptRow, Situation, Viewpoint } from './viewpoint.js';

/** An amount with no currency beside it. */
export interface MoneyAnswer {
  readonly amount: string;
  readonly currency: Currency;
}

/** What a list tells of a receipt. */
export interface ReceiptSummary {
  readonly id: ReceiptId;
  readonly number: string;
  readonly customerId: CustomerId | null;
  readonly currency: Currency;
  readonly amount: MoneyAnswer;
  readonly instrument: (typeof INSTRUMENTS)[number];
  readonly bookedOn: CalendarDate;
  readonly valueOn: CalendarDate;
  readonly bankRate?: Rate;
  readonly situation: Situation;
  readonly revision: number;
  /** Where the money is; before the booking it is nowhere. */
  readonly buckets: Readonly<Record<Bucket, string>>;
}

export interface AllocationAnswer {
  readonly id: AllocationId;
  readonly receivableId: ReceivableId;
  readonly receivableNumber: string;
  readonly instalment: number;
  /** In the instalment's currency. */
  readonly amount: MoneyAnswer;
  readonly receiptAmount: MoneyAnswer;
  /** The day since which the money is where it is. */
  readonly on: CalendarDate;
  readonly state: 'inFlight' | 'applied' | 'declined' | 'returned';
  /** Why it was declined. */
  readonly reason?: string;
}

export interface ReceiptAnswer extends ReceiptSummary {
  readonly entityId: EntityId;
  readonly allocations: readonly AllocationAnswer[];
}

const written = (minor: bigint, currency: string): string => formatAmount(money(minor, currency as Currency));

const moneyAnswer = (minor: bigint, currency: string): MoneyAnswer => ({
  amount: written(minor, currency),
  currency: currency as Currency,
});

const bucketsOf = (facts: readonly FactRow[]): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  const add = (bucket: string | null, minor: bigint): unknown =>
    bucket !== null && sums.set(bucket, (sums.get(bucket) ?? 0n) + minor);
  for (const { from_bucket, to_bucket, amount_minor } of facts) {
    add(from_bucket, -amount_minor);
    add(to_bucket, amount_minor);
  }
  return sums;
};

const SITUATIONS: readonly string[] = ['registered', 'confirmed', 'cleared', 'reversed'] satisfies FactKind[];

export const summaryOf = ({ receipt: row, facts }: Known, asOf: CalendarDate, knownAt: number): ReceiptSummary => {
  const counting = facts.filter((fact) => fact.effective_on <= asOf);
  const sums = bucketsOf(counting);
  const situation = counting.findLast(({ kind }) => SITUATIONS.includes(kind))?.kind ?? 'registered';
  return {
    id: row.receipt_id as ReceiptId,
    number: row.number,
    customerId: payerOf(row, knownAt),
    currency: row.currency as Currency,
    amount: moneyAnswer(row.amount_minor, row.currency),
    instrument: row.instrument as ReceiptSummary['instrument'],
    bookedOn: row.booked_on as CalendarDate,
    valueOn: row.value_on as CalendarDate,
    ...(row.bank_rate !== null && { bankRate: row.bank_rate as Rate }),
    situation: situation as Situation,
    revision: facts.at(-1)?.revision ?? 0,
    buckets: Object.fromEntries(
      BUCKETS.map((bucket) => [bucket, written(sums.get(bucket) ?? 0n, row.currency)]),
    ) as Record<Bucket, string>,
  };
};

const payerOf = ({ customer_id, identified_at }: ReceiptRow, knownAt: number): CustomerId | null =>
  identified_at !== null && identified_at <= knownAt ? (customer_id as CustomerId) : null;

const stateOf = (fact: FactRow): AllocationAnswer['state'] => {
  if (fact.kind === 'returned') return fact.reason === null ? 'returned' : 'declined';
  return fact.kind === 'applied' ? 'applied' : 'inFlight';
};

const kebab = (name: string): string => name.replace(/\B[A-Z]/g, '-$&').toLowerCase();

/** Where an allocation's money is after its last move; nothing before the first. */
const allocationAnswer = (
  row: AllocationRow,
  receipt: ReceiptRow,
  moves: readonly FactRow[],
): readonly AllocationAnswer[] => {
  const last = moves.findLast((fact) => fact.kind === 'returned' || fact.to_bucket !== null);
  if (!last) return [];
  return [
    {
      id: row.allocation_id as AllocationId,
      receivableId: row.receivable_id as ReceivableId,
      receivableNumber: row.receivable_number,
      instalment: row.instalment,
      amount: moneyAnswer(row.amount_minor, row.currency),
      receiptAmount: moneyAnswer(row.receipt_amount_minor, receipt.currency),
      on: last.effective_on as CalendarDate,
      state: stateOf(last),
      ...(last.reason !== null && { reason: kebab(last.reason) }),
    },
  ];
};

/** One receipt with its allocations; nothing if none was known under this id. */
export const receiptPage = async (
  snapshot: Snapshot,
  { tenant, id, asOf, knownAt }: Omit<Viewpoint, 'entity'> & { readonly id: ReceiptId },
): Promise<ReceiptAnswer | undefined> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('receipts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('receipt_id', '=', id)
    .where('position', '<=', knownAt)
    .execute();
  const [known] = await knownOf(db, rows, { tenant, knownAt });
  if (!known) return undefined;
  const allocations = await allocationsOf(db, known.receipt);
  const moves = Map.groupBy(
    known.facts.filter((fact) => fact.effective_on <= asOf),
    (fact) => fact.allocation_id,
  );
  return {
    ...summaryOf(known, asOf, knownAt),
    entityId: known.receipt.entity as EntityId,
    allocations: allocations.flatMap((row) => allocationAnswer(row, known.receipt, moves.get(row.allocation_id) ?? [])),
  };
};
