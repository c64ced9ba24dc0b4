import { daysBetween, formatAmount, money, type CalendarDate, type Currency } from '#kernel';
import type { Snapshot } from '#read-store';
import { itemsOf, sidesOf, type Item, type Sides } from './items.js';
import { CHECKS, type Check, type CheckName, type Viewpoint } from './movements.js';

export interface ReconciliationItem {
  /** The number of the receivable or receipt. */
  readonly document: string;
  readonly documentId: string;
  /** Left less right. */
  readonly difference: string;
  /** `in-flight`, `amounts-differ`, or which side has nothing of it. */
  readonly cause: string;
  /** The day since which the sides differ. */
  readonly since: CalendarDate;
}

export interface ReconciliationCheck {
  readonly name: CheckName;
  readonly currency: Currency;
  readonly left: string;
  readonly right: string;
  /** Left less right, without what is in flight. */
  readonly difference: string;
  /** Left less right where money has set out and not arrived. */
  readonly inFlight: string;
  /** Of the oldest item; 0 when both sides agree in everything. */
  readonly oldestDays: number;
  /** What the difference, and then what is in flight, is made of, the oldest first, 500 at most. */
  readonly items: readonly ReconciliationItem[];
}

export interface ReconciliationAnswer {
  /** Whether every difference is zero; what is in flight is none. */
  readonly balanced: boolean;
  readonly checks: readonly ReconciliationCheck[];
}

const written = (minor: bigint, currency: string): string => formatAmount(money(minor, currency as Currency));

const causeOf = (check: Check, { left, right, isInFlight }: Item): string => {
  if (isInFlight) return 'in-flight';
  return right === 0n ? check.onlyLeft : left === 0n ? check.onlyRight : 'amounts-differ';
};

const answerOf = (
  check: Check,
  { currency, left, right, inFlight }: Sides,
  items: readonly Item[],
  asOf: CalendarDate,
): ReconciliationCheck => ({
  name: check.name,
  currency: currency as Currency,
  left: written(left, currency),
  right: written(right, currency),
  difference: written(left - right - inFlight, currency),
  inFlight: written(inFlight, currency),
  oldestDays: Math.max(0, ...items.map(({ since }) => daysBetween(since as CalendarDate, asOf))),
  items: items.map((item) => ({
    document: item.number,
    documentId: item.documentId,
    difference: written(item.left - item.right, currency),
    cause: causeOf(check, item),
    since: item.since as CalendarDate,
  })),
});

const nothing = (currency: string): Sides => ({ currency, left: 0n, right: 0n, inFlight: 0n, differing: 0 });

/** Sets the sides of every check against each other, per currency that any of them knows. */
export const reconciliation = async (snapshot: Snapshot, view: Viewpoint): Promise<ReconciliationAnswer> => {
  const { db } = snapshot;
  const found: { readonly check: Check; readonly sides: readonly Sides[]; readonly items: readonly Item[] }[] = [];
  for (const check of CHECKS) {
    const sides = await sidesOf(db, check, view);
    const items = sides.some(({ differing }) => differing > 0) ? await itemsOf(db, check, view) : [];
    found.push({ check, sides, items });
  }
  const currencies = [...new Set(found.flatMap(({ sides }) => sides.map(({ currency }) => currency)))].sort();
  const checks = found.flatMap(({ check, sides, items }) =>
    currencies.map((currency) =>
      answerOf(
        check,
        sides.find((each) => each.currency === currency) ?? nothing(currency),
        items.filter((item) => item.currency === currency),
        view.asOf,
      ),
    ),
  );
  // Differences of two items may cancel out in the sum; they are differences all the same.
  const isEven = ({ items }: ReconciliationCheck): boolean => items.every(({ cause }) => cause === 'in-flight');
  return { balanced: checks.every(isEven), checks };
};
