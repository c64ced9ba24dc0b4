// The two sides of each check, as movements: what they say is set against each other and never taken over. Each side
// comes from the rows of the context whose figure it is, which that context derives from its own events.
import { sql, type RawBuilder } from 'kysely';
import type { CalendarDate, EntityId, Position, Tenant } from '#kernel';

/** Whose book, which day, and what was known. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

export type CheckName = 'receivables-receipts' | 'receivables-accounts' | 'receipts-accounts';

/** Where the number of the document of an item is found. */
export type DocumentKind = 'receivable' | 'receipt';

/**
 * One change of one side. An item is what both sides are compared by. `way` says how far money has come that goes from
 * one side to the other: 1 set out, 2 arrived, 3 called back, 4 home again, and 0 for everything else.
 */
export interface Movement {
  readonly item: string;
  readonly document_id: string;
  readonly currency: string;
  readonly effective_on: string;
  readonly position: number;
  readonly left_minor: bigint;
  readonly right_minor: bigint;
  readonly way: number;
}

export interface Check {
  readonly name: CheckName;
  readonly documents: DocumentKind;
  /** Why an item differs when one side has nothing of it. */
  readonly onlyLeft: string;
  readonly onlyRight: string;
  /** SQL: every movement of both sides, whatever its day and position. */
  readonly movements: (of: Pick<Viewpoint, 'tenant' | 'entity'>) => RawBuilder<Movement>;
}

const names = {
  receivables: sql.table('receivables'),
  instalments: sql.table('receivable_instalments'),
  receivableFacts: sql.table('receivable_facts'),
  receipts: sql.table('receipts'),
  receiptFacts: sql.table('receipt_facts'),
  allocations: sql.table('receipt_allocations'),
  accountReceivables: sql.table('account_receivables'),
  owed: sql.table('account_owed'),
  money: sql.table('account_money'),
};

/** Collected on instalments, net, against applied by receipts: allocation by allocation, in the receivable's currency. */
const receivablesReceipts: Check = {
  name: 'receivables-receipts',
  documents: 'receivable',
  onlyLeft: 'collected-not-applied',
  onlyRight: 'applied-not-collected',
  movements: ({ tenant, entity }) => sql<Movement>`
    select f.allocation_id as item, f.receivable_id as document_id, r.currency, f.effective_on, f.position,
      f.reduction_minor as left_minor, 0 as right_minor, 0 as way
    from ${names.receivableFacts} as f
    join ${names.receivables} as r on r.tenant = f.tenant and r.receivable_id = f.receivable_id
    where f.tenant = ${tenant} and r.entity = ${entity} and f.kind in ('collected', 'collectionReversed')
    union all
    select f.allocation_id, a.receivable_id, a.currency, f.effective_on, f.position, 0,
      case when f.to_bucket = 'applied' then a.amount_minor when f.from_bucket = 'applied' then -a.amount_minor else 0 end,
      case f.kind when 'allocated' then 1 when 'applied' then 2 when 'returned' then 4 else 3 end
    from ${names.receiptFacts} as f
    join ${names.allocations} as a on a.tenant = f.tenant and a.allocation_id = f.allocation_id
    where f.tenant = ${tenant} and a.entity = ${entity}`,
};

/** What is outstanding of what is entitled, against what customers owe on their accounts: receivable by receivable. */
const receivablesAccounts: Check = {
  name: 'receivables-accounts',
  documents: 'receivable',
  onlyLeft: 'outstanding-not-on-account',
  onlyRight: 'on-account-not-outstanding',
  movements: ({ tenant, entity }) => sql<Movement>`
    select r.receivable_id as item, r.receivable_id as document_id, r.currency, r.raised_on as effective_on, r.position,
      i.amount_minor as left_minor, 0 as right_minor, 0 as way
    from ${names.receivables} as r
    join ${names.instalments} as i on i.tenant = r.tenant and i.receivable_id = r.receivable_id
    where r.tenant = ${tenant} and r.entity = ${entity} and i.entitled = 1
    union all
    select r.receivable_id, r.receivable_id, r.currency, e.effective_on, e.position, i.amount_minor, 0, 0
    from ${names.receivables} as r
    join ${names.receivableFacts} as e on e.tenant = r.tenant and e.receivable_id = r.receivable_id
    join ${names.instalments} as i
      on i.tenant = r.tenant and i.receivable_id = r.receivable_id and i.instalment = e.instalment
    where r.tenant = ${tenant} and r.entity = ${entity} and e.kind = 'entitled'
    union all
    -- What was taken off an instalment counts from the day on which both it and the entitlement do.
    select r.receivable_id, r.receivable_id, r.currency,
      case when e.effective_on > f.effective_on then e.effective_on else f.effective_on end,
      case when e.position > f.position then e.position else f.position end,
      -f.reduction_minor, 0, 0
    from ${names.receivables} as r
    join ${names.receivableFacts} as f on f.tenant = r.tenant and f.receivable_id = r.receivable_id
    join ${names.instalments} as i
      on i.tenant = r.tenant and i.receivable_id = r.receivable_id and i.instalment = f.instalment
    left join ${names.receivableFacts} as e
      on i.entitled = 0 and e.tenant = r.tenant and e.receivable_id = r.receivable_id and e.kind = 'entitled'
        and e.instalment = f.instalment
    where r.tenant = ${tenant} and r.entity = ${entity} and f.reduction_minor <> 0
      and (i.entitled = 1 or e.position is not null)
    union all
    select r.receivable_id, r.receivable_id, r.currency, m.effective_on, m.position, 0, m.owed_minor, 0
    from ${names.accountReceivables} as r
    join ${names.owed} as m on m.tenant = r.tenant and m.receivable_id = r.receivable_id
    where r.tenant = ${tenant} and r.entity = ${entity}`,
};

/** Unapplied money of identified receipts, against unapplied money on customers' accounts: receipt by receipt. */
const receiptsAccounts: Check = {
  name: 'receipts-accounts',
  documents: 'receipt',
  onlyLeft: 'unapplied-not-on-account',
  onlyRight: 'on-account-not-unapplied',
  movements: ({ tenant, entity }) => sql<Movement>`
    select f.receipt_id as item, f.receipt_id as document_id, r.currency, f.effective_on, f.position,
      case f.to_bucket when 'unapplied' then f.amount_minor else -f.amount_minor end as left_minor,
      0 as right_minor, 0 as way
    from ${names.receiptFacts} as f
    join ${names.receipts} as r on r.tenant = f.tenant and r.receipt_id = f.receipt_id
    where f.tenant = ${tenant} and r.entity = ${entity} and (f.to_bucket = 'unapplied' or f.from_bucket = 'unapplied')
    union all
    select m.receipt_id, m.receipt_id, m.currency, m.effective_on, m.position, 0, m.unapplied_minor, 0
    from ${names.money} as m
    where m.tenant = ${tenant} and m.entity = ${entity}`,
};

export const CHECKS: readonly Check[] = [receivablesReceipts, receivablesAccounts, receiptsAccounts];
