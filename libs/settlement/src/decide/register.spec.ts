import { describe, expect, it } from '@jest/globals';
import { fold } from '#kernel';
import { given } from '#testing';
import type { ReceiptCommand } from '../commands.js';
import { CAUSES, INSTRUMENTS } from '../events.js';
import {
  allocation,
  byHand,
  choosing,
  cleared,
  confirmed,
  customerId,
  eur,
  item,
  on,
  open,
  otherCustomer,
  rate,
  receiptAllocated,
  receiptId,
  receiptReversed,
  receivable,
  register,
  registered,
  usd,
} from '../examples.js';
import { receipt } from './receipt.js';

const absent = given(receipt);
const claim = [['claimed', '05-06', '-100.00']] as const;

describe('a receipt that somebody registers', () => {
  it('is a claim: it settles nothing yet', () => absent.when(register()).then(registered()));

  it.each(INSTRUMENTS)('comes by %s', (instrument) =>
    absent.when(register({ instrument })).then(registered({ instrument })),
  );

  it('may come from nobody, on another value date, with warnings', () => {
    const changes = { customerId: undefined, valueOn: on('05-03'), warnings: ['customer-on-hold'] };
    absent.when(register(changes)).then(registered(changes));
  });

  it('in another currency is booked at the bank’s rate, halves away from zero', () => {
    absent
      .when(register({ amount: usd('1.01'), bankRate: rate('0.5') }))
      .then(registered({ amount: usd('1.01'), bankRate: rate('0.5'), booked: eur('0.51') }));
    absent
      .when(register({ amount: usd('100.00'), bankRate: rate('0.91015'), confirmed: true }))
      .then(
        registered({ amount: usd('100.00'), bankRate: rate('0.91015'), booked: eur('91.02') }),
        confirmed({ amount: usd('100.00'), booked: eur('91.02') }),
      );
  });

  it('is confirmed at once when finance has seen the money', () =>
    absent.when(register({ confirmed: true })).then(registered(), confirmed()));

  it('is confirmed and allocated in one append', () =>
    absent
      .when(register({ confirmed: true, allocate: byHand(item(eur('60.00')), item(eur('40.00'), { instalment: 2 })) }))
      .then(
        registered(),
        confirmed(),
        receiptAllocated(0, eur('60.00')),
        receiptAllocated(1, eur('40.00'), on('05-05'), { instalment: 2 }),
      ));

  it('is not registered at all when what it is for is refused', () => {
    absent
      .when(register({ confirmed: true, allocate: byHand(item(eur('100.01'))) }))
      .thenRefused('ExceedsFree', { asked: eur('100.01'), free: eur('100.00') });
    absent
      .when(register({ confirmed: true, customerId: undefined, allocate: byHand(item(eur('1.00'))) }))
      .thenRefused('Unidentified', {});
    absent
      .when(register({ confirmed: true, allocate: choosing('exact', open('A', eur('99.99'), '05-31')) }))
      .thenRefused('NoExactMatch', { free: eur('100.00') });
  });
});

