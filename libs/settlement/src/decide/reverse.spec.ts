import { describe, expect, it } from '@jest/globals';
import { encodeData, fold } from '#kernel';
import { given } from '#testing';
import { MAX_LIVE_ALLOCATIONS, type ReverseReceipt } from '../commands.js';
import { CAUSES, type ReceiptEvent } from '../events.js';
import {
  allocationConfirmed,
  allocationReturned,
  cleared,
  confirmed,
  eur,
  identified,
  money,
  on,
  receiptAllocated,
  receiptId,
  receiptReversed,
  registered,
  returnRequested,
} from '../examples.js';
import { receipt } from './receipt.js';

const sixty = eur('60.00');
const after = (...history: readonly ReceiptEvent[]) => given(receipt, ...history);
const reverse = (day: string, cause: ReverseReceipt['cause'] = 'bounced'): ReverseReceipt => ({
  type: 'ReverseReceipt',
  receiptId,
  cause,
  on: on(day),
});
const nobody = { customerId: undefined };

describe('a receipt that the bank takes back', () => {
  it.each(CAUSES)('goes, whatever the cause: %s', (cause) =>
    after(registered())
      .when(reverse('05-20', cause))
      .then(receiptReversed(on('05-20'), [['claimed', '05-20', '-100.00']], [], { cause })),
  );

  it('goes from where the money is', () => {
    after(registered(nobody), confirmed(nobody))
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), [['unidentified', '05-20', '-100.00']], [], nobody));
    after(registered(nobody), confirmed(nobody), identified(eur('100.00')))
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), [['unapplied', '05-20', '-100.00']]));
  });

  it('goes once', () =>
    after(registered(), receiptReversed(on('05-20'), [['claimed', '05-20', '-100.00']]))
      .when(reverse('05-01', 'mistake'))
      .thenNothing());

  it('does not go before it came', () => {
    after(...money())
      .when(reverse('05-04'))
      .thenRefused('BreaksLaterDate', { on: on('05-04'), notBefore: on('05-05') });
    after(...money())
      .when(reverse('05-05'))
      .then(receiptReversed(on('05-05'), [['unapplied', '05-05', '-100.00']]));
  });

  it('does not go before the bank’s line of its coming', () => {
    after(...money(), cleared(on('05-08')))
      .when(reverse('05-07'))
      .thenRefused('BreaksLaterDate', { on: on('05-07'), notBefore: on('05-08') });
    after(...money(), cleared(on('05-08')))
      .when(reverse('05-08'))
      .then(receiptReversed(on('05-08'), [['unapplied', '05-08', '-100.00']]));
  });
});

describe('a receipt with allocations that bounces', () => {
  const inFlight = [...money(), receiptAllocated(0, sixty, on('05-10'))];
  const applied = [...inFlight, allocationConfirmed(0, sixty, on('05-12'))];
  const split = [
    ['unapplied', '05-20', '-40.00'],
    ['inFlight', '05-20', '-60.00'],
  ] as const;

  it('names what it withdraws, in flight or applied', () => {
    after(...inFlight)
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), split, [0]));
    after(...applied)
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), split, [0]));
    after(...applied, receiptAllocated(1, eur('40.00'), on('05-05')))
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), [['inFlight', '05-20', '-100.00']], [0, 1]));
  });

  it('names what is on its way back too', () =>
    after(...applied, returnRequested(0, sixty, on('05-15'), 'applied'))
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), split, [0])));

  it('can name 2,000 of them in the one event that the bank’s fact is', () => {
    const many = Array.from({ length: MAX_LIVE_ALLOCATIONS }, (_, ordinal) => receiptAllocated(ordinal, eur('0.01')));
    const ruling = receipt.decide(reverse('05-20'), fold(receipt, [...money(), ...many]));
    const [bounced] = 'events' in ruling ? ruling.events : [];
    if (bounced?.type !== 'ReceiptReversed') throw new Error('it did not go');
    expect(bounced.data.withdrawn.length).toBe(2_000);
    // An event holds 256 KiB; 8 of them are kept for its metadata and for changes on later days.
    expect(JSON.stringify(encodeData(receipt.events, bounced).data).length).toBeLessThan(248 * 1024);
  });

  it('does not name what is back already', () =>
    after(...inFlight, allocationReturned(0, sixty, on('05-10'), ['inFlight', 'unapplied', 'Reversed']))
      .when(reverse('05-20'))
      .then(receiptReversed(on('05-20'), [['unapplied', '05-20', '-100.00']])));

  it('empties every day from the bounce on, whatever happened on later days', () => {
    after(...applied)
      .when(reverse('05-08'))
      .then(
        receiptReversed(
          on('05-08'),
          [
            ['unapplied', '05-08', '-100.00'],
            ['unapplied', '05-10', '60.00'],
            ['inFlight', '05-10', '-60.00'],
          ],
          [0],
        ),
      );
    after(...inFlight, allocationReturned(0, sixty, on('05-15'), ['inFlight', 'unapplied']))
      .when(reverse('05-12'))
      .then(
        receiptReversed(on('05-12'), [
          ['unapplied', '05-12', '-40.00'],
          ['unapplied', '05-15', '-60.00'],
          ['inFlight', '05-12', '-60.00'],
          ['inFlight', '05-15', '60.00'],
        ]),
      );
  });
});
