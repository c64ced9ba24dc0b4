import { describe, expect, it } from '@jest/globals';
import { fold } from '#kernel';
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
  rate,
  reopened,
  reversed,
  settled,
  takeBack,
  usd,
  withdrawn,
} from '../examples.js';
import { receivable } from './receivable.js';

const after = (...history: ReceivableEvent[]) => given(receivable, ...history);
const hundred = eur('100.00');
const zero = eur('0.00');
const whole = [hundred, hundred, hundred];

describe('an open receivable', () => {
  it('collects what it is paid', () => {
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(collected(1, eur('60.00'), on('05-05')));
    after(raised(), collected(1, eur('60.00'), on('05-05')))
      .when(collect(2, eur('40.00'), on('05-06')))
      .then(collected(2, eur('40.00'), on('05-06')));
  });

  it('collects on the instalment that was named, with its own due date', () =>
    after(raised())
      .when(collect(1, hundred, on('05-05'), { instalment: 3 }))
      .then(collected(1, hundred, on('05-05'), { instalment: 3 })));

  it('takes the same allocation again as nothing', () =>
    after(raised(), collected(1, eur('60.00'), on('05-05')))
      .when(collect(1, eur('60.00'), on('05-09')))
      .thenNothing());

  it('is settled by the last collection', () => {
    after(raisedWhole(hundred))
      .when(collect(1, hundred, on('05-05')))
      .then(collected(1, hundred, on('05-05')), settled(on('05-05')));
    const two = [
      collected(1, hundred, on('05-05'), { instalment: 1 }),
      collected(2, hundred, on('05-06'), { instalment: 2 }),
    ];
    after(raised(), ...two)
      .when(collect(3, eur('99.99'), on('05-07'), { instalment: 3 }))
      .then(collected(3, eur('99.99'), on('05-07'), { instalment: 3 }));
    after(raised(), ...two)
      .when(collect(3, hundred, on('05-07'), { instalment: 3 }))
      .then(collected(3, hundred, on('05-07'), { instalment: 3 }), settled(on('05-07')));
  });

  it('keeps the day on which the money was ours, which may be another than the booking', () =>
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05'), { valueOn: on('05-03') }))
      .then(collected(1, eur('60.00'), on('05-05'), { valueOn: on('05-03') })));

  it('keeps what the receipt gave for it, in its own currency and in the book', () => {
    const paid = { receiptAmount: usd('65.00'), receiptBookAmount: eur('59.90'), rate: rate('0.92') };
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05'), paid))
      .then(collected(1, eur('60.00'), on('05-05'), paid));
  });
});

describe('a plan', () => {
  it('is collected too: the money is prepaid', () =>
    after(raised({ basis: 'plan' }))
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(collected(1, eur('60.00'), on('05-05'), { entitledOn: undefined })));

  it('tells the day of the right once it is entitled', () =>
    after(
      raised({ basis: 'plan' }),
      entitled(on('05-04'), [eur('87.00'), eur('13.00'), zero], [{ number: 1, open: hundred }]),
    )
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(collected(1, eur('60.00'), on('05-05'), { entitledOn: on('05-04') })));
});

