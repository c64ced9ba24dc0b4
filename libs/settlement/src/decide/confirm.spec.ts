import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { Allocating, ConfirmReceipt, IdentifyReceipt } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import {
  BOOKED_ON,
  byHand,
  choosing,
  cleared,
  confirmed,
  customerId,
  eur,
  identified,
  item,
  money,
  on,
  open,
  otherCustomer,
  receiptAllocated,
  receiptId,
  receiptReversed,
  receivable,
  registered,
  usd,
} from '../examples.js';
import { receipt } from './receipt.js';

const after = (...history: ReceiptEvent[]) => given(receipt, ...history);
const confirm = (changes: Partial<ConfirmReceipt> = {}): ConfirmReceipt => ({
  type: 'ConfirmReceipt',
  receiptId,
  ...changes,
});
const meant = (allocate: Allocating) => confirm({ allocate });
const bounced = [registered(), receiptReversed(on('05-06'), [['claimed', '05-06', '-100.00']])];

describe('a claim', () => {
  it('is confirmed on the day it was booked, whatever day finance sees it', () => {
    after(registered()).when(confirm()).then(confirmed());
    after(registered({ customerId: undefined }))
      .when(confirm())
      .then(confirmed({ customerId: undefined }));
  });

  it('is confirmed once', () => {
    after(...money())
      .when(confirm())
      .thenNothing();
    after(...money(), cleared(on('05-06')))
      .when(confirm({ fee: eur('999.00') }))
      .thenNothing();
  });

  it('may have cost a fee, in its own currency and not more than it is', () => {
    after(registered())
      .when(confirm({ fee: eur('3.00') }))
      .then(confirmed({ fee: eur('3.00') }));
    after(registered())
      .when(confirm({ fee: eur('100.00') }))
      .then(confirmed({ fee: eur('100.00') }));
    after(registered())
      .when(confirm({ fee: eur('100.01') }))
      .thenRefused('FeeExceedsAmount', { fee: eur('100.01'), amount: eur('100.00') });
    after(registered())
      .when(confirm({ fee: usd('999.00') }))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
  });

  it('is not confirmed after it was reversed, fee or no fee', () => {
    after(...bounced)
      .when(confirm({ fee: usd('1.00') }))
      .thenRefused('Reversed', { number: 'B-1' });
  });
});

describe('an intent', () => {
  it('is carried out by the confirmation', () => {
    after(registered())
      .when(meant(byHand(item(eur('60.00')))))
      .then(confirmed(), receiptAllocated(0, eur('60.00')));
    after(registered())
      .when(confirm({ allocate: byHand(item(eur('60.00'))), fee: eur('3.00') }))
      .then(confirmed({ fee: eur('3.00') }), receiptAllocated(0, eur('60.00')));
  });

  it('chooses among what is open now', () =>
    after(registered())
      .when(meant(choosing('oldestFirst', open('B', eur('70.00'), '05-31'), open('A', eur('60.00'), '04-30'))))
      .then(
        confirmed(),
        receiptAllocated(0, eur('60.00'), BOOKED_ON, { method: 'oldestFirst', chosenAt: 17 }),
        receiptAllocated(1, eur('40.00'), BOOKED_ON, {
          method: 'oldestFirst',
          chosenAt: 17,
          receivableId: receivable('B'),
          receivableNumber: 'B',
        }),
      ));

  it('that finds nothing open leaves the money unapplied', () =>
    after(registered())
      .when(meant(choosing('oldestFirst')))
      .then(confirmed()));

  it('that cannot be carried out does not stop the confirmation: the money is there', () => {
    const kept = [confirmed({ warnings: ['intent-not-carried-out'] })] as const;
    after(registered())
      .when(meant(choosing('exact', open('A', eur('60.00'), '05-31'))))
      .then(...kept);
    after(registered())
      .when(meant(byHand(item(eur('60.00'), { customerId: otherCustomer }))))
      .then(...kept);
    after(registered())
      .when(meant(byHand(item(eur('100.01')))))
      .then(...kept);
    after(registered({ customerId: undefined }))
      .when(confirm({ allocate: byHand(item(eur('1.00'))), fee: eur('2.00') }))
      .then(confirmed({ customerId: undefined, fee: eur('2.00'), warnings: ['intent-not-carried-out'] }));
  });
});

describe('money of nobody', () => {
  const identify = (id = customerId): IdentifyReceipt => ({ type: 'IdentifyReceipt', receiptId, customerId: id });
  const nobodys = [registered({ customerId: undefined }), confirmed({ customerId: undefined })];

  it('is identified on the day it was booked, with what is free', () => {
    after(...nobodys)
      .when(identify())
      .then(identified(eur('100.00')));
    after(registered({ customerId: undefined }))
      .when(identify())
      .then(identified(eur('0.00')));
  });

  it('is identified once', () => {
    after(...nobodys, identified(eur('100.00')))
      .when(identify())
      .thenNothing();
    after(...nobodys, identified(eur('100.00')))
      .when(identify(otherCustomer))
      .thenRefused('AlreadyIdentified', { customerId });
    after(registered()).when(identify()).thenNothing();
    after(registered()).when(identify(otherCustomer)).thenRefused('AlreadyIdentified', { customerId });
  });

  it('is not identified after it was reversed', () =>
    after(...bounced)
      .when(identify(otherCustomer))
      .thenRefused('Reversed', { number: 'B-1' }));

  it('is confirmed as the customer’s when he became known before', () =>
    after(registered({ customerId: undefined }), identified(eur('0.00')))
      .when(meant(byHand(item(eur('60.00')))))
      .then(confirmed(), receiptAllocated(0, eur('60.00'))));
});

describe('money that the bank’s line shows', () => {
  const clear = (day: string) => ({ type: 'ClearReceipt', receiptId, bookedOn: on(day) }) as const;

  it('is cleared, not before it was booked', () => {
    after(...money())
      .when(clear('05-05'))
      .then(cleared(on('05-05')));
    after(...money())
      .when(clear('05-04'))
      .thenRefused('BreaksLaterDate', { on: on('05-04'), notBefore: on('05-05') });
  });

  it('is cleared by what reached the bank: the fee never did', () =>
    after(registered(), confirmed({ fee: eur('3.00') }))
      .when(clear('05-06'))
      .then(cleared(on('05-06'), eur('97.00'))));

  it('is cleared once', () => {
    after(...money(), cleared(on('05-06')))
      .when(clear('05-06'))
      .thenNothing();
    after(...money(), cleared(on('05-06')))
      .when(clear('05-04'))
      .thenRefused('AlreadyCleared', { on: on('05-06') });
  });

  it('is not cleared while it is a claim, nor after it was reversed', () => {
    after(registered()).when(clear('05-04')).thenRefused('NotConfirmed', {});
    after(...bounced)
      .when(clear('05-04'))
      .thenRefused('Reversed', { number: 'B-1' });
  });
});
