import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import type { Command } from '../server/wire.js';
import { differencesOf, raiseDifferences, type Difference } from './differences.js';
import { dispute, raise, receive, resolve, type Into } from './documents.js';
import { liveReceipts, type BookReceipt, type Known } from './known.js';

/** The commands of a row in the order in which they must be answered: money comes after the dispute that it ends. */
export const PHASES = ['raise', 'dispute', 'receive', 'resolve'] as const;
export type Phase = (typeof PHASES)[number];
export type Steps = Readonly<Partial<Record<Phase, Command>>>;

export type Plan =
  | { readonly verdict: 'unchanged' }
  | { readonly verdict: 'refused'; readonly differences: readonly Difference[] }
  | { readonly verdict: 'book'; readonly steps: Steps };

type Paid = ReceivableRow & Required<Pick<ReceivableRow, 'paid' | 'paidOn'>>;

const isPaid = (row: ReceivableRow): row is Paid => row.paid !== undefined && row.paidOn !== undefined;

/** What is paid in part is still in dispute for the rest. */
const isPaidWhole = (row: ReceivableRow): row is Paid => isPaid(row) && row.paid.amount === row.amount.amount;

const refused = (...differences: readonly Difference[]): Plan => ({ verdict: 'refused', differences });

const whole = (into: Into, row: ReceivableRow, life: number): Plan => ({
  verdict: 'book',
  steps: {
    raise: raise(into, row, life),
    ...(row.disputed && { dispute: dispute(into, row, life) }),
    ...(isPaid(row) && { receive: receive(into, row, life) }),
    ...(row.disputed && isPaidWhole(row) && { resolve: resolve(into, row, life, row.paidOn) }),
  },
});

/** The money of a reversed receivable is still in the book: a second receipt would count it twice. */
const isThereAlready = ({ paid }: Paid, { number, bookedOn }: BookReceipt): Plan =>
  refused({
    field: 'paid',
    inFile: paid.amount,
    inBook: `receipt ${number} of ${bookedOn} for the receivable that was reversed; reverse it or allocate it by hand`,
  });

/** The number is free, or free again. */
const planNew = (into: Into, row: ReceivableRow, { life, reversed, earlierReceipt }: Known): Plan => {
  // Somebody took back exactly this: the same row again must not undo that.
  if (reversed && raiseDifferences(into, row, reversed).length === 0)
    return refused({
      field: 'number',
      inFile: row.number,
      inBook: 'a receivable with the same content, which was reversed; to raise it again, raise it by hand',
    });
  if (earlierReceipt && isPaid(row)) return isThereAlready(row, earlierReceipt);
  return whole(into, row, life);
};

/** What a row still needs, seen what the book holds of it. Pure: the same row and book, the same plan. */
export const planOf = (into: Into, row: ReceivableRow, known: Known): Plan => {
  const { receivable, receipt, earlierReceipt, life } = known;
  if (!receivable) return planNew(into, row, known);
  const differences = differencesOf(into, row, known);
  if (differences.length > 0) return { verdict: 'refused', differences };
  const needsMoney = isPaid(row) && liveReceipts(receivable).length === 0 && !receipt;
  if (needsMoney && earlierReceipt) return isThereAlready(row, earlierReceipt);
  const needsDispute = row.disputed && receivable.disputes.length === 0;
  const ours = receivable.disputes.find(({ on }) => on === row.invoiceOn);
  const needsEnd = row.disputed && (needsDispute || ours?.resolvedOn === null);
  const steps: Steps = {
    ...(needsDispute && { dispute: dispute(into, row, life) }),
    ...(needsMoney && { receive: receive(into, row, life) }),
    ...(needsEnd && isPaidWhole(row) && { resolve: resolve(into, row, life, row.paidOn) }),
  };
  return Object.keys(steps).length === 0 ? { verdict: 'unchanged' } : { verdict: 'book', steps };
};
