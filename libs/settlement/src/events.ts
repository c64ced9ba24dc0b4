import {
  amount,
  count,
  date,
  eventSet,
  eventType,
  id,
  list,
  oneOf,
  optional,
  rate,
  record,
  text,
  type AllocationId,
  type CustomerId,
  type FactOf,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';

export const INSTRUMENTS = ['transfer', 'cash', 'cheque', 'bankBill', 'tradeBill', 'card'] as const;
export const METHODS = ['hand', 'oldestFirst', 'exact'] as const;
export const PURPOSES = ['collect', 'recover'] as const;
export const CAUSES = ['bounced', 'mistake', 'chargeback'] as const;

/** Where the money of a receipt is; the buckets' sum is its amount at every revision. */
export const BUCKETS = [
  'claimed',
  'unidentified',
  'unapplied',
  'inFlight',
  'applied',
  'reservedForRefund',
  'refunded',
  'reversed',
] as const;

const receipt = { receiptId: id<ReceiptId>(), customerId: optional(id<CustomerId>()) };

const intendedItem = record({
  receivableId: id<ReceivableId>(),
  receivableNumber: text,
  instalment: count,
  amount,
  receiptAmount: amount,
  rate: optional(rate),
  /** The day the receivable counts from: no allocation to it is dated earlier. */
  itemOn: date,
});

/** Somebody says that money came in. It settles nothing until it is confirmed; what it is for is kept as an intent. */
const ReceiptRegistered = eventType('ReceiptRegistered', 1, {
  ...receipt,
  number: text,
  life: count,
  amount,
  instrument: oneOf(...INSTRUMENTS),
  bookedOn: date,
  valueOn: date,
  /** Book units for one unit of the receipt's currency; absent in the book's own. */
  bankRate: optional(rate),
  /** The amount in the book's currency. */
  booked: amount,
  intended: optional(record({ method: oneOf(...METHODS), purpose: oneOf(...PURPOSES), items: list(intendedItem) })),
  warnings: optional(list(text)),
});

/** The payer became known; `amount` is what was free and now stands on the customer's account (none while unconfirmed). */
const ReceiptIdentified = eventType('ReceiptIdentified', 1, {
  receiptId: id<ReceiptId>(),
  customerId: id<CustomerId>(),
  amount,
});
const ReceiptConfirmed = eventType('ReceiptConfirmed', 1, {
  ...receipt,
  amount,
  booked: amount,
  fee: optional(amount),
  instrument: oneOf(...INSTRUMENTS),
  warnings: optional(list(text)),
});
const ReceiptCleared = eventType('ReceiptCleared', 1, { ...receipt, amount });

/** An allocation 核销: dated, reversible, down to the instalment. */
const allocation = {
  receiptId: id<ReceiptId>(),
  customerId: id<CustomerId>(),
  allocationId: id<AllocationId>(),
  receivableId: id<ReceivableId>(),
  receivableNumber: text,
  instalment: count,
  amount,
  receiptAmount: amount,
};

const ReceiptAllocated = eventType('ReceiptAllocated', 1, {
  ...allocation,
  receiptBookAmount: amount,
  rate: optional(rate),
  valueOn: date,
  method: oneOf(...METHODS),
  purpose: oneOf(...PURPOSES),
  /** Of a choice: the position of the rows that it was made on. */
  chosenAt: optional(count),
});
const AllocationConfirmed = eventType('AllocationConfirmed', 1, allocation);
/** `from`: where the money was; applied money is in flight until the receivable has given it back. */
const AllocationReturnRequested = eventType('AllocationReturnRequested', 1, {
  ...allocation,
  from: oneOf('inFlight', 'applied'),
});
const AllocationReturned = eventType('AllocationReturned', 1, {
  ...allocation,
  from: oneOf('inFlight', 'applied'),
  /** `nowhere` on a reversed receipt, whose withdrawal took the money out of flight already. */
  to: oneOf('unapplied', 'inFlight', 'nowhere'),
  /** Why the receivable declined it, when it did. */
  declined: optional(text),
});

/** The bank took the money back, or it never came: recorded at once, the allocations named follow by themselves. */
const ReceiptReversed = eventType('ReceiptReversed', 1, {
  ...receipt,
  amount,
  cause: oneOf(...CAUSES),
  /** As little as takes each of them back: 2,000 must fit one event. */
  withdrawn: list(record({ allocationId: id<AllocationId>(), receivableId: id<ReceivableId>(), instalment: count })),
  /** What leaves which bucket on which day; with the reversed amount these are zero on every day. */
  released: list(
    record({ on: date, bucket: oneOf('claimed', 'unidentified', 'unapplied', 'inFlight'), change: amount }),
  ),
});

const types = [
  ReceiptRegistered,
  ReceiptIdentified,
  ReceiptConfirmed,
  ReceiptCleared,
  ReceiptAllocated,
  AllocationConfirmed,
  AllocationReturnRequested,
  AllocationReturned,
  ReceiptReversed,
] as const;

/** The stored history of one receipt. Names and shapes are permanent: add, never edit. */
export const receiptEvents = eventSet(...types);
export type ReceiptEvent = FactOf<typeof types>;
export type Bucket = (typeof BUCKETS)[number];
