import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { ReceivableEvent } from '../events.js';
import { collect, collected, collectionReversed, eur, on, raised, rate, settled, takeBack, usd } from '../examples.js';
import { receivable } from './receivable.js';

/** 1,000.00 USD at 0.92347 (golden case 6), by 333.33, 333.33 and 333.34. */
const inDollars = raised({
  gross: usd('1000.00'),
  bookedRate: rate('0.92347'),
  booked: eur('923.47'),
  instalments: [usd('333.33'), usd('333.33'), usd('333.34')],
});
const after = (...history: ReceivableEvent[]) => given(receivable, inDollars, ...history);
const paid = (ordinal: number, amount: string, book: string, day: string) =>
  collected(ordinal, usd(amount), on(day), { instalment: ordinal, bookAmount: eur(book) });

describe('a receivable in another currency', () => {
  it('is relieved by its booked amount, the last collection taking the rest', () => {
    after()
      .when(collect(1, usd('333.33'), on('05-01')))
      .then(paid(1, '333.33', '307.82', '05-01'));
    after(paid(1, '333.33', '307.82', '05-01'))
      .when(collect(2, usd('333.33'), on('05-02'), { instalment: 2 }))
      .then(paid(2, '333.33', '307.82', '05-02'));
    after(paid(1, '333.33', '307.82', '05-01'), paid(2, '333.33', '307.82', '05-02'))
      .when(collect(3, usd('333.34'), on('05-03'), { instalment: 3 }))
      .then(paid(3, '333.34', '307.83', '05-03'), settled(on('05-03')));
  });

  it('relieves by what is settled in all, so that no rounding adds up', () => {
    const cent = (ordinal: number, book: string) =>
      collected(ordinal, usd('0.01'), on('05-01'), { bookAmount: eur(book) });
    after()
      .when(collect(1, usd('0.01'), on('05-01')))
      .then(cent(1, '0.01'));
    const six = [1, 2, 3, 4, 5, 6].map((ordinal) => cent(ordinal, '0.01'));
    after(...six)
      .when(collect(7, usd('0.01'), on('05-01')))
      .then(cent(7, '0.00'));
  });

  it('takes back exactly what was relieved, and relieves it again by the same rule', () => {
    const first = paid(1, '333.33', '307.82', '05-01');
    const third = paid(3, '333.34', '307.83', '05-03');
    after(first, third)
      .when(takeBack(1, on('05-10')))
      .then(collectionReversed(1, usd('333.33'), on('05-10'), on('05-01'), { bookAmount: eur('307.82') }));
    after(first, third, collectionReversed(1, usd('333.33'), on('05-10'), on('05-01'), { bookAmount: eur('307.82') }))
      .when(collect(4, usd('333.33'), on('05-11')))
      .then(collected(4, usd('333.33'), on('05-11'), { bookAmount: eur('307.82') }));
  });
});

describe('a receivable in the book’s own currency', () => {
  it('is relieved by what is paid, and by the amount of the instalment as it is paid in parts', () =>
    given(receivable, raised(), collected(1, eur('33.33'), on('05-01')))
      .when(collect(2, eur('33.34'), on('05-02')))
      .then(collected(2, eur('33.34'), on('05-02'))));
});
