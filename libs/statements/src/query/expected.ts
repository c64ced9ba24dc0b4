// The answers that the queries must give, from the naive derivation. Only specs import this file.
import { daysBetween, formatAmount, money, type CalendarDate, type Currency } from '#kernel';
import type { Reference, ReferenceInstalment, ReferenceReceipt, ReferenceReceivable } from './reference.js';

export const text = (minor: bigint, currency: string): string => formatAmount(money(minor, currency as Currency));
const total = (minors: readonly bigint[]): bigint => minors.reduce((sum, minor) => sum + minor, 0n);
const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);

interface Of {
  readonly customerId?: string;
  readonly currency?: string;
}

const matches = (it: { readonly customerId: string | null; readonly currency: string }, of: Of): boolean =>
  (of.customerId === undefined || it.customerId === of.customerId) &&
  (of.currency === undefined || it.currency === of.currency);

const receivablesOf = (book: Reference, of: Of): readonly ReferenceReceivable[] =>
  [...book.receivables.values()].filter((it) => it.raisedOn <= book.asOf && matches(it, of));
const receiptsOf = (book: Reference, of: Of): readonly ReferenceReceipt[] =>
  [...book.receipts.values()].filter((it) => it.customerId !== null && matches(it, of));

const owedOf = ({ instalments }: ReferenceReceivable): bigint =>
  total([...instalments.values()].filter(({ entitled }) => entitled).map(({ open }) => open));
const plannedOf = ({ instalments }: ReferenceReceivable): bigint =>
  total([...instalments.values()].filter(({ entitled }) => !entitled).map(({ open }) => open));
const disputedOf = (it: ReferenceReceivable): bigint => least(it.disputed, owedOf(it));
const unappliedOf = ({ buckets }: ReferenceReceipt): bigint => buckets.unapplied ?? 0n;
const inFlightOf = ({ allocations }: ReferenceReceipt): bigint =>
  total(
    [...allocations.values()].map(
      ({ taken, reached, receiptAmount }) => (BigInt(taken) - BigInt(reached)) * receiptAmount,
    ),
  );

export const currenciesOf = (book: Reference): readonly string[] =>
  [...new Set([...book.receivables.values(), ...book.receipts.values()].map(({ currency }) => currency))].sort();

const ageOf = ({ dueOn }: ReferenceInstalment, asOf: CalendarDate): number => daysBetween(dueOn as CalendarDate, asOf);

/** The ageing of one currency, with buckets that end after these days; nothing where no figure is left. */
export const expectedAgeing = (book: Reference, of: Of & { readonly currency: string }, ends: readonly number[]) => {
  const receivables = receivablesOf(book, of);
  const owed = receivables.flatMap(({ instalments }) => [...instalments.values()].filter(({ entitled }) => entitled));
  const between = (from: number, to: number): bigint =>
    total(
      owed.filter((each) => ageOf(each, book.asOf) >= from && ageOf(each, book.asOf) <= to).map(({ open }) => open),
    );
  const figures = {
    outstanding: total(receivables.map(owedOf)),
    planned: total(receivables.map(plannedOf)),
    unapplied: total(receiptsOf(book, of).map(unappliedOf)),
  };
  if (Object.values(figures).every((minor) => minor === 0n)) return undefined;
  const written = (minor: bigint): string => text(minor, of.currency);
  return {
    currency: of.currency,
    open: receivables.filter((it) => owedOf(it) > 0n).length,
    outstanding: written(figures.outstanding),
    notDue: written(between(-Infinity, 0)),
    buckets: [...ends, null].map((to, index) => {
      const from = (ends[index - 1] ?? 0) + 1;
      return { from, to, amount: written(between(from, to ?? Infinity)) };
    }),
    disputed: written(total(receivables.map(disputedOf))),
    unapplied: written(figures.unapplied),
    planned: written(figures.planned),
  };
};

export const expectedBalance = (book: Reference, of: Of & { readonly currency: string }): bigint =>
  total(receivablesOf(book, of).map(owedOf)) -
  total(receiptsOf(book, of).map((it) => unappliedOf(it) + inFlightOf(it)));

export const expectedAccount = (book: Reference, of: Of & { readonly currency: string }) => {
  const receivables = receivablesOf(book, of);
  const receipts = receiptsOf(book, of);
  const late = receivables
    .flatMap(({ instalments }) => [...instalments.values()])
    .filter((each) => each.entitled && each.open > 0n && ageOf(each, book.asOf) > 0);
  const figures = {
    owed: total(receivables.map(owedOf)),
    planned: total(receivables.map(plannedOf)),
    unapplied: total(receipts.map(unappliedOf)),
    inFlight: total(receipts.map(inFlightOf)),
  };
  if (Object.values(figures).every((minor) => minor === 0n)) return undefined;
  const written = (minor: bigint): string => text(minor, of.currency);
  return {
    currency: of.currency,
    owed: written(figures.owed),
    planned: written(figures.planned),
    unapplied: written(figures.unapplied),
    inFlight: written(figures.inFlight),
    balance: written(figures.owed - figures.unapplied - figures.inFlight),
    overdue: written(total(late.map(({ open }) => open))),
    disputed: written(total(receivables.map(disputedOf))),
    oldestOverdueDays: Math.max(0, ...late.map((each) => ageOf(each, book.asOf))),
  };
};

