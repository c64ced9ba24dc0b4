import type { CalendarDate, Currency, CustomerId } from '#kernel';
import type { Snapshot } from '#read-store';
import { moneyTotals, openTotals, unappliedTotals, type DueBetween, type MoneyTotal, type OpenTotal } from './open.js';
import { daysBefore, written, type Viewpoint } from './viewpoint.js';

export interface AgeingBucket {
  /** Days past the due date, both ends included; `to` is null in the last one. */
  readonly from: number;
  readonly to: number | null;
  readonly amount: string;
}

export interface AgeingTotal {
  readonly currency: Currency;
  /** How many receivables have something outstanding that is entitled. */
  readonly open: number;
  readonly outstanding: string;
  /** What falls due on the day itself or later. */
  readonly notDue: string;
  readonly buckets: readonly AgeingBucket[];
  /** A part of `outstanding`. */
  readonly disputed: string;
  /** Confirmed money that is on no instalment; not netted. */
  readonly unapplied: string;
  /** What a plan still expects; nobody owes it yet. */
  readonly planned: string;
}

export interface CustomerAgeing extends AgeingTotal {
  readonly id: CustomerId;
}

export interface AgeingAnswer {
  /** A row for each currency that has any figure. */
  readonly totals: readonly AgeingTotal[];
  /** A row for each customer and currency; only when asked by customer. */
  readonly customers?: readonly CustomerAgeing[];
}

export interface AgeingQuestion extends Viewpoint {
  readonly customerId?: CustomerId;
  readonly byCustomer?: boolean;
  /** The last day of each bucket but the open one, rising from above zero. */
  readonly buckets?: readonly number[];
}

const DEFAULT_BUCKETS = [30, 60, 90];

/** Not due first, then the buckets from the youngest to the oldest, by due date. */
const parts = (asOf: CalendarDate, ends: readonly number[]): readonly DueBetween[] => {
  const firstDays = [asOf, ...ends.map((days) => daysBefore(asOf, days))];
  return [{ from: asOf }, ...firstDays.map((before, index) => ({ before, from: firstDays[index + 1] }))];
};

const bucketsOf = (ends: readonly number[], amounts: readonly bigint[], currency: string): readonly AgeingBucket[] =>
  amounts.map((amount, index) => ({
    from: (ends[index - 1] ?? 0) + 1,
    to: ends[index] ?? null,
    amount: written(amount, currency),
  }));

const none = { open: 0, owed: 0n, planned: 0n, disputed: 0n };

const totalOf = (
  currency: string,
  ends: readonly number[],
  open: OpenTotal | undefined,
  money: MoneyTotal | undefined,
): AgeingTotal => {
  const { owed, planned, disputed, open: count } = open ?? none;
  const [notDue = 0n, ...overdue] = open?.parts ?? [0n, ...ends.map(() => 0n), 0n];
  return {
    currency: currency as Currency,
    open: count,
    outstanding: written(owed, currency),
    notDue: written(notDue, currency),
    buckets: bucketsOf(ends, overdue, currency),
    disputed: written(disputed, currency),
    unapplied: written(money?.unapplied ?? 0n, currency),
    planned: written(planned, currency),
  };
};

const hasFigure = (open: OpenTotal | undefined, money: MoneyTotal | undefined): boolean =>
  [open?.owed, open?.planned, money?.unapplied].some((minor) => minor !== undefined && minor !== 0n);

interface Pair {
  readonly currency: string;
  readonly customerId: CustomerId | null;
  readonly open?: OpenTotal;
  readonly money?: MoneyTotal;
}

/** Both sides of each currency, or of each customer and currency, in their order; without those that have no figure. */
const paired = (open: readonly OpenTotal[], money: readonly MoneyTotal[]): readonly Pair[] => {
  const pairs = new Map<string, Pair>();
  const place = (of: OpenTotal | MoneyTotal, side: Partial<Pair>): unknown => {
    const key = `${of.customerId ?? ''} ${of.currency}`;
    return pairs.set(key, { currency: of.currency, customerId: of.customerId, ...pairs.get(key), ...side });
  };
  for (const each of open) place(each, { open: each });
  for (const each of money) place(each, { money: each });
  return [...pairs]
    .filter(([, pair]) => hasFigure(pair.open, pair.money))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, pair]) => pair);
};

/** Who owes what for how long, as of a day and as known then, by the days since it was due. */
export const ageing = async (
  snapshot: Snapshot,
  { buckets: ends = DEFAULT_BUCKETS, ...question }: AgeingQuestion,
): Promise<AgeingAnswer> => {
  const moneyOf = async (byCustomer: boolean): Promise<readonly MoneyTotal[]> => {
    if (byCustomer) return moneyTotals(snapshot, question);
    if (question.customerId === undefined) return unappliedTotals(snapshot, question);
    return (await moneyTotals(snapshot, question)).map((each) => ({ ...each, customerId: null }));
  };
  const ofAll = async (byCustomer: boolean): Promise<readonly Pair[]> =>
    paired(
      await openTotals(snapshot, { ...question, byCustomer, parts: parts(question.asOf, ends) }),
      await moneyOf(byCustomer),
    );
  const totals = (await ofAll(false)).map(({ currency, open, money }) => totalOf(currency, ends, open, money));
  if (!question.byCustomer) return { totals };
  const customers = (await ofAll(true)).flatMap(({ customerId, currency, open, money }) =>
    customerId === null ? [] : [{ id: customerId, ...totalOf(currency, ends, open, money) }],
  );
  return { totals, customers };
};
