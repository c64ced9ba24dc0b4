import { describe, it } from '@jest/globals';
import type { Money } from '#kernel';
import { given } from '#testing';
import type { DisputeReceivable, ResolveDispute } from '../commands.js';
import { collected, disputed, eur, on, raised, receivableId, resolved, reversed, settled, usd } from '../examples.js';
import { receivable } from './receivable.js';

const after = (...history: ReturnType<typeof raised>[]) => given(receivable, raised(), ...history);
const dispute = (day: string, amount?: Money): DisputeReceivable => ({
  type: 'DisputeReceivable',
  receivableId,
  ...(amount && { amount }),
  on: on(day),
});
const resolve = (day: string): ResolveDispute => ({ type: 'ResolveDispute', receivableId, on: on(day) });
const hundred = eur('100.00');
const whole = [hundred, hundred, hundred];
const paid = [
  collected(1, hundred, on('05-05')),
  collected(2, eur('30.00'), on('05-06'), { instalment: 2, bookAmount: eur('30.00') }),
];

describe('an open receivable', () => {
  it('is disputed for all that is outstanding when no amount is given', () => {
    after()
      .when(dispute('04-10'))
      .then(disputed(eur('300.00'), whole, on('04-10')));
    after(...paid)
      .when(dispute('05-06'))
      .then(disputed(eur('170.00'), [eur('0.00'), eur('70.00'), hundred], on('05-06')));
  });

  it('is disputed in part', () =>
    after()
      .when(dispute('04-10', eur('45.00')))
      .then(disputed(eur('45.00'), whole, on('04-10'))));

  it('is disputed for what was outstanding on the day of the dispute, when it is told late', () => {
    after(...paid)
      .when(dispute('05-05', eur('200.00')))
      .then(disputed(eur('200.00'), [eur('0.00'), hundred, hundred], on('05-05')));
    after(...paid)
      .when(dispute('05-05', eur('200.01')))
      .thenRefused('ExceedsOutstanding', { asked: eur('200.01'), outstanding: eur('200.00') });
  });

  it('is not disputed in another currency, nor for more than it is', () => {
    after()
      .when(dispute('04-10', usd('1.00')))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
    after()
      .when(dispute('04-10', eur('300.01')))
      .thenRefused('ExceedsOutstanding', { asked: eur('300.01'), outstanding: eur('300.00') });
  });

  it('is not disputed before it was raised', () =>
    after()
      .when(dispute('03-31'))
      .thenRefused('BreaksLaterDate', { on: on('03-31'), notBefore: on('04-01') }));

  it('has no dispute to resolve', () => after().when(resolve('04-10')).thenRefused('NotDisputed', {}));
});

describe('a disputed receivable', () => {
  const open = disputed(eur('45.00'), whole, on('04-10'));

  it('has one dispute at a time', () =>
    after(open)
      .when(dispute('04-12', eur('1.00')))
      .thenRefused('AlreadyDisputed', { since: on('04-10') }));

  it('is resolved, from the day of the dispute on', () => {
    after(open)
      .when(resolve('04-10'))
      .then(resolved(eur('45.00'), on('04-10'), on('04-10')));
    after(open)
      .when(resolve('04-09'))
      .thenRefused('BreaksLaterDate', { on: on('04-09'), notBefore: on('04-10') });
  });

  it('can be disputed again, not before the last one was resolved', () => {
    const history = [open, resolved(eur('45.00'), on('04-10'), on('04-20'))];
    after(...history)
      .when(resolve('04-21'))
      .thenRefused('NotDisputed');
    after(...history)
      .when(dispute('04-20', eur('1.00')))
      .then(disputed(eur('1.00'), whole, on('04-20')));
    after(...history)
      .when(dispute('04-19'))
      .thenRefused('BreaksLaterDate', { on: on('04-19'), notBefore: on('04-20') });
  });
});

describe('a receivable with nothing outstanding', () => {
  const history = [raised({ gross: hundred, instalments: [hundred] }), collected(1, hundred, on('05-05'))];

  it('is not disputed from the day on which it was paid', () => {
    given(receivable, ...history, settled(on('05-05')))
      .when(dispute('05-05'))
      .thenRefused('ExceedsOutstanding', { asked: eur('0.00'), outstanding: eur('0.00') });
    given(receivable, ...history, settled(on('05-05')))
      .when(dispute('05-05', eur('1.00')))
      .thenRefused('ExceedsOutstanding');
  });

  it('is disputed for an earlier day: the dispute was, whatever came later', () =>
    given(receivable, ...history, settled(on('05-05')))
      .when(dispute('04-30'))
      .then(disputed(hundred, [hundred], on('04-30'))));
});

describe('what is refused first in a dispute', () => {
  const open = disputed(eur('45.00'), whole, on('04-10'));

  it('is the currency, then an open dispute, then the day, then the amount', () => {
    after(open)
      .when(dispute('03-01', usd('999.00')))
      .thenRefused('CurrencyDiffers');
    after(open)
      .when(dispute('03-01', eur('999.00')))
      .thenRefused('AlreadyDisputed');
    after()
      .when(dispute('03-01', eur('999.00')))
      .thenRefused('BreaksLaterDate');
  });
});

describe('a reversed receivable', () => {
  const history = [disputed(eur('45.00'), whole, on('04-10')), reversed(whole, on('04-20'))];

  it('is not disputed, and what was disputed is not resolved', () => {
    after(...history)
      .when(dispute('04-21'))
      .thenRefused('Reversed', { number: 'INV-1' });
    after(...history)
      .when(resolve('04-21'))
      .thenRefused('Reversed', { number: 'INV-1' });
  });
});
