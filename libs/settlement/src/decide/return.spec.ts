import { describe, it } from '@jest/globals';
import { given } from '#testing';
import type { ConfirmAllocation, RequestReturn, ReturnAllocation } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import {
  allocation,
  allocationConfirmed,
  allocationReturned,
  eur,
  money,
  on,
  receiptAllocated,
  receiptId,
  receiptReversed,
  returnRequested,
} from '../examples.js';
import { receipt } from './receipt.js';

const sixty = eur('60.00');
const after = (...history: readonly ReceiptEvent[]) => given(receipt, ...money(), ...history);
const request = (day: string, ordinal = 0): RequestReturn => ({
  type: 'RequestReturn',
  receiptId,
  allocationId: allocation(ordinal),
  on: on(day),
});
const collected = (day: string): ConfirmAllocation => ({
  type: 'ConfirmAllocation',
  receiptId,
  allocationId: allocation(0),
  on: on(day),
});
const givenBack = (day: string, declined?: string): ReturnAllocation => ({
  type: 'ReturnAllocation',
  receiptId,
  allocationId: allocation(0),
  ...(declined !== undefined && { declined }),
  on: on(day),
});

const inFlight = receiptAllocated(0, sixty, on('05-10'));
const applied = [inFlight, allocationConfirmed(0, sixty, on('05-12'))];

describe('an allocation in flight', () => {
  it('is applied when the receivable has collected it, on the day of the collection', () => {
    after(inFlight)
      .when(collected('05-12'))
      .then(allocationConfirmed(0, sixty, on('05-12')));
    after(...applied)
      .when(collected('05-12'))
      .thenNothing();
  });

  it('is free again when the receivable declined it, with the reason', () => {
    const back = allocationReturned(0, sixty, on('05-10'), ['inFlight', 'unapplied', 'ExceedsOutstanding']);
    after(inFlight).when(givenBack('05-10', 'ExceedsOutstanding')).then(back);
    after(inFlight, back).when(givenBack('05-10', 'ExceedsOutstanding')).thenNothing();
    after(inFlight, back).when(givenBack('05-11')).thenNothing();
  });

  it('is never returned before it was made', () => {
    after(inFlight)
      .when(givenBack('05-09'))
      .then(allocationReturned(0, sixty, on('05-10'), ['inFlight', 'unapplied']));
    after(inFlight)
      .when(request('05-09'))
      .then(returnRequested(0, sixty, on('05-10'), 'inFlight'));
  });

  it('can be asked back: the receivable has the last word', () => {
    const asked = returnRequested(0, sixty, on('05-20'), 'inFlight');
    after(inFlight).when(request('05-20')).then(asked);
    after(inFlight, asked).when(request('05-21')).thenNothing();
    after(inFlight, asked)
      .when(givenBack('05-20'))
      .then(allocationReturned(0, sixty, on('05-20'), ['inFlight', 'unapplied']));
  });

  it('that was asked back and collected all the same is applied first, then returned', () => {
    const history = [
      inFlight,
      returnRequested(0, sixty, on('05-11'), 'inFlight'),
      allocationConfirmed(0, sixty, on('05-12')),
    ];
    after(...history.slice(0, 2))
      .when(collected('05-12'))
      .then(allocationConfirmed(0, sixty, on('05-12')));
    after(...history)
      .when(request('05-13'))
      .thenNothing();
    after(...history)
      .when(givenBack('05-12'))
      .then(allocationReturned(0, sixty, on('05-12'), ['applied', 'unapplied']));
  });

  it('is given back on the later day of the two, when it was collected later than it was asked back', () =>
    after(inFlight, returnRequested(0, sixty, on('05-11'), 'inFlight'), allocationConfirmed(0, sixty, on('05-12')))
      .when(givenBack('05-11'))
      .then(allocationReturned(0, sixty, on('05-12'), ['applied', 'unapplied'])));
});

describe('an applied allocation', () => {
  const asked = returnRequested(0, sixty, on('05-20'), 'applied');

  it('is in flight again until the receivable has given it back', () => {
    after(...applied)
      .when(request('05-20'))
      .then(asked);
    after(...applied, asked)
      .when(request('05-20'))
      .thenNothing();
    after(...applied, asked)
      .when(givenBack('05-20'))
      .then(allocationReturned(0, sixty, on('05-20'), ['inFlight', 'unapplied']));
  });

  it('is not applied a second time by a confirmation that comes again', () =>
    after(...applied, asked)
      .when(collected('05-12'))
      .thenNothing());

  it('is never asked back before it was collected', () =>
    after(...applied)
      .when(request('05-11'))
      .then(returnRequested(0, sixty, on('05-12'), 'applied')));

  it('is never given back before it was asked back', () =>
    after(...applied, asked)
      .when(givenBack('05-19'))
      .then(allocationReturned(0, sixty, on('05-20'), ['inFlight', 'unapplied'])));
});

describe('an allocation that is over', () => {
  it.each([
    ['returned', undefined],
    ['declined', 'Reversed'],
  ] as const)('takes nothing back any more when it was %s', (_, reason) => {
    const over = [inFlight, allocationReturned(0, sixty, on('05-10'), ['inFlight', 'unapplied', reason])];
    after(...over)
      .when(request('05-20'))
      .thenNothing();
    after(...over)
      .when(givenBack('05-20', 'Withdrawn'))
      .thenNothing();
    after(...over)
      .when(collected('05-20'))
      .thenNothing();
  });

  it('is not one that the receipt never had', () => {
    after(inFlight)
      .when(request('05-20', 1))
      .thenRefused('UnknownAllocation', { allocationId: allocation(1) });
    after(inFlight, receiptReversed(on('05-20'), [], []))
      .when(request('05-20', 1))
      .thenRefused('UnknownAllocation');
  });
});

describe('an allocation of a reversed receipt', () => {
  const bounced = receiptReversed(
    on('05-20'),
    [
      ['unapplied', '05-20', '-40.00'],
      ['inFlight', '05-20', '-60.00'],
    ],
    [0],
  );

  it('is not asked back: it comes back by itself', () =>
    after(...applied, bounced)
      .when(request('05-21'))
      .thenRefused('Reversed', { number: 'B-1' }));

  it('goes to nobody when it was still in flight', () => {
    after(inFlight, bounced)
      .when(givenBack('05-20'))
      .then(allocationReturned(0, sixty, on('05-20'), ['inFlight', 'nowhere']));
    after(inFlight, bounced)
      .when(givenBack('05-10', 'ExceedsOutstanding'))
      .then(allocationReturned(0, sixty, on('05-10'), ['inFlight', 'nowhere', 'ExceedsOutstanding']));
  });

  it('fills what its withdrawal took out of flight when it was applied', () =>
    after(...applied, bounced)
      .when(givenBack('05-20'))
      .then(allocationReturned(0, sixty, on('05-20'), ['applied', 'inFlight'])));

  it('is applied when the receivable had collected it in between, and comes back from there', () => {
    after(inFlight, bounced)
      .when(collected('05-12'))
      .then(allocationConfirmed(0, sixty, on('05-12')));
    after(inFlight, bounced, allocationConfirmed(0, sixty, on('05-12')))
      .when(givenBack('05-20'))
      .then(allocationReturned(0, sixty, on('05-20'), ['applied', 'inFlight']));
  });
});