describe('a collection that is declined', () => {
  it('is for more than is outstanding', () => {
    after(raised())
      .when(collect(1, eur('100.01'), on('05-05')))
      .then(declined('ExceedsOutstanding', 1, eur('100.01'), on('05-05'), { outstanding: hundred }));
    after(raised(), collected(1, eur('60.00'), on('05-05')))
      .when(collect(2, eur('40.01'), on('05-06')))
      .then(declined('ExceedsOutstanding', 2, eur('40.01'), on('05-06'), { outstanding: eur('40.00') }));
    after(raisedWhole(hundred), collected(1, hundred, on('05-05')), settled(on('05-05')))
      .when(collect(2, eur('0.01'), on('05-06')))
      .then(declined('ExceedsOutstanding', 2, eur('0.01'), on('05-06'), { outstanding: zero }));
  });

  it('is in another currency', () =>
    after(raised())
      .when(collect(1, usd('60.00'), on('05-05')))
      .then(declined('CurrencyDiffers', 1, usd('60.00'), on('05-05'))));

  it('recovers what was never written off', () =>
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05'), { purpose: 'recover' }))
      .then(declined('NotWrittenOff', 1, eur('60.00'), on('05-05'))));

  it('names an instalment that does not exist', () =>
    after(raised())
      .when(collect(1, eur('60.00'), on('05-05'), { instalment: 4 }))
      .then(declined('UnknownInstalment', 1, eur('60.00'), on('05-05'), { instalment: 4 })));

  it('is for a reversed receivable', () =>
    after(raised(), reversed(whole, on('04-20')))
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(declined('Reversed', 1, eur('60.00'), on('05-05'))));

  it('is declined once by a reversed receivable too', () =>
    after(raised(), reversed(whole, on('04-20')), declined('Reversed', 1, eur('60.00'), on('05-05')))
      .when(collect(1, eur('60.00'), on('05-05')))
      .thenNothing());

  it('comes after the money was taken back', () =>
    after(raised(), withdrawn(1, on('05-06')))
      .when(collect(1, eur('60.00'), on('05-05')))
      .then(declined('Withdrawn', 1, eur('60.00'), on('05-05'))));

  it('comes under the id of another amount', () => {
    const reused = (history: readonly ReceivableEvent[]) =>
      after(raised(), ...history)
        .when(collect(1, eur('60.01'), on('05-08')))
        .then(declined('AllocationReusedWithOtherAmount', 1, eur('60.01'), on('05-08')));
    reused([collected(1, eur('60.00'), on('05-05'))]);
    reused([collected(1, eur('60.00'), on('05-05')), collectionReversed(1, eur('60.00'), on('05-06'), on('05-05'))]);
    reused([declined('CurrencyDiffers', 1, eur('60.00'), on('05-05'))]);
    reused([withdrawn(1, on('05-05')), declined('Withdrawn', 1, eur('60.00'), on('05-05'))]);
  });

  it('is not dated before the receivable was raised', () =>
    after(raised())
      .when(collect(1, eur('100.01'), on('03-05')))
      .then(declined('ExceedsOutstanding', 1, eur('100.01'), on('04-01'), { outstanding: hundred })));
});

describe('the first of two reasons', () => {
  const odd = { instalment: 4, purpose: 'recover' as const };

  it('is another amount, or a withdrawal, before the reversal', () => {
    const reversedThen = (event: ReceivableEvent) => after(raised(), event, reversed(whole, on('05-07')));
    reversedThen(declined('CurrencyDiffers', 1, eur('60.00'), on('05-05')))
      .when(collect(1, eur('60.01'), on('05-08')))
      .then(declined('AllocationReusedWithOtherAmount', 1, eur('60.01'), on('05-08')));
    reversedThen(withdrawn(1, on('05-06')))
      .when(collect(1, eur('60.00'), on('05-08')))
      .then(declined('Withdrawn', 1, eur('60.00'), on('05-08')));
  });

  it('is the reversal before the instalment, it before the purpose, it before the currency', () => {
    after(raised(), reversed(whole, on('04-20')))
      .when(collect(1, usd('999.00'), on('05-05'), odd))
      .then(declined('Reversed', 1, usd('999.00'), on('05-05'), { instalment: 4 }));
    after(raised())
      .when(collect(1, usd('999.00'), on('05-05'), odd))
      .then(declined('UnknownInstalment', 1, usd('999.00'), on('05-05'), { instalment: 4 }));
    after(raised())
      .when(collect(1, usd('999.00'), on('05-05'), { purpose: 'recover' }))
      .then(declined('NotWrittenOff', 1, usd('999.00'), on('05-05')));
    after(raised())
      .when(collect(1, usd('999.00'), on('05-05')))
      .then(declined('CurrencyDiffers', 1, usd('999.00'), on('05-05')));
  });
});

describe('the first outcome under an allocation', () => {
  it('is final when it was declined, even if there is room by now', () => {
    const history = [
      raised(),
      collected(1, hundred, on('05-05')),
      declined('ExceedsOutstanding', 2, eur('60.00'), on('05-06'), { outstanding: zero }),
      collectionReversed(1, hundred, on('05-07'), on('05-05')),
    ];
    after(...history)
      .when(collect(2, eur('60.00'), on('05-08')))
      .thenNothing();
    after(...history)
      .when(takeBack(2, on('05-08')))
      .thenNothing();
  });

  it('is final when it was collected and taken back', () => {
    const history = [
      raised(),
      collected(1, eur('60.00'), on('05-05')),
      collectionReversed(1, eur('60.00'), on('05-06'), on('05-05')),
    ];
    after(...history)
      .when(collect(1, eur('60.00'), on('05-08')))
      .thenNothing();
    after(...history)
      .when(takeBack(1, on('05-08')))
      .thenNothing();
  });

  it('is final when another amount came under the same id', () => {
    const history = [
      raised(),
      collected(1, eur('60.00'), on('05-05')),
      declined('AllocationReusedWithOtherAmount', 1, eur('60.01'), on('05-06')),
    ];
    after(...history)
      .when(collect(1, eur('60.00'), on('05-05')))
      .thenNothing();
    after(...history)
      .when(collect(1, eur('60.01'), on('05-06')))
      .then(declined('AllocationReusedWithOtherAmount', 1, eur('60.01'), on('05-06')));
    after(...history)
      .when(takeBack(1, on('05-20')))
      .then(collectionReversed(1, eur('60.00'), on('05-20'), on('05-05')));
  });

  it('is final when it was withdrawn: it is declined once, and nothing after that', () => {
    const history = [raised(), withdrawn(1, on('05-06')), declined('Withdrawn', 1, eur('60.00'), on('05-05'))];
    after(...history)
      .when(collect(1, eur('60.00'), on('05-05')))
      .thenNothing();
    after(...history)
      .when(takeBack(1, on('05-06')))
      .thenNothing();
  });
});

