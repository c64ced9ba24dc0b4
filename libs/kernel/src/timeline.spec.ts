import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, calendarDate, type CalendarDate } from './dates.js';
import { balanceOn, firstDayHolding, lastBalance, lastDay, staysWhole, withChange, type Timeline } from './timeline.js';

const start = calendarDate('2026-02-20') as CalendarDate;
const day = (number: number): CalendarDate => addDays(start, number);

interface Change {
  readonly on: number;
  readonly minor: bigint;
}
const DAYS = 12;
const anyChange = fc.record<Change>({ on: fc.nat(DAYS - 1), minor: fc.bigInt({ min: -5n, max: 9n }) });
const anyChanges = fc.array(anyChange, { maxLength: 12 });
const of = (changes: readonly Change[]): Timeline =>
  changes.reduce<Timeline>((timeline, { on, minor }) => withChange(timeline, day(on), minor), []);
/** The figure on each day, counted from scratch. */
const daily = (changes: readonly Change[]): bigint[] =>
  Array.from({ length: DAYS }, (_, today) =>
    changes.reduce((sum, { on, minor }) => (on <= today ? sum + minor : sum), 0n),
  );

describe('a timeline', () => {
  it('knows the figure on every day, in whatever order its changes became known', () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const timeline = of(changes);
        expect(Array.from({ length: DAYS }, (_, today) => balanceOn(timeline, day(today)))).toEqual(daily(changes));
        expect(lastBalance(timeline)).toBe(daily(changes).at(-1));
        expect(of(changes.toReversed()).filter(({ minor }) => minor !== 0n)).toEqual(
          timeline.filter(({ minor }) => minor !== 0n),
        );
      }),
    );
  });

  it('has one change a day, earliest first, and is not itself changed by another one', () => {
    const timeline = of([
      { on: 5, minor: 3n },
      { on: 1, minor: 2n },
      { on: 5, minor: 4n },
    ]);
    expect(timeline).toEqual([
      { on: day(1), minor: 2n },
      { on: day(5), minor: 7n },
    ]);
    withChange(timeline, day(3), 1n);
    expect(timeline).toHaveLength(2);
    expect(withChange(timeline, day(3), 0n)).toBe(timeline);
    expect([lastDay(timeline), lastDay([])]).toEqual([day(5), undefined]);
  });
});

describe('the first day that holds an amount for good', () => {
  it('is the first one, not before the day asked, from which the figure is never below it again', () => {
    fc.assert(
      fc.property(anyChanges, fc.nat(DAYS - 1), fc.bigInt({ min: 0n, max: 15n }), (changes, from, minor) => {
        const figures = daily(changes);
        const first = figures.findIndex(
          (_, today) => today >= from && figures.slice(today).every((figure) => figure >= minor),
        );
        expect(firstDayHolding(of(changes), day(from), minor)).toBe(first < 0 ? undefined : day(first));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a figure that is never negative', () => {
  it('stays whole under one more change exactly when it is negative on no day then', () => {
    fc.assert(
      fc.property(anyChanges, anyChange, (changes, change) => {
        fc.pre(daily(changes).every((figure) => figure >= 0n));
        expect(staysWhole(of(changes), day(change.on), change.minor)).toBe(
          daily([...changes, change]).every((figure) => figure >= 0n),
        );
      }),
      { numRuns: 500 },
    );
  });
});