const statusOf = (amount: bigint, open: bigint, { situation }: ReferenceReceivable): string => {
  if (situation === 'reversed') return 'superseded';
  return open === amount ? 'open' : open === 0n ? 'collected' : 'partlyCollected';
};

const dueOf = (each: ReferenceInstalment, asOf: CalendarDate): string => {
  if (each.open === 0n) return 'closed';
  const age = ageOf(each, asOf);
  return !each.entitled || age < 0 ? 'notDue' : age === 0 ? 'due' : 'overdue';
};

/** One receivable as a page shows it, without the lists of what happened. */
export const expectedPage = (it: ReferenceReceivable, book: Reference) => {
  const isRaised = it.raisedOn <= book.asOf;
  const instalments = [...it.instalments].map(([number, each]) => {
    const status = isRaised ? statusOf(each.amount, each.open, it) : 'open';
    const due = isRaised ? dueOf(each, book.asOf) : 'notDue';
    const dates = [...each.collected.values()].sort();
    return {
      ...{ number, dueOn: each.dueOn, entitled: each.entitled, collectionStatus: status, dueStatus: due },
      amount: text(it.situation === 'reversed' ? 0n : each.amount, it.currency),
      outstanding: text(each.open, it.currency),
      daysOverdue: due === 'overdue' ? ageOf(each, book.asOf) : 0,
      actualOn: status === 'collected' ? (dates.at(-1) ?? null) : null,
    };
  });
  const open = total([...it.instalments.values()].map((each) => each.open));
  const worst = ['overdue', 'due', 'notDue', 'closed'].find((due) =>
    instalments.some((each) => each.dueStatus === due),
  );
  return {
    ...{ number: it.number, situation: it.situation, revision: it.revision, disputed: it.disputed > 0n, instalments },
    outstanding: text(open, it.currency),
    collectionStatus: isRaised ? statusOf(it.gross, open, it) : 'open',
    dueStatus: worst,
    daysOverdue: Math.max(...instalments.map(({ daysOverdue }) => daysOverdue)),
  };
};

/** Instalments and sums by status, of what had been raised. */
export const expectedStatuses = (book: Reference, of: Of & { readonly currency: string }) => {
  const pages = receivablesOf(book, of).map((it) => expectedPage(it, book));
  const all = pages.flatMap(({ instalments }) => instalments);
  const minors = (texts: readonly string[]): string =>
    text(total(texts.map((each) => BigInt(each.replace('.', '')))), of.currency);
  const counted = (axis: 'collectionStatus' | 'dueStatus', statuses: readonly string[]) =>
    statuses
      .map((status) => ({ status, each: all.filter((instalment) => instalment[axis] === status) }))
      .filter(({ each }) => each.length > 0)
      .map(({ status, each }) => ({
        ...{ status, instalments: each.length },
        ...(axis === 'collectionStatus' && { amount: minors(each.map(({ amount }) => amount)) }),
        outstanding: minors(each.map(({ outstanding }) => outstanding)),
      }));
  return {
    currency: of.currency,
    collection: counted('collectionStatus', ['open', 'partlyCollected', 'collected', 'superseded']),
    due: counted('dueStatus', ['notDue', 'due', 'overdue', 'closed']),
  };
};

/** One receipt as a page shows it. */
export const expectedReceipt = (it: ReferenceReceipt) => ({
  ...{ number: it.number, customerId: it.customerId, situation: it.situation, revision: it.revision },
  amount: { amount: text(it.amount, it.currency), currency: it.currency },
  buckets: Object.fromEntries(Object.entries(it.buckets).map(([name, minor]) => [name, text(minor, it.currency)])),
  allocations: [...it.allocations].map(([id, { state, amount, receiptAmount, currency }]) => ({
    ...{ id, state },
    amount: { amount: text(amount, currency), currency },
    receiptAmount: { amount: text(receiptAmount, it.currency), currency: it.currency },
  })),
});

/** The sides of the checks in one currency. */
export const expectedSides = (book: Reference, currency: string) => {
  const allocations = [...book.receipts.values()]
    .flatMap((it) => [...it.allocations.values()])
    .filter((each) => each.currency === currency);
  const collected = total(allocations.filter(({ reached }) => reached).map(({ amount }) => amount));
  const applied = total(allocations.filter(({ state }) => state === 'applied').map(({ amount }) => amount));
  const owed = total(receivablesOf(book, { currency }).map(owedOf));
  const unapplied = total(receiptsOf(book, { currency }).map(unappliedOf));
  const check = (name: string, left: bigint, right: bigint) => ({
    ...{ name, currency, left: text(left, currency), right: text(right, currency), difference: text(0n, currency) },
    inFlight: text(left - right, currency),
  });
  return [
    check('receivables-receipts', collected, applied),
    check('receivables-accounts', owed, owed),
    check('receipts-accounts', unapplied, unapplied),
  ];
};
