import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { ReceivableEvent } from '../events.js';
import {
  collect,
  collected,
  collectionReversed,
  declined,
  entitled,
  eur,
  on,
  raised,
  raisedWhole,
  reopened,
  settled,
  takeBack,
} from '../examples.js';
import { receivable } from './receivable.js';

const after = (...history: ReceivableEvent[]) => given(receivable, ...history);
const hundred = eur('100.00');

/** Paid on 05-28, bounced on 06-03: outstanding from 04-01 to 05-27 and from 06-03 on. */
const bounced = [
  raisedWhole(hundred),
  collected(1, hundred, on('05-28')),
  settled(on('05-28')),
  collectionReversed(1, hundred, on('06-03'), on('05-28')),
  reopened(hundred, on('06-03')),
];

describe('the day of a collection', () => {
  it('is the allocation’s, when the instalment has it open from then on', () =>
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(collected(1, eur('60.00'), on('05-05'))));

  it('is not before the receivable was raised, when the money was booked earlier', () =>
    after(raised())
      .when(collect(1, eur('60.00'), on('03-05')))
      .then(collected(1, eur('60.00'), on('04-01'), { valueOn: on('03-05') })));

  it('is that of a bounce, for new money that was booked before it', () =>
    after(...bounced)
      .when(collect(2, hundred, on('06-01')))
      .then(collected(2, hundred, on('06-03'), { valueOn: on('06-01') }), settled(on('06-03'))));

  it('is that of a bounce, for money booked before the old money that bounced', () =>
    after(...bounced)
      .when(collect(2, eur('0.01'), on('05-10')))
      .then(collected(2, eur('0.01'), on('06-03'), { valueOn: on('05-10') })));

  it('is the first from which enough is open for good, not the first on which enough is open', () => {
    const history = [
      raised(),
      collected(1, eur('80.00'), on('05-10')),
      collectionReversed(1, eur('80.00'), on('05-20'), on('05-10')),
      collected(2, eur('30.00'), on('05-25')),
    ];
    after(...history)
      .when(collect(3, eur('20.00'), on('05-02')))
      .then(collected(3, eur('20.00'), on('05-02')));
    after(...history)
      .when(collect(3, eur('20.01'), on('05-02')))
      .then(collected(3, eur('20.01'), on('05-20'), { valueOn: on('05-02') }));
    after(...history)
      .when(collect(3, eur('70.00'), on('05-22')))
      .then(collected(3, eur('70.00'), on('05-22')));
    after(...history)
      .when(collect(3, eur('70.01'), on('05-02')))
      .then(declined('ExceedsOutstanding', 3, eur('70.01'), on('05-02'), { outstanding: eur('70.00') }));
  });

  it('is its own on every instalment: what happened on another one does not move it', () =>
    after(
      raised(),
      collected(1, hundred, on('05-28'), { instalment: 2 }),
      collectionReversed(1, hundred, on('06-03'), on('05-28'), { instalment: 2 }),
    )
      .when(collect(2, hundred, on('05-05')))
      .then(collected(2, hundred, on('05-05'))));
});

describe('the day of a settlement', () => {
  const two = raised({ gross: eur('200.00'), instalments: [hundred, hundred] });

  it('is that of the last change, when the last to be known came first', () =>
    after(two, collected(1, hundred, on('05-20'), { instalment: 2 }))
      .when(collect(2, hundred, on('05-10')))
      .then(collected(2, hundred, on('05-10')), settled(on('05-20'))));

  it('is not that of the right to money which was prepaid', () => {
    const entitledLater = entitled(
      on('06-01'),
      [eur('87.00'), eur('13.00'), eur('0.00')],
      [{ number: 1, open: hundred }],
    );
    after(raisedWhole(hundred, { basis: 'plan' }), entitledLater)
      .when(collect(1, hundred, on('05-10')))
      .then(collected(1, hundred, on('05-10'), { entitledOn: on('06-01') }), settled(on('05-10')));
  });
});

describe('the day of a reopening', () => {
  const history = [
    raised({ gross: eur('200.00'), instalments: [hundred, hundred] }),
    collected(1, hundred, on('05-10')),
    collected(2, hundred, on('05-20'), { instalment: 2 }),
    settled(on('05-20')),
  ];

  it('is never before the settlement that it undoes', () => {
    after(...history)
      .when(takeBack(1, on('05-15')))
      .then(collectionReversed(1, hundred, on('05-15'), on('05-10')), reopened(hundred, on('05-20')));
    after(...history)
      .when(takeBack(1, on('05-21')))
      .then(collectionReversed(1, hundred, on('05-21'), on('05-10')), reopened(hundred, on('05-21')));
  });

  it('is followed by no earlier settlement', () =>
    after(...history, collectionReversed(1, hundred, on('05-15'), on('05-10')), reopened(hundred, on('05-20')))
      .when(collect(3, hundred, on('05-12')))
      .then(collected(3, hundred, on('05-15'), { valueOn: on('05-12') }), settled(on('05-20'))));

  it('is followed by no earlier settlement where a day’s changes cancel out', () =>
    after(
      raisedWhole(hundred),
      collected(1, hundred, on('05-20')),
      settled(on('05-20')),
      collectionReversed(1, hundred, on('05-20'), on('05-20')),
      reopened(hundred, on('05-20')),
    )
      .when(collect(2, hundred, on('05-10')))
      .then(collected(2, hundred, on('05-10')), settled(on('05-20'))));
});
