import { describe, expect, it } from '@jest/globals';
import { fold } from '#kernel';
import { receipt } from './decide/receipt.js';
import type { ReceiptEvent } from './events.js';
import {
  allocation,
  allocationConfirmed,
  allocationReturned,
  eur,
  money,
  on,
  receiptAllocated,
  receiptReversed,
  receivable,
  registered,
  returnRequested,
} from './examples.js';
import { processOf } from './process.js';

const sixty = eur('60.00');
const forty = eur('40.00');
const allocated = [
  receiptAllocated(0, sixty, on('05-10')),
  receiptAllocated(1, forty, on('05-10'), { instalment: 2 }),
] as const;
const [first] = allocated;
const confirmed = [allocationConfirmed(0, sixty, on('05-10')), allocationConfirmed(1, forty, on('05-10'))] as const;
const declined = allocationReturned(1, forty, on('05-10'), ['inFlight', 'unapplied', 'ExceedsOutstanding']);

/** The process of what a command left, with what has happened since. */
const after = (command: readonly ReceiptEvent[], ...since: readonly ReceiptEvent[]) =>
  processOf(command, fold(receipt, [...money(), ...command, ...since]));
const item = (ordinal: number, state: string, reason?: string) => ({
  allocationId: allocation(ordinal),
  receivableId: receivable('A'),
  instalment: ordinal + 1,
  amount: ordinal === 0 ? sixty : forty,
  state,
  ...(reason !== undefined && { reason }),
});

describe('the process that an allocation starts', () => {
  it('runs while any of its money is in flight', () => {
    expect(after(allocated)).toEqual({ state: 'running', items: [item(0, 'inFlight'), item(1, 'inFlight')] });
    expect(after(allocated, confirmed[0])).toEqual({
      state: 'running',
      items: [item(0, 'applied'), item(1, 'inFlight')],
    });
  });

  it('is done when all of it is applied', () =>
    expect(after(allocated, ...confirmed)).toEqual({ state: 'done', items: [item(0, 'applied'), item(1, 'applied')] }));

  it('is declined when any of it was, with the reason', () =>
    expect(after(allocated, confirmed[0], declined)).toEqual({
      state: 'declined',
      items: [item(0, 'applied'), item(1, 'declined', 'ExceedsOutstanding')],
    }));

  it('is of the command’s own items', () =>
    expect(processOf([first], fold(receipt, [...money(), ...allocated]))).toEqual({
      state: 'running',
      items: [item(0, 'inFlight')],
    }));
});

describe('the process that takes money back', () => {
  const asked = returnRequested(0, sixty, on('05-20'), 'applied');
  const bounced = receiptReversed(on('05-20'), [], [0]);

  it('runs until the receivable has given it back', () => {
    const history = [...money(), first, confirmed[0], asked];
    expect(processOf([asked], fold(receipt, history))).toEqual({ state: 'running', items: [item(0, 'inFlight')] });
    const back = allocationReturned(0, sixty, on('05-20'), ['inFlight', 'unapplied']);
    expect(processOf([asked], fold(receipt, [...history, back]))).toEqual({
      state: 'done',
      items: [item(0, 'returned')],
    });
  });

  it('runs after a bounce although the money is still called applied', () => {
    const history = [...money(), first, confirmed[0], bounced];
    expect(processOf([bounced], fold(receipt, history))).toEqual({ state: 'running', items: [item(0, 'applied')] });
    const back = allocationReturned(0, sixty, on('05-20'), ['applied', 'inFlight']);
    expect(processOf([bounced], fold(receipt, [...history, back]))).toEqual({
      state: 'done',
      items: [item(0, 'returned')],
    });
  });
});

describe('a command that starts no process', () => {
  it('has none', () => {
    expect(processOf(money(), fold(receipt, money()))).toBeUndefined();
    expect(processOf([], receipt.initial)).toBeUndefined();
    const nothingOnIt = receiptReversed(on('05-20'), []);
    expect(processOf([nothingOnIt], fold(receipt, [...money(), nothingOnIt]))).toBeUndefined();
  });
});

describe('an intent', () => {
  it('is kept in the state of the receipt, for the confirmation to be made of', () => {
    const intended = { method: 'oldestFirst', purpose: 'collect', items: [] } as const;
    expect(fold(receipt, [registered({ intended })])).toMatchObject({ situation: 'registered', intended });
  });
});
