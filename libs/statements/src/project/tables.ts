import { integerColumn, minorColumn, nullable, table, textColumn } from '#read-store';

/** Stands where a receivable is not closed: later than every date. */
export const NEVER = '9999-12-31';

/**
 * One row for each receivable on a customer's account. From `closed_on` on its movements sum to nothing, as the newest
 * events say; that is known since the position `closed_at`. So a report skips what was closed by its day, and no other.
 */
export const accountReceivables = table(
  'account_receivables',
  {
    tenant: textColumn,
    receivable_id: textColumn,
    entity: textColumn,
    customer_id: textColumn,
    currency: textColumn,
    number: textColumn,
    raised_on: textColumn,
    position: integerColumn,
    closed_on: textColumn,
    closed_at: integerColumn,
  },
  {
    key: ['tenant', 'receivable_id'],
    indexes: [
      [
        'tenant',
        'entity',
        'closed_on',
        'closed_at',
        'raised_on',
        'position',
        'receivable_id',
        'currency',
        'customer_id',
      ],
      [
        'tenant',
        'entity',
        'customer_id',
        'closed_on',
        'closed_at',
        'raised_on',
        'position',
        'receivable_id',
        'currency',
      ],
    ],
  },
);

/** What a receivable does to the account: owed once entitled, planned until then; disputed is about the whole of it. */
export const accountOwed = table(
  'account_owed',
  {
    tenant: textColumn,
    position: integerColumn,
    line: integerColumn,
    receivable_id: textColumn,
    effective_on: textColumn,
    kind: textColumn,
    instalment: nullable(integerColumn),
    due_on: nullable(textColumn),
    owed_minor: minorColumn,
    planned_minor: minorColumn,
    disputed_minor: minorColumn,
  },
  {
    key: ['tenant', 'position', 'line'],
    indexes: [
      [
        'tenant',
        'receivable_id',
        'effective_on',
        'position',
        'due_on',
        'owed_minor',
        'planned_minor',
        'disputed_minor',
      ],
    ],
  },
);

/** The human number of a receipt, for the lines of a statement. */
export const accountReceipts = table(
  'account_receipts',
  { tenant: textColumn, receipt_id: textColumn, number: textColumn },
  { key: ['tenant', 'receipt_id'] },
);

/**
 * What money does to the account. In flight is what was taken off the free part of a receipt and has not reached an
 * instalment: it ends with the collection itself, so that what is owed and what is in flight change in one event.
 */
export const accountMoney = table(
  'account_money',
  {
    tenant: textColumn,
    position: integerColumn,
    line: integerColumn,
    entity: textColumn,
    customer_id: textColumn,
    currency: textColumn,
    receipt_id: textColumn,
    effective_on: textColumn,
    kind: textColumn,
    unapplied_minor: minorColumn,
    in_flight_minor: minorColumn,
  },
  {
    key: ['tenant', 'position', 'line'],
    indexes: [
      ['tenant', 'entity', 'currency', 'effective_on', 'position', 'unapplied_minor', 'in_flight_minor'],
      ['tenant', 'entity', 'customer_id', 'currency', 'effective_on', 'position', 'unapplied_minor', 'in_flight_minor'],
    ],
  },
);