describe('what a claim is meant for', () => {
  const intendedItem = {
    receivableId: receivable('A'),
    receivableNumber: 'A',
    instalment: 1,
    amount: eur('60.00'),
    receiptAmount: eur('60.00'),
    itemOn: on('04-01'),
  };

  it('is kept as an intent, with the amounts in the receipt’s currency', () => {
    absent
      .when(register({ allocate: byHand(item(eur('60.00'))) }))
      .then(registered({ intended: { method: 'hand', purpose: 'collect', items: [intendedItem] } }));
    absent
      .when(
        register({
          allocate: byHand(item(usd('70.00'), { receiptAmount: eur('60.00'), rate: rate('0.857142857143') })),
        }),
      )
      .then(
        registered({
          intended: {
            method: 'hand',
            purpose: 'collect',
            items: [{ ...intendedItem, amount: usd('70.00'), rate: rate('0.857142857143') }],
          },
        }),
      );
  });

  it.each(['oldestFirst', 'exact'] as const)('is chosen only when the money is there: %s', (method) =>
    absent
      .when(register({ allocate: choosing(method, open('A', eur('60.00'), '05-31')) }))
      .then(registered({ intended: { method, purpose: 'collect', items: [] } })),
  );

  it('keeps its purpose', () =>
    absent
      .when(register({ allocate: { ...byHand(item(eur('60.00'))), purpose: 'recover' } }))
      .then(registered({ intended: { method: 'hand', purpose: 'recover', items: [intendedItem] } })));

  it('is never more than there is', () => {
    absent
      .when(register({ allocate: byHand(item(eur('60.00')), item(eur('40.01'))) }))
      .thenRefused('ExceedsFree', { asked: eur('100.01'), free: eur('100.00') });
    absent.when(register({ allocate: byHand(item(eur('60.00')), item(eur('40.00'))) })).then(
      registered({
        intended: {
          method: 'hand',
          purpose: 'collect',
          items: [intendedItem, { ...intendedItem, amount: eur('40.00'), receiptAmount: eur('40.00') }],
        },
      }),
    );
  });

  it('is refused for nobody’s money, for another customer, then for its currencies', () => {
    const strange = item(eur('1.00'), { customerId: otherCustomer });
    const foreign = item(eur('1.00'), { receiptAmount: usd('1.00') });
    absent.when(register({ customerId: undefined, allocate: byHand(strange) })).thenRefused('Unidentified', {});
    absent.when(register({ customerId: undefined, allocate: choosing('oldestFirst') })).thenRefused('Unidentified', {});
    absent
      .when(register({ allocate: byHand(foreign, strange) }))
      .thenRefused('OtherCustomer', { receivableId: receivable('A') });
    absent
      .when(register({ allocate: byHand(item(eur('999.00')), foreign) }))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
    absent
      .when(register({ allocate: byHand(item(usd('1.00'))) }))
      .thenRefused('ReceiptAmountMissing', { given: 'USD', expected: 'EUR' });
    absent
      .when(register({ allocate: byHand(item(eur('1.00'), { receiptAmount: eur('1.01') })) }))
      .thenRefused('ReceiptAmountDiffers', { amount: eur('1.00'), receiptAmount: eur('1.01') });
  });
});

describe('a number that is taken', () => {
  it('is refused, whatever comes under it', () => {
    const strange = byHand(item(eur('1.00'), { customerId: otherCustomer }));
    given(receipt, registered())
      .when(register({ allocate: strange }))
      .thenRefused('AlreadyExists', { number: 'B-1' });
    given(receipt, registered(), receiptReversed(on('05-06'), claim))
      .when(register())
      .thenRefused('AlreadyExists');
  });
});

describe('a receipt that was never registered', () => {
  const asked: readonly ReceiptCommand[] = [
    { type: 'IdentifyReceipt', receiptId, customerId },
    { type: 'ConfirmReceipt', receiptId },
    { type: 'ClearReceipt', receiptId, bookedOn: on('05-05') },
    { type: 'AllocateReceipt', receiptId, allocate: byHand(item(eur('1.00'))) },
    { type: 'RequestReturn', receiptId, allocationId: allocation(0), on: on('05-05') },
    ...CAUSES.map((cause) => ({ type: 'ReverseReceipt', receiptId, cause, on: on('05-05') }) as const),
  ];

  it.each(asked.map((command) => [command.type, command] as const))('is unknown to %s', (_, command) =>
    absent.when(command).thenRefused('UnknownDocument', {}),
  );

  it.each([
    { type: 'ConfirmAllocation', receiptId, allocationId: allocation(0), on: on('05-05') },
    { type: 'ReturnAllocation', receiptId, allocationId: allocation(0), on: on('05-05') },
  ] as const)('is a defect for the process: $type throws', (command) => {
    expect(() => receipt.decide(command, receipt.initial)).toThrow('never registered');
    expect(() => receipt.decide(command, fold(receipt, [registered()]))).toThrow('which the receipt does not have');
  });

  it('has no history that begins with anything else', () =>
    expect(() => fold(receipt, [cleared(on('05-06'))])).toThrow('before ReceiptRegistered'));

  it('has no allocation that was not made', () =>
    expect(() =>
      fold(receipt, [registered(), { type: 'AllocationConfirmed', effectiveOn: on('05-06'), data: confirmedNobody() }]),
    ).toThrow('has no allocation'));
});

const confirmedNobody = () => {
  const event = receiptAllocated(7, eur('1.00'));
  if (event.type !== 'ReceiptAllocated') throw new Error('not an allocation');
  return event.data;
};
