import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { EntitleInstalments } from '../commands.js';
import { collected, collectionReversed, entitled, eur, on, raised, receivableId, reversed, usd } from '../examples.js';
import { receivable } from './receivable.js';

const plan = (...history: ReturnType<typeof raised>[]) => given(receivable, raised({ basis: 'plan' }), ...history);

const entitle = (changes: Partial<EntitleInstalments> = {}): EntitleInstalments => ({
  type: 'EntitleInstalments',
  receivableId,
  basis: 'acceptance',
  on: on('05-10'),
  ...changes,
});

const zero = eur('0.00');
const hundred = eur('100.00');
const whole = [1, 2, 3].map((number) => ({ number, open: hundred }));
const prepaid = (ordinal: number, amount: string, day: string) =>
  collected(ordinal, eur(amount), on(day), { entitledOn: undefined });

describe('a plan', () => {
  it('is entitled whole when no instalment is named', () =>
    plan()
      .when(entitle())
      .then(entitled(on('05-10'), [eur('261.00'), eur('39.00'), zero], whole)));

  it('is entitled instalment by instalment, in the order asked, with their part of the tax', () =>
    plan()
      .when(entitle({ instalments: [3, 1] }))
      .then(
        entitled(
          on('05-10'),
          [eur('174.00'), eur('26.00'), zero],
          [
            { number: 3, open: hundred },
            { number: 1, open: hundred },
          ],
        ),
      ));

  it('is entitled for the rest when no instalment is named', () =>
    plan(entitled(on('05-05'), [eur('87.00'), eur('13.00'), zero], [{ number: 2, open: hundred }]))
      .when(entitle())
      .then(
        entitled(
          on('05-10'),
          [eur('174.00'), eur('26.00'), zero],
          [
            { number: 1, open: hundred },
            { number: 3, open: hundred },
          ],
        ),
      ));

  it('is entitled for its last instalment too when none is named', () =>
    plan(
      entitled(
        on('05-05'),
        [eur('174.00'), eur('26.00'), zero],
        [
          { number: 1, open: hundred },
          { number: 2, open: hundred },
        ],
      ),
    )
      .when(entitle())
      .then(entitled(on('05-10'), [eur('87.00'), eur('13.00'), zero], [{ number: 3, open: hundred }])));

  it('splits its tax so that the last instalment takes the rest', () => {
    const odd = given(receivable, raised({ basis: 'plan', tax: eur('10.00') }));
    odd
      .when(entitle({ instalments: [1] }))
      .then(entitled(on('05-10'), [eur('96.67'), eur('3.33'), zero], [{ number: 1, open: hundred }]));
    odd
      .when(entitle({ instalments: [3] }))
      .then(entitled(on('05-10'), [eur('96.66'), eur('3.34'), zero], [{ number: 3, open: hundred }]));
  });

  it('can be entitled on the day it was raised, and not before', () => {
    plan()
      .when(entitle({ on: on('04-01') }))
      .then(entitled(on('04-01'), [eur('261.00'), eur('39.00'), zero], whole));
    plan()
      .when(entitle({ on: on('03-31') }))
      .thenRefused('BreaksLaterDate', { on: on('03-31'), notBefore: on('04-01') });
  });
});

