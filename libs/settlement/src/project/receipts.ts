import { unreachable, type Recorded } from '#kernel';
import {
  insert,
  integerColumn,
  minorColumn,
  nullable,
  table,
  textColumn,
  update,
  type Change,
  type Model,
  type RowOf,
} from '#read-store';
import { receiptEvents, type Bucket, type ReceiptEvent } from '../events.js';

/** One row for each receipt. The payer counts for what was known since the position `identified_at`. */
export const receipts = table(
  'receipts',
  {
    tenant: textColumn,
    receipt_id: textColumn,
    entity: textColumn,
    number: textColumn,
    life: integerColumn,
    customer_id: nullable(textColumn),
    identified_at: nullable(integerColumn),
    currency: textColumn,
    amount_minor: minorColumn,
    instrument: textColumn,
    booked_on: textColumn,
    value_on: textColumn,
    bank_rate: nullable(textColumn),
    booked_minor: minorColumn,
    book_currency: textColumn,
    position: integerColumn,
  },
  {
    key: ['tenant', 'receipt_id'],
    indexes: [
      ['tenant', 'entity', 'number', 'life'],
      ['tenant', 'entity', 'booked_on', 'position'],
      ['tenant', 'entity', 'customer_id', 'booked_on', 'position'],
    ],
  },
);

/** What happened to a receipt: at least one row for each event, with the money that left one bucket for another. */
export const receiptFacts = table(
  'receipt_facts',
  {
    tenant: textColumn,
    receipt_id: textColumn,
    position: integerColumn,
    line: integerColumn,
    revision: integerColumn,
    effective_on: textColumn,
    kind: textColumn,
    from_bucket: nullable(textColumn),
    to_bucket: nullable(textColumn),
    amount_minor: minorColumn,
    allocation_id: nullable(textColumn),
    reason: nullable(textColumn),
  },
  { key: ['tenant', 'receipt_id', 'position', 'line'] },
);

/** One row for each allocation. `in_flight` is 1 until the receivable has answered, as the newest events say. */
export const receiptAllocations = table(
  'receipt_allocations',
  {
    tenant: textColumn,
    allocation_id: textColumn,
    receipt_id: textColumn,
    entity: textColumn,
    customer_id: textColumn,
    receivable_id: textColumn,
    receivable_number: textColumn,
    instalment: integerColumn,
    /** Of the receivable; `receipt_amount_minor` is in the receipt's own. */
    currency: textColumn,
    amount_minor: minorColumn,
    receipt_amount_minor: minorColumn,
    in_flight: integerColumn,
    position: integerColumn,
  },
  {
    key: ['tenant', 'allocation_id'],
    indexes: [
      ['tenant', 'receipt_id'],
      ['tenant', 'entity', 'customer_id', 'in_flight'],
    ],
  },
);

export type FactKind =
  | 'registered'
  | 'identified'
  | 'confirmed'
  | 'cleared'
  | 'allocated'
  | 'applied'
  | 'returnRequested'
  | 'returned'
  | 'withdrawn'
  | 'reversed';

type Event = Recorded<ReceiptEvent>;
type EventOf<Type extends ReceiptEvent['type']> = Extract<Event, { type: Type }>;
type Columns = Partial<RowOf<typeof receiptFacts>>;

const fact = (event: Event, kind: FactKind, columns: Columns = {}): Change =>
  insert(receiptFacts, {
    tenant: event.metadata.tenant,
    position: event.position,
    line: 0,
    receipt_id: event.data.receiptId,
    revision: event.revision,
    effective_on: event.effectiveOn,
    kind,
    from_bucket: null,
    to_bucket: null,
    amount_minor: 0n,
    allocation_id: null,
    reason: null,
    ...columns,
  });

const moved = (from: Bucket | null, to: Bucket | null, amount: { readonly minor: bigint }): Columns => ({
  from_bucket: from,
  to_bucket: to,
  amount_minor: amount.minor,
});

const registered = (event: EventOf<'ReceiptRegistered'>): readonly Change[] => {
  const { metadata, position, data } = event;
  return [
    insert(receipts, {
      tenant: metadata.tenant,
      receipt_id: data.receiptId,
      entity: metadata.entity,
      number: data.number,
      life: data.life,
      customer_id: data.customerId ?? null,
      identified_at: data.customerId ? position : null,
      currency: data.amount.currency,
      amount_minor: data.amount.minor,
      instrument: data.instrument,
      booked_on: data.bookedOn,
      value_on: data.valueOn,
      bank_rate: data.bankRate ?? null,
      booked_minor: data.booked.minor,
      book_currency: data.booked.currency,
      position,
    }),
    fact(event, 'registered', moved(null, 'claimed', data.amount)),
  ];
};