describe('a collection that is taken back', () => {
  it('is open again, the mirror of what was collected', () => {
    const paid = {
      bookAmount: eur('55.00'),
      receiptAmount: usd('65.00'),
      receiptBookAmount: eur('59.90'),
      rate: rate('0.92'),
      valueOn: on('05-03'),
      instalment: 2,
    };
    after(raised(), collected(1, eur('60.00'), on('05-05'), paid))
      .when(takeBack(1, on('05-20'), { instalment: 2 }))
      .then(collectionReversed(1, eur('60.00'), on('05-20'), on('05-05'), paid));
  });

  it('is never taken back before it was collected', () =>
    after(raised(), collected(1, eur('60.00'), on('05-05')))
      .when(takeBack(1, on('05-04')))
      .then(collectionReversed(1, eur('60.00'), on('05-05'), on('05-05'))));

  it('is owed again, not planned again, when it was prepaid and the right has come since', () =>
    after(
      raised({ basis: 'plan' }),
      collected(1, eur('60.00'), on('04-20'), { entitledOn: undefined }),
      entitled(on('05-04'), [eur('87.00'), eur('13.00'), eur('60.00')], [{ number: 1, open: eur('40.00') }]),
    )
      .when(takeBack(1, on('05-20')))
      .then(collectionReversed(1, eur('60.00'), on('05-20'), on('04-20'), { entitledOn: on('05-04') })));

  it('that never came leaves the note that it must not come later', () => {
    after(raised())
      .when(takeBack(1, on('05-20')))
      .then(withdrawn(1, on('05-20')));
    after(raised())
      .when(takeBack(1, on('03-20')))
      .then(withdrawn(1, on('04-01')));
    after(raised(), withdrawn(1, on('05-20')))
      .when(takeBack(1, on('05-20')))
      .thenNothing();
  });

  it('leaves its note on a reversed receivable too', () => {
    const history = [raised(), reversed(whole, on('04-20')), withdrawn(1, on('05-20'))];
    after(...history.slice(0, 2))
      .when(takeBack(1, on('05-20')))
      .then(withdrawn(1, on('05-20')));
    after(...history)
      .when(takeBack(1, on('05-20')))
      .thenNothing();
    after(...history)
      .when(collect(1, eur('60.00'), on('05-20')))
      .then(declined('Withdrawn', 1, eur('60.00'), on('05-20')));
  });
});

describe('a settled receivable', () => {
  const history = [raisedWhole(hundred), collected(1, hundred, on('05-05')), settled(on('05-05'))];

  it('is reopened by a bounce, on its day', () =>
    after(...history)
      .when(takeBack(1, on('06-03')))
      .then(collectionReversed(1, hundred, on('06-03'), on('05-05')), reopened(hundred, on('06-03'))));

  it('is settled again by new money', () =>
    after(...history, collectionReversed(1, hundred, on('06-03'), on('05-05')), reopened(hundred, on('06-03')))
      .when(collect(2, hundred, on('06-10')))
      .then(collected(2, hundred, on('06-10')), settled(on('06-10'))));

  it('is reopened once: a second bounce finds it open', () => {
    const two = [
      raised({ gross: eur('200.00'), instalments: [hundred, hundred] }),
      collected(1, hundred, on('05-05')),
      collected(2, hundred, on('05-20'), { instalment: 2 }),
      settled(on('05-20')),
      collectionReversed(1, hundred, on('06-03'), on('05-05')),
      reopened(hundred, on('06-03')),
    ];
    after(...two)
      .when(takeBack(2, on('06-04'), { instalment: 2 }))
      .then(collectionReversed(2, hundred, on('06-04'), on('05-20'), { instalment: 2 }));
  });
});

describe('what cannot have happened', () => {
  it('stops the fold: nothing but answers to the process follows a reversal', () =>
    expect(() => fold(receivable, [raised(), reversed(whole, on('04-20')), settled(on('04-21'))])).toThrow(
      'ReceivableSettled after ReceivableReversed',
    ));
});
