import { describe, it } from '@jest/globals';
import type { Money } from '#kernel';
import { given } from '#testing';
import { MAX_ITEMS, MAX_LIVE_ALLOCATIONS, type AllocateReceipt, type Allocating } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import {
  BOOKED_ON,
  allocationReturned,
  byHand,
  choosing,
  cleared,
  confirmed,
  eur,
  item,
  money,
  on,
  open,
  otherCustomer,
  rate,
  receiptAllocated,
  receiptId,
  receiptReversed,
  receivable,
  registered,
  usd,
} from '../examples.js';
import { receipt } from './receipt.js';

const after = (...history: readonly ReceiptEvent[]) => given(receipt, ...history);
const allocate = (allocating: Allocating): AllocateReceipt => ({
  type: 'AllocateReceipt',
  receiptId,
  allocate: allocating,
});
const chosen = (ordinal: number, name: string, amount: Money, method: 'oldestFirst' | 'exact', instalment = 1) =>
  receiptAllocated(ordinal, amount, BOOKED_ON, {
    receivableId: receivable(name),
    receivableNumber: name,
    instalment,
    method,
    chosenAt: 17,
  });

describe('confirmed money', () => {
  it('is allocated by hand to as many instalments as were named', () => {
    after(...money())
      .when(allocate(byHand(item(eur('60.00')), item(eur('40.00'), { instalment: 3 }))))
      .then(receiptAllocated(0, eur('60.00')), receiptAllocated(1, eur('40.00'), BOOKED_ON, { instalment: 3 }));
    after(...money(), cleared(on('05-06')))
      .when(allocate(byHand(item(eur('60.00')))))
      .then(receiptAllocated(0, eur('60.00')));
  });

  it('is never allocated beyond what is free', () => {
    after(...money())
      .when(allocate(byHand(item(eur('60.00')), item(eur('40.01')))))
      .thenRefused('ExceedsFree', { asked: eur('100.01'), free: eur('100.00') });
    after(...money(), receiptAllocated(0, eur('60.00')))
      .when(allocate(byHand(item(eur('40.01')))))
      .thenRefused('ExceedsFree', { asked: eur('40.01'), free: eur('40.00') });
    after(...money(), receiptAllocated(0, eur('60.00')))
      .when(allocate(byHand(item(eur('40.00')))))
      .then(receiptAllocated(1, eur('40.00')));
  });

  it('recovers what was written off when that is its purpose', () =>
    after(...money())
      .when(allocate({ ...byHand(item(eur('60.00'))), purpose: 'recover' }))
      .then(receiptAllocated(0, eur('60.00'), BOOKED_ON, { purpose: 'recover' })));

  it('is allocated to an instalment in another currency by what it takes of the receipt', () =>
    after(...money())
      .when(
        allocate(byHand(item(usd('65.00'), { receiptAmount: eur('60.00'), rate: rate('0.92') }), item(eur('40.00')))),
      )
      .then(
        receiptAllocated(0, usd('65.00'), BOOKED_ON, {
          receiptAmount: eur('60.00'),
          receiptBookAmount: eur('60.00'),
          rate: rate('0.92'),
        }),
        receiptAllocated(1, eur('40.00')),
      ));

  it('may say the same amount twice', () =>
    after(...money())
      .when(allocate(byHand(item(eur('60.00'), { receiptAmount: eur('60.00') }))))
      .then(receiptAllocated(0, eur('60.00'))));

  it('gives every allocation an id of its own, also after one was returned', () =>
    after(
      ...money(),
      receiptAllocated(0, eur('60.00')),
      allocationReturned(0, eur('60.00'), BOOKED_ON, ['inFlight', 'unapplied', 'ExceedsOutstanding']),
    )
      .when(allocate(byHand(item(eur('60.00')))))
      .then(receiptAllocated(1, eur('60.00'))));
});

describe('what is refused first in an allocation', () => {
  const strange = item(eur('1.00'), { customerId: otherCustomer });
  const foreign = item(eur('1.00'), { receiptAmount: usd('1.00') });
  const missing = item(usd('1.00'));
  const different = item(eur('1.00'), { receiptAmount: eur('1.01') });
  const many = Array.from({ length: MAX_ITEMS + 1 }, () => item(eur('999.00')));
  const nobodys = [registered({ customerId: undefined }), confirmed({ customerId: undefined })];

  it('is the situation, then the payer', () => {
    after(registered({ customerId: undefined }))
      .when(allocate(byHand(strange)))
      .thenRefused('NotConfirmed', {});
    after(registered({ customerId: undefined }), receiptReversed(on('05-06'), [], [], { customerId: undefined }))
      .when(allocate(byHand(strange)))
      .thenRefused('Reversed', { number: 'B-1' });
    after(...nobodys)
      .when(allocate(byHand(strange)))
      .thenRefused('Unidentified', {});
    after(...nobodys)
      .when(allocate(choosing('exact')))
      .thenRefused('Unidentified', {});
  });

  it('is another customer, then another currency, then a missing amount, then a different one', () => {
    after(...money())
      .when(allocate(byHand(different, missing, foreign, strange)))
      .thenRefused('OtherCustomer', { receivableId: receivable('A') });
    after(...money())
      .when(allocate(byHand(different, missing, foreign)))
      .thenRefused('CurrencyDiffers', { given: 'USD', expected: 'EUR' });
    after(...money())
      .when(allocate(byHand(different, missing)))
      .thenRefused('ReceiptAmountMissing', { given: 'USD', expected: 'EUR' });
    after(...money())
      .when(allocate(byHand(...many, different)))
      .thenRefused('ReceiptAmountDiffers', { amount: eur('1.00'), receiptAmount: eur('1.01') });
  });

  it('is too many items, then too much money', () =>
    after(...money())
      .when(allocate(byHand(...many)))
      .thenRefused('TooManyAllocations', { limit: MAX_ITEMS }));
});

