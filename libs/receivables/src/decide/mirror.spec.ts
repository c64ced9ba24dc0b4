import { deepStrictEqual, ok } from 'node:assert/strict';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, balanceOn, fold, isRefused, lastBalance, money, type CalendarDate } from '#kernel';
import type { ReceivableCommand } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { collect, eur, on, raised, rate, takeBack, usd } from '../examples.js';
import { receivable } from './receivable.js';
import type { Raised } from './state.js';

const inDollars = raised({
  gross: usd('300.00'),
  bookedRate: rate('0.92347'),
  booked: eur('277.04'),
  instalments: [usd('100.00'), usd('100.00'), usd('100.00')],
});
const dollars = (cents: number) => money(BigInt(cents), usd('0.00').currency);

/** The history with what the command left in it. */
const after = (history: readonly ReceivableEvent[], command: ReceivableCommand): readonly ReceivableEvent[] => {
  const ruling = receivable.decide(command, fold(receivable, history));
  if (isRefused(ruling)) throw new Error(`${command.type} was refused: ${ruling.refusal}`);
  return [...history, ...ruling.events];
};
const stateOf = (history: readonly ReceivableEvent[]): Raised => {
  const state = fold(receivable, history);
  if (state.situation !== 'raised' && state.situation !== 'settled') throw new Error(`it is ${state.situation}`);
  return state;
};
/** What stands in the end: figures, situation, book amount. */
const figures = (state: Raised) => ({
  situation: state.situation,
  settled: state.settled,
  relieved: state.relieved,
  open: [...state.instalments.values()].map(({ outstanding }) => lastBalance(outstanding)),
});
const openOn = (state: Raised, day: CalendarDate) =>
  [...state.instalments.values()].map(({ outstanding }) => balanceOn(outstanding, day));

const payment = fc.record({
  instalment: fc.integer({ min: 1, max: 3 }),
  cents: fc.integer({ min: 1, max: 10_000 }),
  day: fc.nat(60),
});
const day = (offset: number) => addDays(on('04-01'), offset);

describe('a collection and its mirror', () => {
  it('leave everything as it was, and both facts in the history', () =>
    fc.assert(
      fc.property(fc.array(payment, { maxLength: 6 }), payment, fc.nat(60), (others, paid, later) => {
        const before = others.reduce<readonly ReceivableEvent[]>(
          (history, { instalment, cents, day: offset }, index) =>
            after(history, collect(index, dollars(cents), day(offset), { instalment })),
          [inDollars],
        );
        const amount = dollars(paid.cents);
        const collected = after(before, collect(99, amount, day(paid.day), { instalment: paid.instalment }));
        const event = collected[before.length];
        fc.pre(event?.type === 'InstalmentCollected');
        const mirrored = after(collected, takeBack(99, day(later), { instalment: paid.instalment }));
        deepStrictEqual(figures(stateOf(mirrored)), figures(stateOf(before)));
        deepStrictEqual(mirrored.slice(0, collected.length), collected);
        const mirror = mirrored[collected.length];
        ok(event && mirror?.type === 'InstalmentCollectionReversed' && mirror.effectiveOn >= event.effectiveOn);
        const days = [event.effectiveOn, mirror.effectiveOn] as const;
        // Between the two days the money was there; before and after them every day is as it was.
        for (let offset = 0; offset <= 61; offset += 1) {
          const between: boolean = day(offset) >= days[0] && day(offset) < days[1];
          const expected: readonly bigint[] = openOn(stateOf(before), day(offset)).map((open, index) =>
            between && index === paid.instalment - 1 ? open - amount.minor : open,
          );
          deepStrictEqual(openOn(stateOf(mirrored), day(offset)), expected);
        }
      }),
      { numRuns: 60 },
    ));
});
