import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { RecordPromise } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { collected, customerId, eur, on, raised, receivableId, reversed, usd } from '../examples.js';
import { receivable } from './receivable.js';

const after = (...history: ReceivableEvent[]) => given(receivable, raised(), ...history);
const promise = (changes: Partial<RecordPromise> = {}): RecordPromise => ({
  type: 'RecordPromise',
  receivableId,
  instalment: 2,
  amount: eur('60.00'),
  promisedOn: on('06-15'),
  on: on('05-10'),
  ...changes,
});
const promised = (amount: string, day: string): ReceivableEvent => ({
  type: 'PromiseToPayRecorded',
  effectiveOn: on(day),
  data: {
    receivableId,
    customerId,
    instalment: 2,
    dueOn: on('05-31'),
    amount: eur(amount),
    promisedOn: on('06-15'),
  },
});

describe('an open instalment', () => {
  it('is promised, in part or whole', () => {
    after().when(promise()).then(promised('60.00', '05-10'));
    after()
      .when(promise({ amount: eur('100.00'), on: on('04-01') }))
      .then(promised('100.00', '04-01'));
  });

  it('is promised again: the newer promise stands beside the older', () =>
    after(promised('60.00', '05-10')).when(promise()).then(promised('60.00', '05-10')));

  it('is not promised beyond what is outstanding on it', () => {
    const part = collected(1, eur('70.00'), on('05-05'), { instalment: 2 });
    after(part)
      .when(promise({ amount: eur('30.01') }))
      .thenRefused('ExceedsOutstanding', { asked: eur('30.01'), outstanding: eur('30.00') });
    after(part)
      .when(promise({ amount: eur('30.00') }))
      .then(promised('30.00', '05-10'));
  });

  it('is not promised before the receivable was raised', () =>
    after()
      .when(promise({ on: on('03-31') }))
      .thenRefused('BreaksLaterDate', { on: on('03-31'), notBefore: on('04-01') }));

  it('is promised in its own currency', () =>
    after()
      .when(promise({ amount: usd('1.00') }))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' }));
});

describe('what is refused first in a promise', () => {
  it('is the instalment, then the currency, then the day, then the amount', () => {
    after()
      .when(promise({ instalment: 4, amount: usd('999.00'), on: on('03-01') }))
      .thenRefused('UnknownInstalment', { instalment: 4 });
    after()
      .when(promise({ amount: usd('999.00'), on: on('03-01') }))
      .thenRefused('CurrencyDiffers');
    after()
      .when(promise({ amount: eur('999.00'), on: on('03-01') }))
      .thenRefused('BreaksLaterDate');
  });

  it('is the reversal before everything', () => {
    const hundred = eur('100.00');
    after(reversed([hundred, hundred, hundred], on('04-20')))
      .when(promise({ instalment: 4 }))
      .thenRefused('Reversed', { number: 'INV-1' });
  });
});
