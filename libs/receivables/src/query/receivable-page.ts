import type {
  AllocationId,
  CalendarDate,
  Currency,
  CustomerId,
  EntityId,
  Rate,
  ReceiptId,
  ReceivableId,
} from '#kernel';
import type { Snapshot } from '#read-store';
import type { Basis } from '../commands.js';
import type { KINDS } from '../events.js';
import { knownOf, type Known } from './known.js';
import { standingOn, written, type InstalmentStanding, type Standing } from './standing.js';
import type { CollectionStatus, Db, DueStatus, FactRow, ReceivableRow, Situation, Viewpoint } from './viewpoint.js';

/** What a list tells of a receivable. */
export interface ReceivableSummary {
  readonly id: ReceivableId;
  readonly number: string;
  readonly customerId: CustomerId;
  readonly basis: Basis;
  readonly currency: Currency;
  readonly gross: string;
  readonly tax: string;
  readonly outstanding: string;
  readonly collectionStatus: CollectionStatus;
  readonly dueStatus: DueStatus;
  readonly daysOverdue: number;
  readonly situation: Situation;
  readonly disputed: boolean;
  readonly held: boolean;
  readonly bookedRate?: Rate;
  readonly invoice?: { readonly number: string; readonly issuedOn: CalendarDate };
  readonly raisedOn: CalendarDate;
  readonly revision: number;
}

export interface InstalmentAnswer {
  readonly number: number;
  readonly kind: (typeof KINDS)[number];
  readonly dueOn: CalendarDate;
  readonly originalDueOn: CalendarDate;
  readonly amount: string;
  readonly outstanding: string;
  readonly collectionStatus: CollectionStatus;
  readonly dueStatus: DueStatus;
  readonly daysOverdue: number;
  /** The value date of the receipt that settled it. */
  readonly actualOn: CalendarDate | null;
  readonly entitled: boolean;
}

/** One receivable on one page 应收款表单. */
export interface ReceivableAnswer extends ReceivableSummary {
  readonly entityId: EntityId;
  readonly receipts: readonly {
    readonly receiptId: ReceiptId;
    readonly allocationId: AllocationId;
    readonly instalment: number;
    readonly amount: string;
    readonly on: CalendarDate;
    readonly valueOn: CalendarDate;
    /** When the money was taken back. */
    readonly reversedOn: CalendarDate | null;
  }[];
  readonly disputes: readonly {
    readonly amount: string;
    readonly on: CalendarDate;
    readonly resolvedOn: CalendarDate | null;
  }[];
  readonly promises: readonly {
    readonly instalment: number;
    readonly amount: string;
    readonly on: CalendarDate;
    readonly promisedOn: CalendarDate;
  }[];
  readonly instalments: readonly InstalmentAnswer[];
}

export const summaryOf = (row: ReceivableRow, standing: Standing): ReceivableSummary => ({
  id: row.receivable_id as ReceivableId,
  number: row.number,
  customerId: row.customer_id as CustomerId,
  basis: row.basis as Basis,
  currency: row.currency as Currency,
  gross: written(row.gross_minor, row),
  tax: written(row.tax_minor, row),
  outstanding: written(standing.outstanding, row),
  collectionStatus: standing.collectionStatus,
  dueStatus: standing.dueStatus,
  daysOverdue: standing.daysOverdue,
  situation: standing.situation,
  disputed: standing.disputed,
  // No event holds a receivable yet.
  held: false,
  ...(row.booked_rate !== null && { bookedRate: row.booked_rate as Rate }),
  ...(row.invoice_number !== null && {
    invoice: { number: row.invoice_number, issuedOn: row.invoice_on as CalendarDate },
  }),
  raisedOn: row.raised_on as CalendarDate,
  revision: standing.revision,
});

const instalmentAnswer = (row: ReceivableRow, each: InstalmentStanding): InstalmentAnswer => ({
  number: each.row.instalment,
  kind: each.row.kind as InstalmentAnswer['kind'],
  dueOn: each.row.due_on as CalendarDate,
  originalDueOn: each.row.original_due_on as CalendarDate,
  amount: written(each.amount, row),
  outstanding: written(each.outstanding, row),
  collectionStatus: each.collectionStatus,
  dueStatus: each.dueStatus,
  daysOverdue: each.daysOverdue,
  actualOn: each.actualOn as CalendarDate | null,
  entitled: each.entitled,
});

const ofKind = (facts: readonly FactRow[], kind: string): readonly FactRow[] =>
  facts.filter((each) => each.kind === kind);

const receiptsOf = (row: ReceivableRow, facts: readonly FactRow[]): ReceivableAnswer['receipts'] => {
  const back = new Map(ofKind(facts, 'collectionReversed').map((each) => [each.allocation_id, each.effective_on]));
  return ofKind(facts, 'collected').map((each) => ({
    receiptId: each.receipt_id as ReceiptId,
    allocationId: each.allocation_id as AllocationId,
    instalment: each.instalment,
    amount: written(each.reduction_minor, row),
    on: each.effective_on as CalendarDate,
    valueOn: each.value_on as CalendarDate,
    reversedOn: (back.get(each.allocation_id) ?? null) as CalendarDate | null,
  }));
};

/** One dispute at a time: the resolution behind a dispute is its own. */
const disputesOf = (row: ReceivableRow, facts: readonly FactRow[]): ReceivableAnswer['disputes'] => {
  const resolved = ofKind(facts, 'resolved');
  return ofKind(facts, 'disputed').map((each, index) => ({
    amount: written(each.disputed_minor, row),
    on: each.effective_on as CalendarDate,
    resolvedOn: (resolved[index]?.effective_on ?? null) as CalendarDate | null,
  }));
};

const answerOf = (known: Known, asOf: CalendarDate): ReceivableAnswer => {
  const { receivable: row } = known;
  const standing = standingOn(known, asOf);
  return {
    ...summaryOf(row, standing),
    entityId: row.entity as EntityId,
    receipts: receiptsOf(row, standing.facts),
    disputes: disputesOf(row, standing.facts),
    promises: ofKind(standing.facts, 'promised').map((each) => ({
      instalment: each.instalment,
      amount: written(each.promised_minor, row),
      on: each.effective_on as CalendarDate,
      promisedOn: each.promised_on as CalendarDate,
    })),
    instalments: standing.instalments.map((each) => instalmentAnswer(row, each)),
  };
};

/** One receivable; nothing if none was known under this id. Before its day it is there with nothing outstanding. */
export const receivablePage = async (
  snapshot: Snapshot,
  { tenant, id, asOf, knownAt }: Omit<Viewpoint, 'entity'> & { readonly id: ReceivableId },
): Promise<ReceivableAnswer | undefined> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('receivables')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('receivable_id', '=', id)
    .where('position', '<=', knownAt)
    .execute();
  const [known] = await knownOf(db, rows, { tenant, knownAt });
  return known && answerOf(known, asOf);
};

/** The receivable that has a number; of several lives the last one. */
export const idOfReceivableNumber = async (
  snapshot: Snapshot,
  {
    tenant,
    entity,
    number,
    knownAt = snapshot.position,
  }: Pick<Viewpoint, 'tenant' | 'entity'> & { readonly number: string; readonly knownAt?: Viewpoint['knownAt'] },
): Promise<ReceivableId | undefined> => {
  const db: Db = snapshot.db;
  const row = await db
    .selectFrom('receivables')
    .select('receivable_id')
    .where('tenant', '=', tenant)
    .where('entity', '=', entity)
    .where('number', '=', number)
    .where('position', '<=', knownAt)
    .orderBy('life', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.receivable_id as ReceivableId | undefined;
};