describe('the limits', () => {
  const cents = (count: number) => Array.from({ length: count }, () => item(eur('0.01')));
  const full = Array.from({ length: MAX_LIVE_ALLOCATIONS - 1 }, (_, ordinal) => receiptAllocated(ordinal, eur('0.01')));

  it('are 90 items in one command', () =>
    after(...money())
      .when(allocate(byHand(...cents(MAX_ITEMS))))
      .then(...cents(MAX_ITEMS).map((_, ordinal) => receiptAllocated(ordinal, eur('0.01')))));

  it('are 2,000 live allocations; what was returned does not count', () => {
    after(...money(), ...full)
      .when(allocate(byHand(...cents(2))))
      .thenRefused('TooManyAllocations', { limit: MAX_LIVE_ALLOCATIONS });
    after(...money(), ...full)
      .when(allocate(byHand(...cents(1))))
      .then(receiptAllocated(1999, eur('0.01')));
    const returned = allocationReturned(7, eur('0.01'), BOOKED_ON, ['inFlight', 'unapplied']);
    after(...money(), ...full, returned)
      .when(allocate(byHand(...cents(3))))
      .thenRefused('TooManyAllocations', { limit: MAX_LIVE_ALLOCATIONS });
    after(...money(), ...full, returned)
      .when(allocate(byHand(...cents(2))))
      .then(receiptAllocated(1999, eur('0.01')), receiptAllocated(2000, eur('0.01')));
  });
});

describe('oldest first', () => {
  it('takes by due date, then number, then instalment, and what is left of the money for the last', () =>
    after(...money())
      .when(
        allocate(
          choosing(
            'oldestFirst',
            open('B', eur('10.00'), '05-31'),
            open('D', eur('20.00'), '04-30', { instalment: 2 }),
            open('D', eur('20.00'), '04-30', { instalment: 10 }),
            open('C', eur('30.00'), '04-30', { instalment: 11 }),
            open('A', eur('50.00'), '06-30'),
            open('E', eur('50.00'), '07-31'),
          ),
        ),
      )
      .then(
        chosen(0, 'C', eur('30.00'), 'oldestFirst', 11),
        chosen(1, 'D', eur('20.00'), 'oldestFirst', 2),
        chosen(2, 'D', eur('20.00'), 'oldestFirst', 10),
        chosen(3, 'B', eur('10.00'), 'oldestFirst'),
        chosen(4, 'A', eur('20.00'), 'oldestFirst'),
      ));

  it('takes the last cent too, and nothing more after it', () =>
    after(...money())
      .when(
        allocate(
          choosing(
            'oldestFirst',
            open('A', eur('99.99'), '04-30'),
            open('B', eur('50.00'), '05-31'),
            open('C', eur('50.00'), '06-30'),
          ),
        ),
      )
      .then(chosen(0, 'A', eur('99.99'), 'oldestFirst'), chosen(1, 'B', eur('0.01'), 'oldestFirst')));

  it('leaves the rest unapplied when everything is paid', () =>
    after(...money())
      .when(allocate(choosing('oldestFirst', open('A', eur('30.00'), '04-30'))))
      .then(chosen(0, 'A', eur('30.00'), 'oldestFirst')));

  it('passes over what is paid and what is in another currency', () =>
    after(...money())
      .when(
        allocate(
          choosing(
            'oldestFirst',
            open('A', eur('0.00'), '04-30'),
            open('B', usd('30.00'), '04-30'),
            open('C', eur('30.00'), '05-31'),
          ),
        ),
      )
      .then(chosen(0, 'C', eur('30.00'), 'oldestFirst')));

  it('has nothing to do when nothing is open or nothing is free', () => {
    after(...money())
      .when(allocate(choosing('oldestFirst')))
      .thenNothing();
    after(...money(), receiptAllocated(0, eur('100.00')))
      .when(allocate(choosing('oldestFirst', open('A', eur('30.00'), '04-30'))))
      .thenNothing();
  });

  it('takes the oldest 90', () => {
    const items = Array.from({ length: MAX_ITEMS + 1 }, (_, index) =>
      open('A', eur('0.01'), '04-30', { instalment: MAX_ITEMS + 1 - index }),
    );
    after(...money())
      .when(allocate(choosing('oldestFirst', ...items)))
      .then(
        ...Array.from({ length: MAX_ITEMS }, (_, index) => chosen(index, 'A', eur('0.01'), 'oldestFirst', index + 1)),
      );
  });
});