describe('money that came before the right to it', () => {
  it('is prepaid', () =>
    plan(prepaid(1, '30.00', '04-20'))
      .when(entitle({ instalments: [1] }))
      .then(entitled(on('05-10'), [eur('87.00'), eur('13.00'), eur('30.00')], [{ number: 1, open: eur('70.00') }])));

  it('counts on the very day', () =>
    plan(prepaid(1, '30.00', '05-10'))
      .when(entitle({ instalments: [1] }))
      .then(entitled(on('05-10'), [eur('87.00'), eur('13.00'), eur('30.00')], [{ number: 1, open: eur('70.00') }])));

  it('is not prepaid when the right is entered late: it changes what is owed on its own day', () =>
    plan(prepaid(1, '30.00', '05-20'), prepaid(2, '20.00', '05-02'))
      .when(entitle({ instalments: [1] }))
      .then(
        entitled(
          on('05-10'),
          [eur('87.00'), eur('13.00'), eur('20.00')],
          [{ number: 1, open: eur('80.00'), later: [{ on: on('05-20'), change: eur('-30.00') }] }],
        ),
      ));

  it('that came and went on one later day changes nothing', () =>
    plan(
      prepaid(1, '30.00', '05-20'),
      collectionReversed(1, eur('30.00'), on('05-20'), on('05-20'), { entitledOn: undefined }),
    )
      .when(entitle({ instalments: [1] }))
      .then(entitled(on('05-10'), [eur('87.00'), eur('13.00'), zero], [{ number: 1, open: hundred }])));
});

describe('net and tax that are given', () => {
  const first = { instalments: [1] };
  const event = (net: string, tax: string) =>
    entitled(on('05-10'), [eur(net), eur(tax), zero], [{ number: 1, open: hundred }]);

  it('follow from each other', () => {
    plan()
      .when(entitle({ ...first, net: eur('90.00') }))
      .then(event('90.00', '10.00'));
    plan()
      .when(entitle({ ...first, tax: eur('9.00') }))
      .then(event('91.00', '9.00'));
    plan()
      .when(entitle({ ...first, net: eur('100.00') }))
      .then(event('100.00', '0.00'));
    plan()
      .when(entitle({ ...first, tax: eur('100.00') }))
      .then(event('0.00', '100.00'));
    plan()
      .when(entitle({ ...first, net: eur('95.00'), tax: eur('5.00') }))
      .then(event('95.00', '5.00'));
  });

  it('must be the amounts of the instalments', () => {
    plan()
      .when(entitle({ ...first, net: eur('95.00'), tax: eur('5.01') }))
      .thenRefused('NetAndTaxDiffer', { given: eur('100.01'), expected: hundred });
    plan()
      .when(entitle({ ...first, net: eur('100.01') }))
      .thenRefused('NetAndTaxDiffer');
    plan()
      .when(entitle({ ...first, tax: eur('100.01') }))
      .thenRefused('NetAndTaxDiffer');
  });

  it('must be in the currency of the receivable', () => {
    plan()
      .when(entitle({ ...first, net: usd('87.00') }))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
    plan()
      .when(entitle({ ...first, net: eur('87.00'), tax: usd('13.00') }))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
  });
});

describe('what is entitled already', () => {
  it('is not entitled again', () => {
    given(receivable, raised())
      .when(entitle())
      .thenRefused('AlreadyEntitled', { instalment: 1, since: on('04-01') });
    plan(entitled(on('05-05'), [eur('87.00'), eur('13.00'), zero], [{ number: 2, open: hundred }]))
      .when(entitle({ instalments: [1, 2] }))
      .thenRefused('AlreadyEntitled', { instalment: 2, since: on('05-05') });
  });

  it('comes after instalments that do not exist and another currency', () => {
    given(receivable, raised())
      .when(entitle({ instalments: [1, 4], net: usd('1.00') }))
      .thenRefused('UnknownInstalment', { instalment: 4 });
    given(receivable, raised())
      .when(entitle({ net: usd('1.00') }))
      .thenRefused('CurrencyDiffers');
  });

  it('comes before what is wrong with the amounts, and they before the date', () => {
    given(receivable, raised())
      .when(entitle({ net: eur('1.00'), tax: eur('1.00') }))
      .thenRefused('AlreadyEntitled');
    plan()
      .when(entitle({ net: eur('1.00'), tax: eur('1.00'), on: on('03-31') }))
      .thenRefused('NetAndTaxDiffer');
  });
});

describe('a plan that was reversed', () => {
  it('is not entitled any more', () =>
    plan(reversed([hundred, hundred, hundred], on('04-20'), false))
      .when(entitle({ instalments: [9] }))
      .thenRefused('Reversed', { number: 'INV-1' }));
});
