import {
  calendarDate,
  currency,
  parseAmount,
  parseRate,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type CustomerId,
  type Money,
  type Rate,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import type { Allocating, OpenItem, ReferredItem, RegisterReceipt } from './commands.js';
import type { ReceiptEvent } from './events.js';

/** The words that the specs of settlement are written in; nothing but specs imports this file. */
type DataOf<Type extends ReceiptEvent['type']> = Extract<ReceiptEvent, { type: Type }>['data'];

const present = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new Error(`${text} is no example`);
  return value;
};

/** `on('05-31')` is a day of 2026. */
export const on = (text: string): CalendarDate => present(calendarDate(`2026-${text}`), text);

export const amountIn =
  (code: string) =>
  (text: string): Money => {
    const read = parseAmount(text, present(currency(code), code));
    if ('rule' in read) throw new Error(read.detail);
    return read;
  };

export const eur = amountIn('EUR');
export const usd = amountIn('USD');
export const rate = (text: string): Rate => present(parseRate(text), text);

export const receiptId = uuidOf<ReceiptId>('the receipt');
export const customerId = uuidOf<CustomerId>('the customer');
export const otherCustomer = uuidOf<CustomerId>('another customer');
export const receivable = (name: string): ReceivableId => uuidOf<ReceivableId>('receivable', name);
/** The id of the receipt's allocation of that ordinal, from 0. */
export const allocation = (ordinal: number): AllocationId => uuidOf<AllocationId>(receiptId, 'allocation', ordinal);

export const BOOKED_ON = on('05-05');

/** 100.00 by transfer, booked on 05-05, of a customer who is known; not confirmed. */
export const register = (changes: Partial<RegisterReceipt> = {}): RegisterReceipt => ({
  type: 'RegisterReceipt',
  receiptId,
  number: 'B-1',
  life: 0,
  customerId,
  amount: eur('100.00'),
  instrument: 'transfer',
  bookedOn: BOOKED_ON,
  valueOn: BOOKED_ON,
  bookCurrency: present(currency('EUR'), 'EUR'),
  confirmed: false,
  ...changes,
});

export const registered = (changes: Partial<DataOf<'ReceiptRegistered'>> = {}): ReceiptEvent => ({
  type: 'ReceiptRegistered',
  effectiveOn: changes.bookedOn ?? BOOKED_ON,
  data: {
    receiptId,
    customerId,
    number: 'B-1',
    life: 0,
    amount: eur('100.00'),
    booked: changes.amount ?? eur('100.00'),
    instrument: 'transfer',
    bookedOn: BOOKED_ON,
    valueOn: BOOKED_ON,
    ...changes,
  },
});

export const confirmed = (changes: Partial<DataOf<'ReceiptConfirmed'>> = {}, day = BOOKED_ON): ReceiptEvent => ({
  type: 'ReceiptConfirmed',
  effectiveOn: day,
  data: {
    receiptId,
    customerId,
    amount: eur('100.00'),
    booked: changes.amount ?? eur('100.00'),
    instrument: 'transfer',
    ...changes,
  },
});

/** Confirmed money of a customer who is known. */
export const money = (amount: Money = eur('100.00'), booked: Money = amount): readonly ReceiptEvent[] => [
  registered({ amount, booked }),
  confirmed({ amount, booked }),
];

export const identified = (amount: Money): ReceiptEvent => ({
  type: 'ReceiptIdentified',
  effectiveOn: BOOKED_ON,
  data: { receiptId, customerId, amount },
});

export const cleared = (day: CalendarDate, amount = eur('100.00')): ReceiptEvent => ({
  type: 'ReceiptCleared',
  effectiveOn: day,
  data: { receiptId, customerId, amount },
});

/** An instalment as it is asked for by hand: of receivable A, which counts from 04-01. */
export const item = (amount: Money, changes: Partial<ReferredItem> = {}): ReferredItem => ({
  receivableId: receivable('A'),
  receivableNumber: 'A',
  customerId,
  instalment: 1,
  itemOn: on('04-01'),
  amount,
  ...changes,
});

/** An open instalment as the rows know it. */
export const open = (name: string, amount: Money, dueOn: string, changes: Partial<OpenItem> = {}): OpenItem => ({
  receivableId: receivable(name),
  receivableNumber: name,
  instalment: 1,
  dueOn: on(dueOn),
  itemOn: on('04-01'),
  open: amount,
  ...changes,
});

export const byHand = (...items: readonly ReferredItem[]): Allocating => ({
  method: 'hand',
  purpose: 'collect',
  items,
});
export const choosing = (method: 'oldestFirst' | 'exact', ...openItems: readonly OpenItem[]): Allocating => ({
  method,
  purpose: 'collect',
  openItems,
  chosenAt: 17,
});

const allocated = (ordinal: number, amount: Money, changes: Partial<DataOf<'AllocationConfirmed'>> = {}) => ({
  receiptId,
  customerId,
  allocationId: allocation(ordinal),
  receivableId: receivable('A'),
  receivableNumber: 'A',
  instalment: 1,
  amount,
  receiptAmount: amount,
  ...changes,
});

export const receiptAllocated = (
  ordinal: number,
  amount: Money,
  day: CalendarDate = BOOKED_ON,
  changes: Partial<DataOf<'ReceiptAllocated'>> = {},
): ReceiptEvent => ({
  type: 'ReceiptAllocated',
  effectiveOn: day,
  data: {
    ...allocated(ordinal, amount),
    receiptBookAmount: amount,
    valueOn: BOOKED_ON,
    method: 'hand',
    purpose: 'collect',
    ...changes,
  },
});

export const allocationConfirmed = (ordinal: number, amount: Money, day: CalendarDate): ReceiptEvent => ({
  type: 'AllocationConfirmed',
  effectiveOn: day,
  data: allocated(ordinal, amount),
});

export const returnRequested = (
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  from: 'inFlight' | 'applied',
): ReceiptEvent => ({
  type: 'AllocationReturnRequested',
  effectiveOn: day,
  data: { ...allocated(ordinal, amount), from },
});

export const allocationReturned = (
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  [from, to, declined]: readonly ['inFlight' | 'applied', 'unapplied' | 'inFlight' | 'nowhere', string?],
): ReceiptEvent => ({
  type: 'AllocationReturned',
  effectiveOn: day,
  data: { ...allocated(ordinal, amount), from, to, declined },
});

/** What leaves a bucket: `['unapplied', '05-20', '-100.00']`. */
export type Leaving = readonly [DataOf<'ReceiptReversed'>['released'][number]['bucket'], string, string];

export const receiptReversed = (
  day: CalendarDate,
  released: readonly Leaving[],
  withdrawn: readonly number[] = [],
  changes: Partial<DataOf<'ReceiptReversed'>> = {},
): ReceiptEvent => ({
  type: 'ReceiptReversed',
  effectiveOn: day,
  data: {
    receiptId,
    customerId,
    amount: eur('100.00'),
    cause: 'bounced',
    withdrawn: withdrawn.map((ordinal) => ({
      allocationId: allocation(ordinal),
      receivableId: receivable('A'),
      instalment: 1,
    })),
    released: released.map(([bucket, leaves, change]) => ({ bucket, on: on(leaves), change: eur(change) })),
    ...changes,
  },
});