const identified = (event: EventOf<'ReceiptIdentified'>): readonly Change[] => [
  update(
    receipts,
    { tenant: event.metadata.tenant, receipt_id: event.data.receiptId },
    { customer_id: event.data.customerId, identified_at: event.position },
  ),
  fact(event, 'identified', moved('unidentified', 'unapplied', event.data.amount)),
];

const allocated = (event: EventOf<'ReceiptAllocated'>): readonly Change[] => {
  const { metadata, position, data } = event;
  return [
    insert(receiptAllocations, {
      tenant: metadata.tenant,
      allocation_id: data.allocationId,
      receipt_id: data.receiptId,
      entity: metadata.entity,
      customer_id: data.customerId,
      receivable_id: data.receivableId,
      receivable_number: data.receivableNumber,
      instalment: data.instalment,
      currency: data.amount.currency,
      amount_minor: data.amount.minor,
      receipt_amount_minor: data.receiptAmount.minor,
      in_flight: 1,
      position,
    }),
    ofAllocation(event, 'allocated', moved('unapplied', 'inFlight', data.receiptAmount)),
  ];
};

type OfAllocation = EventOf<
  'ReceiptAllocated' | 'AllocationConfirmed' | 'AllocationReturnRequested' | 'AllocationReturned'
>;

const ofAllocation = (event: OfAllocation, kind: FactKind, columns: Columns): Change =>
  fact(event, kind, { allocation_id: event.data.allocationId, ...columns });

const answered = (event: OfAllocation): Change =>
  update(
    receiptAllocations,
    { tenant: event.metadata.tenant, allocation_id: event.data.allocationId },
    { in_flight: 0 },
  );

const returned = (event: EventOf<'AllocationReturned'>): readonly Change[] => {
  const { from, to, receiptAmount, declined } = event.data;
  const move = to === 'nowhere' ? {} : moved(from, to, receiptAmount);
  return [answered(event), ofAllocation(event, 'returned', { ...move, reason: declined ?? null })];
};

/** The event names the allocations that it takes back, and what leaves which bucket on which day. */
const reversed = (event: EventOf<'ReceiptReversed'>): readonly Change[] => {
  const { amount, withdrawn, released, cause } = event.data;
  return [
    fact(event, 'reversed', { ...moved(null, 'reversed', amount), reason: cause }),
    ...released.map(({ on, bucket, change }, index) =>
      fact(event, 'reversed', {
        line: 1 + index,
        effective_on: on,
        ...moved(bucket, null, { minor: -change.minor }),
      }),
    ),
    ...withdrawn.map(({ allocationId }, index) =>
      fact(event, 'withdrawn', { line: 1 + released.length + index, allocation_id: allocationId }),
    ),
  ];
};

const project = (event: Event): readonly Change[] => {
  switch (event.type) {
    case 'ReceiptRegistered':
      return registered(event);
    case 'ReceiptIdentified':
      return identified(event);
    case 'ReceiptConfirmed': {
      const { customerId, amount } = event.data;
      return [fact(event, 'confirmed', moved('claimed', customerId ? 'unapplied' : 'unidentified', amount))];
    }
    case 'ReceiptCleared':
      return [fact(event, 'cleared')];
    case 'ReceiptAllocated':
      return allocated(event);
    case 'AllocationConfirmed':
      return [answered(event), ofAllocation(event, 'applied', moved('inFlight', 'applied', event.data.receiptAmount))];
    case 'AllocationReturnRequested': {
      const { from, receiptAmount } = event.data;
      return [ofAllocation(event, 'returnRequested', from === 'applied' ? moved(from, 'inFlight', receiptAmount) : {})];
    }
    case 'AllocationReturned':
      return returned(event);
    case 'ReceiptReversed':
      return reversed(event);
    default:
      return unreachable(event);
  }
};

export const receiptsModel: Model<ReceiptEvent> = {
  name: 'receipts',
  version: 1,
  orderKey: 'stream',
  tables: [receipts, receiptFacts, receiptAllocations],
  categories: ['receipt'],
  events: receiptEvents,
  project,
};
