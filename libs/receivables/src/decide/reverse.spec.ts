import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { ReverseReceivable } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import {
  collected,
  collectionReversed,
  declined,
  disputed,
  entitled,
  eur,
  on,
  raised,
  receivableId,
  resolved,
  reversed,
  withdrawn,
} from '../examples.js';
import { receivable } from './receivable.js';

const after = (...history: ReceivableEvent[]) => given(receivable, raised(), ...history);
const reverse = (day: string): ReverseReceivable => ({ type: 'ReverseReceivable', receivableId, on: on(day) });
const hundred = eur('100.00');
const zero = eur('0.00');
const whole = [hundred, hundred, hundred];

describe('a receivable that nobody paid', () => {
  it('is reversed, with all that was open', () => {
    after()
      .when(reverse('04-20'))
      .then(reversed(whole, on('04-20')));
    given(receivable, raised({ basis: 'plan' }))
      .when(reverse('04-20'))
      .then(reversed(whole, on('04-20'), false));
  });

  it('is reversed once', () =>
    after(reversed(whole, on('04-20')))
      .when(reverse('04-25'))
      .thenNothing());

  it('is not reversed before it was raised', () => {
    after()
      .when(reverse('03-31'))
      .thenRefused('BreaksLaterDate', { on: on('03-31'), notBefore: on('04-01') });
    after()
      .when(reverse('04-01'))
      .then(reversed(whole, on('04-01')));
  });

  it('is reversed although money was meant for it that never came on', () => {
    after(declined('CurrencyDiffers', 1, eur('5.00'), on('05-01')), withdrawn(2, on('05-02')))
      .when(reverse('04-20'))
      .then(reversed(whole, on('04-20')));
  });
});

describe('a receivable that money is on', () => {
  it('is not reversed', () => {
    after(collected(1, eur('30.00'), on('05-05')))
      .when(reverse('05-06'))
      .thenRefused('MoneyOnIt', { collected: eur('30.00') });
    after(collected(1, eur('30.00'), on('05-05')), collected(2, eur('20.00'), on('05-05'), { instalment: 2 }))
      .when(reverse('03-31'))
      .thenRefused('MoneyOnIt', { collected: eur('50.00') });
  });
});

describe('a reversal dated before something that already happened', () => {
  it('is refused while money was on it', () => {
    const history = [
      collected(1, eur('30.00'), on('05-05')),
      collectionReversed(1, eur('30.00'), on('05-20'), on('05-05')),
    ];
    after(...history)
      .when(reverse('05-19'))
      .thenRefused('BreaksLaterDate', { on: on('05-19'), notBefore: on('05-20') });
    after(...history)
      .when(reverse('05-20'))
      .then(reversed(whole, on('05-20')));
  });

  it('is refused before what was collected and taken back on one day', () =>
    after(collected(1, eur('30.00'), on('05-05')), collectionReversed(1, eur('30.00'), on('05-05'), on('05-05')))
      .when(reverse('05-04'))
      .thenRefused('BreaksLaterDate', { on: on('05-04'), notBefore: on('05-05') }));

  it('is refused before an instalment was entitled', () => {
    const history = [
      raised({ basis: 'plan' }),
      entitled(on('05-10'), [eur('87.00'), eur('13.00'), zero], [{ number: 2, open: hundred }]),
    ] as const;
    given(receivable, ...history)
      .when(reverse('05-09'))
      .thenRefused('BreaksLaterDate', { on: on('05-09'), notBefore: on('05-10') });
    given(receivable, ...history)
      .when(reverse('05-10'))
      .then({
        type: 'ReceivableReversed',
        effectiveOn: on('05-10'),
        data: {
          ...reversedData(),
          instalments: reversedData().instalments.map((each) => ({ ...each, entitled: each.number === 2 })),
        },
      });
  });

  it('is refused before a dispute was opened or resolved', () => {
    const open = disputed(eur('45.00'), whole, on('05-12'));
    after(open)
      .when(reverse('05-11'))
      .thenRefused('BreaksLaterDate', { on: on('05-11'), notBefore: on('05-12') });
    after(open)
      .when(reverse('05-12'))
      .then(reversed(whole, on('05-12')));
    after(open, resolved(eur('45.00'), on('05-12'), on('05-15')))
      .when(reverse('05-14'))
      .thenRefused('BreaksLaterDate', { on: on('05-14'), notBefore: on('05-15') });
  });
});

const reversedData = () => {
  const event = reversed(whole, on('05-10'));
  if (event.type !== 'ReceivableReversed') throw new Error('not a reversal');
  return event.data;
};