describe('exact', () => {
  const exact = (...items: Parameters<typeof open>[]) =>
    after(...money()).when(allocate(choosing('exact', ...items.map((each) => open(...each)))));

  it('takes the one instalment of exactly the free amount', () =>
    exact(
      ['A', eur('60.00'), '04-30'],
      ['A', eur('100.00'), '05-31', { instalment: 2 }],
      ['B', eur('99.99'), '04-30'],
    ).then(chosen(0, 'A', eur('100.00'), 'exact', 2)));

  it('takes the one receivable whose open instalments are together exactly the free amount', () =>
    exact(
      ['A', eur('60.00'), '04-30'],
      ['A', eur('0.00'), '05-31', { instalment: 2 }],
      ['A', eur('40.00'), '06-30', { instalment: 3 }],
      ['B', eur('60.00'), '04-30'],
      ['B', eur('40.01'), '05-31', { instalment: 2 }],
    ).then(chosen(0, 'A', eur('60.00'), 'exact'), chosen(1, 'A', eur('40.00'), 'exact', 3)));

  it('counts the last cent of a receivable', () =>
    exact(['A', eur('99.99'), '04-30'], ['A', eur('0.01'), '05-31', { instalment: 2 }]).then(
      chosen(0, 'A', eur('99.99'), 'exact'),
      chosen(1, 'A', eur('0.01'), 'exact', 2),
    ));

  it('counts a receivable with one open instalment once', () =>
    exact(['A', eur('100.00'), '04-30']).then(chosen(0, 'A', eur('100.00'), 'exact')));

  it('is refused when nothing is exactly that', () => {
    exact().thenRefused('NoExactMatch', { free: eur('100.00') });
    exact(['A', eur('60.00'), '04-30'], ['B', eur('40.00'), '04-30'], ['C', usd('100.00'), '04-30']).thenRefused(
      'NoExactMatch',
      { free: eur('100.00') },
    );
    after(...money(), receiptAllocated(0, eur('100.00')))
      .when(allocate(choosing('exact', open('A', eur('0.00'), '04-30'))))
      .thenRefused('NoExactMatch', { free: eur('0.00') });
  });

  it('is refused when several are: a person has to say which', () => {
    exact(['A', eur('100.00'), '04-30'], ['B', eur('100.00'), '04-30']).thenRefused('SeveralExactMatches', {
      free: eur('100.00'),
      matches: 2,
    });
    exact(
      ['A', eur('60.00'), '04-30'],
      ['A', eur('40.00'), '05-31', { instalment: 2 }],
      ['B', eur('100.00'), '04-30'],
      ['C', eur('100.00'), '04-30'],
    ).thenRefused('SeveralExactMatches', { free: eur('100.00'), matches: 3 });
  });

  it('is refused for a receivable of more open instalments than one command takes', () =>
    exact(
      ...Array.from({ length: MAX_ITEMS + 10 }, (_, index): Parameters<typeof open> => [
        'A',
        eur('1.00'),
        '04-30',
        { instalment: index + 1 },
      ]),
    ).thenRefused('TooManyAllocations', { limit: MAX_ITEMS }));
});

describe('the book amount of money in another currency', () => {
  const dollars = money(usd('100.00'), eur('90.01'));
  const share = (ordinal: number, amount: string, book: string) =>
    receiptAllocated(ordinal, usd(amount), BOOKED_ON, { receiptBookAmount: eur(book) });

  it('is shared so that the last allocation takes the rest', () => {
    after(...dollars)
      .when(allocate(byHand(item(usd('33.33')), item(usd('33.33')), item(usd('33.34')))))
      .then(share(0, '33.33', '30.00'), share(1, '33.33', '30.00'), share(2, '33.34', '30.01'));
    after(...dollars, share(0, '33.33', '30.00'))
      .when(allocate(byHand(item(usd('66.67')))))
      .then(share(1, '66.67', '60.01'));
  });

  it('comes back with what is returned', () =>
    after(
      ...dollars,
      share(0, '33.33', '30.00'),
      share(1, '66.67', '60.01'),
      allocationReturned(1, usd('66.67'), BOOKED_ON, ['inFlight', 'unapplied']),
    )
      .when(allocate(byHand(item(usd('0.01')), item(usd('66.66')))))
      .then(share(2, '0.01', '0.01'), share(3, '66.66', '60.00')));
});
