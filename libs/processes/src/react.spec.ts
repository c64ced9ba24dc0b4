import { describe, expect, it } from '@jest/globals';
import {
  calendarDate,
  currency,
  money,
  parseRate,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type CustomerId,
  type Recorded,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import { COLLECT_DECLINES, receivable, type ReceivableEvent } from '#receivables';
import { receipt, type ReceiptEvent } from '#settlement';
import { react } from './react.js';

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('no example');
  return value;
};
const on = (text: string): CalendarDate => present(calendarDate(`2026-${text}`));
const eur = (minor: bigint) => money(minor, present(currency('EUR')));
const usd = (minor: bigint) => money(minor, present(currency('USD')));
const rate = present(parseRate('0.92'));

const receivableId = uuidOf<ReceivableId>('the receivable');
const receiptId = uuidOf<ReceiptId>('the receipt');
const customerId = uuidOf<CustomerId>('the customer');
const allocationId = uuidOf<AllocationId>('the allocation');
const other = uuidOf<AllocationId>('another allocation');

type Event = ReceivableEvent | ReceiptEvent;
const ordersOf = (event: Event) => react(event as Recorded<Event>);

const taken = { receivableId, customerId, receiptId, allocationId, instalment: 2 };
const order = { ...taken, amount: usd(6500n) };
const allocation = { ...order, receivableNumber: 'R1', receiptAmount: eur(6000n) };
const allocated: Event = {
  type: 'ReceiptAllocated',
  effectiveOn: on('05-05'),
  data: {
    ...allocation,
    receiptBookAmount: eur(6001n),
    rate,
    valueOn: on('05-03'),
    method: 'hand',
    purpose: 'recover',
  },
};
const collection = {
  ...order,
  dueOn: on('05-31'),
  originalDueOn: on('05-31'),
  valueOn: on('05-03'),
  bookAmount: eur(5980n),
  receiptAmount: eur(6000n),
  receiptBookAmount: eur(6001n),
};
const givenBack = (day: string, declined?: string) => [
  { to: 'receipt', command: { type: 'ReturnAllocation', receiptId, allocationId, declined, on: on(day) } },
];
const takenBack = (day: string, id = allocationId, instalment = 2) => ({
  to: 'receivable',
  command: {
    type: 'ReverseCollection',
    receivableId,
    receiptId,
    allocationId: id,
    instalment,
    on: on(day),
  },
});

describe('what a fact orders', () => {
  it('an allocation orders the collection, with all that it must know', () =>
    expect(ordersOf(allocated)).toEqual([
      {
        to: 'receivable',
        command: {
          type: 'CollectInstalment',
          receivableId,
          receiptId,
          allocationId,
          instalment: 2,
          purpose: 'recover',
          amount: usd(6500n),
          receiptAmount: eur(6000n),
          receiptBookAmount: eur(6001n),
          rate,
          valueOn: on('05-03'),
          on: on('05-05'),
        },
      },
    ]));

  it('a collection orders the confirmation, on the collection’s day', () =>
    expect(ordersOf({ type: 'InstalmentCollected', effectiveOn: on('05-12'), data: collection })).toEqual([
      { to: 'receipt', command: { type: 'ConfirmAllocation', receiptId, allocationId, on: on('05-12') } },
    ]));

  it.each(COLLECT_DECLINES)('a collection declined as %s orders the money back, unless it was another’s', (reason) =>
    expect(ordersOf({ type: 'CollectionDeclined', effectiveOn: on('05-05'), data: { ...order, reason } })).toEqual(
      reason === 'AllocationReusedWithOtherAmount' ? [] : givenBack('05-05', reason),
    ),
  );

  it('a collection that was withdrawn or reversed orders the money back', () => {
    expect(ordersOf({ type: 'CollectionWithdrawn', effectiveOn: on('05-20'), data: taken })).toEqual(
      givenBack('05-20'),
    );
    expect(
      ordersOf({
        type: 'InstalmentCollectionReversed',
        effectiveOn: on('05-20'),
        data: { ...collection, collectedOn: on('05-12') },
      }),
    ).toEqual(givenBack('05-20'));
  });

  it.each(['inFlight', 'applied'] as const)('a return of what is %s orders the collection back', (from) =>
    expect(
      ordersOf({ type: 'AllocationReturnRequested', effectiveOn: on('05-20'), data: { ...allocation, from } }),
    ).toEqual([takenBack('05-20')]),
  );

  it('a bounce orders every collection back that it withdraws', () => {
    const withdrawn = { allocationId, receivableId, instalment: 2 };
    const bounced = (all: readonly (typeof withdrawn)[]): Event => ({
      type: 'ReceiptReversed',
      effectiveOn: on('05-20'),
      data: { receiptId, customerId, amount: eur(10000n), cause: 'bounced', withdrawn: all, released: [] },
    });
    expect(ordersOf(bounced([]))).toEqual([]);
    expect(ordersOf(bounced([withdrawn, { ...withdrawn, allocationId: other, instalment: 3 }]))).toEqual([
      takenBack('05-20'),
      takenBack('05-20', other, 3),
    ]);
  });
});

describe('every other fact', () => {
  const ordering = [
    'ReceiptAllocated',
    'InstalmentCollected',
    'CollectionDeclined',
    'CollectionWithdrawn',
    'InstalmentCollectionReversed',
    'AllocationReturnRequested',
    'ReceiptReversed',
  ];
  const types = [...receivable.events.types.keys(), ...receipt.events.types.keys()];

  it.each(types.filter((type) => !ordering.includes(type)))('orders nothing: %s', (type) =>
    expect(ordersOf({ type, effectiveOn: on('05-05'), data: order } as unknown as Event)).toEqual([]),
  );

  it('that is unknown is a defect', () =>
    expect(() => ordersOf({ type: 'Odd', effectiveOn: on('05-05'), data: order } as unknown as Event)).toThrow(
      'not handled',
    ));
});
