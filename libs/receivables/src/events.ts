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
  truth,
  type AllocationId,
  type CustomerId,
  type FactOf,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';

/** Why somebody owes: a plan 回款计划 is followed up and forecast but not owed; every other basis entitles at once. */
export const BASES = ['plan', 'invoice', 'acceptance', 'fixedDate', 'retentionRelease', 'manual', 'opening'] as const;
export const KINDS = ['normal', 'deposit', 'retention', 'charge'] as const;
export const TAX_MODES = ['vatAdjusted', 'grossNoVat', 'netOnly', 'taxPreReduced'] as const;

/** Every way collecting can be declined, in order of precedence; the process reads it as an event. */
export const COLLECT_DECLINES = [
  'AllocationReusedWithOtherAmount',
  'Withdrawn',
  'Reversed',
  'UnknownInstalment',
  'NotWrittenOff',
  'CurrencyDiffers',
  'ExceedsOutstanding',
] as const;

const ids = { receivableId: id<ReceivableId>(), customerId: id<CustomerId>() };
const discount = record({ percent: text, until: date, taxMode: oneOf(...TAX_MODES) });

/** What is open on one instalment on the day of the event. */
const openInstalment = { number: count, dueOn: date, open: amount };

const ReceivableRaised = eventType('ReceivableRaised', 1, {
  ...ids,
  number: text,
  /** How many reversed receivables had this number before. */
  life: count,
  basis: oneOf(...BASES),
  gross: amount,
  tax: amount,
  /** Book units for one unit of the transaction currency; absent in the book's own. */
  bookedRate: optional(rate),
  /** The gross in the book's currency. */
  booked: amount,
  invoice: optional(record({ number: text, issuedOn: date })),
  instalments: list(
    record({
      number: count,
      kind: oneOf(...KINDS),
      dueOn: date,
      originalDueOn: date,
      amount,
      /** Owed from the raise on; a plan's and a retention's instalments wait for InstalmentsEntitled. */
      entitled: truth,
      discount: optional(discount),
    }),
  ),
  warnings: optional(list(text)),
});

/** The day the right became unconditional (IFRS 15.105-108, CAS 14). */
const InstalmentsEntitled = eventType('InstalmentsEntitled', 1, {
  ...ids,
  basis: oneOf(...BASES),
  net: amount,
  tax: amount,
  /** Collected up to this day, before the right was unconditional. */
  prepaid: amount,
  /** `later`: changes of what is open that count on later days than this event's. */
  instalments: list(record({ ...openInstalment, later: list(record({ on: date, change: amount })) })),
});

const ReceivableDisputed = eventType('ReceivableDisputed', 1, {
  ...ids,
  amount,
  instalments: list(record(openInstalment)),
});
const DisputeResolved = eventType('DisputeResolved', 1, { ...ids, amount, since: date });
const PromiseToPayRecorded = eventType('PromiseToPayRecorded', 1, {
  ...ids,
  instalment: count,
  dueOn: date,
  amount,
  promisedOn: date,
});

/** One collection: everything its mirror, the books and the customer's account need, so that nobody looks anything up. */
const collection = {
  ...ids,
  receiptId: id<ReceiptId>(),
  allocationId: id<AllocationId>(),
  instalment: count,
  dueOn: date,
  originalDueOn: date,
  /** The day the money was ours: for discount, interest and days late. */
  valueOn: date,
  /** The day the instalment was entitled; absent while it is a plan (the money is prepaid). */
  entitledOn: optional(date),
  amount,
  /** Taken off the receivable's booked amount. */
  bookAmount: amount,
  receiptAmount: amount,
  receiptBookAmount: amount,
  rate: optional(rate),
};

const InstalmentCollected = eventType('InstalmentCollected', 1, collection);
const InstalmentCollectionReversed = eventType('InstalmentCollectionReversed', 1, { ...collection, collectedOn: date });

const order = { ...ids, receiptId: id<ReceiptId>(), allocationId: id<AllocationId>(), instalment: count };

const CollectionDeclined = eventType('CollectionDeclined', 1, {
  ...order,
  amount,
  reason: oneOf(...COLLECT_DECLINES),
  outstanding: optional(amount),
});
/** The money was taken back before it was collected: a later collection under this allocation is declined. */
const CollectionWithdrawn = eventType('CollectionWithdrawn', 1, order);

const ReceivableSettled = eventType('ReceivableSettled', 1, ids);
const ReceivableReopened = eventType('ReceivableReopened', 1, { ...ids, outstanding: amount });
const ReceivableReversed = eventType('ReceivableReversed', 1, {
  ...ids,
  instalments: list(record({ ...openInstalment, entitled: truth })),
});

const types = [
  ReceivableRaised,
  InstalmentsEntitled,
  ReceivableDisputed,
  DisputeResolved,
  PromiseToPayRecorded,
  InstalmentCollected,
  InstalmentCollectionReversed,
  CollectionDeclined,
  CollectionWithdrawn,
  ReceivableSettled,
  ReceivableReopened,
  ReceivableReversed,
] as const;

/** The stored history of one receivable. Names and shapes are permanent: add, never edit. */
export const receivableEvents = eventSet(...types);
export type ReceivableEvent = FactOf<typeof types>;
