import { describe, it } from '@jest/globals';
import type { CalendarDate } from '#kernel';
import { given } from '#testing';
import type { AllocateReceipt, ReferredItem } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import {
  allocationReturned,
  byHand,
  eur,
  item,
  money,
  on,
  receiptAllocated,
  receiptId,
  register,
  registered,
  confirmed,
} from '../examples.js';
import { receipt } from './receipt.js';

const after = (...history: readonly ReceiptEvent[]) => given(receipt, ...money(), ...history);
const allocate = (...items: readonly ReferredItem[]): AllocateReceipt => ({
  type: 'AllocateReceipt',
  receiptId,
  allocate: byHand(...items),
});
const since = (amount: string, itemOn: CalendarDate) => item(eur(amount), { itemOn });

describe('the day of an allocation', () => {
  it('is that of the receipt’s booking, when the receivable was there before', () =>
    after()
      .when(allocate(since('60.00', on('04-01'))))
      .then(receiptAllocated(0, eur('60.00'), on('05-05'))));

  it('is that of the receivable, when the money was booked before it was raised', () =>
    after()
      .when(allocate(since('60.00', on('06-01'))))
      .then(receiptAllocated(0, eur('60.00'), on('06-01'))));

  it('is each item’s own', () =>
    after()
      .when(allocate(since('60.00', on('06-01')), since('40.00', on('04-01'))))
      .then(receiptAllocated(0, eur('60.00'), on('06-01')), receiptAllocated(1, eur('40.00'), on('05-05'))));

  it('is the first from which the money is free for good, not the first on which it is free', () => {
    // Free: 100.00 from 05-05, 40.00 from 05-10, 100.00 from 05-20, 70.00 from 06-01.
    const history = [
      receiptAllocated(0, eur('60.00'), on('05-10')),
      allocationReturned(0, eur('60.00'), on('05-20'), ['inFlight', 'unapplied']),
      receiptAllocated(1, eur('30.00'), on('06-01')),
    ];
    after(...history)
      .when(allocate(since('40.00', on('04-01'))))
      .then(receiptAllocated(2, eur('40.00'), on('05-05')));
    after(...history)
      .when(allocate(since('40.01', on('04-01'))))
      .then(receiptAllocated(2, eur('40.01'), on('05-20')));
    after(...history)
      .when(allocate(since('70.00', on('05-21'))))
      .then(receiptAllocated(2, eur('70.00'), on('05-21')));
    after(...history)
      .when(allocate(since('70.01', on('05-05'))))
      .thenRefused('ExceedsFree', { asked: eur('70.01'), free: eur('70.00') });
  });

  it('counts what the items before it in the command take', () => {
    const history = [
      receiptAllocated(0, eur('60.00'), on('05-10')),
      allocationReturned(0, eur('60.00'), on('05-20'), ['inFlight', 'unapplied']),
    ];
    after(...history)
      .when(allocate(since('40.00', on('04-01')), since('40.00', on('04-01'))))
      .then(receiptAllocated(1, eur('40.00'), on('05-05')), receiptAllocated(2, eur('40.00'), on('05-20')));
  });

  it('is not the value date', () =>
    given(receipt, registered({ valueOn: on('05-08') }), confirmed())
      .when(allocate(since('60.00', on('04-01'))))
      .then(receiptAllocated(0, eur('60.00'), on('05-05'), { valueOn: on('05-08') })));
});

describe('the day of a registration, a confirmation and an identification', () => {
  it('is the booking’s', () => {
    const booked = { bookedOn: on('05-02'), valueOn: on('05-09') };
    given(receipt)
      .when(register({ ...booked, confirmed: true, allocate: byHand(since('60.00', on('04-01'))) }))
      .then(
        registered(booked),
        confirmed({}, on('05-02')),
        receiptAllocated(0, eur('60.00'), on('05-02'), { valueOn: on('05-09') }),
      );
  });
});
