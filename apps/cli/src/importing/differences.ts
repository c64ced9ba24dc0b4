import type { Field } from '../receivables-file/fields.js';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { customerIdOf, INSTALMENT, receivableIdOf, type Into } from './documents.js';
import { liveReceipts, type BookReceipt, type BookReceivable, type Known } from './known.js';

/** What a row says and the book says otherwise. */
export interface Difference {
  readonly field: Field;
  readonly inFile: string;
  readonly inBook: string;
}

const difference = (field: Field, inFile: string, inBook: string): readonly Difference[] =>
  inFile === inBook ? [] : [{ field, inFile, inBook }];

/** A rate has one value and many texts: `1.10` is `1.1`. */
const plainRate = (rate: string | undefined): string =>
  rate === undefined ? 'none' : rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate;

const minorOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** The text of minor units with as many decimals as another amount of the currency. */
const written = (minor: bigint, like: string): string => {
  const scale = like.includes('.') ? like.length - like.indexOf('.') - 1 : 0;
  const digits = minor.toString().padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

/** What the raise says: the facts that no later event changes. The file tells no tax and no basis. */
export const raiseDifferences = (into: Into, row: ReceivableRow, book: BookReceivable): readonly Difference[] => {
  const { customer, amount, rate, invoiceOn, dueOn } = row;
  const [instalment, ...others] = book.instalments;
  const sameCustomer = book.customer.id === customerIdOf(into, customer.code);
  return [
    ...(sameCustomer ? [] : difference('customer', customer.code, book.customer.code)),
    ...difference('amount', `${amount.amount} ${amount.currency}`, `${book.gross} ${book.currency}`),
    ...difference('rate', plainRate(rate), plainRate(book.bookedRate)),
    ...difference('invoiceDate', invoiceOn, book.invoice?.issuedOn ?? book.raisedOn ?? 'none'),
    ...(instalment && others.length === 0
      ? difference('dueDate', dueOn, instalment.originalDueOn)
      : difference('dueDate', dueOn, `${book.instalments.length} instalments`)),
    ...(instalment?.entitled === false ? difference('number', 'owed', 'a plan, not owed yet') : []),
  ];
};

/** The row says that it is paid and the money is on the receivable: the same money, on the same day? */
const standingDifferences = (
  { paid, paidOn }: ReceivableRow,
  live: BookReceivable['receipts'],
): readonly Difference[] => {
  if (!paid || !paidOn) return [];
  const total = live.reduce((sum, { amount }) => sum + minorOf(amount), 0n);
  const last = (days: readonly string[]): string => days.reduce((latest, day) => (day > latest ? day : latest), '');
  const valueOn = last(live.map((each) => each.valueOn));
  const sameDay = paidOn === valueOn || paidOn === last(live.map(({ on }) => on));
  return [
    ...difference('paid', paid.amount, written(total, paid.amount)),
    ...(sameDay ? [] : difference('paidOn', paidOn, valueOn)),
  ];
};

/** The row's own receipt is in the book, but its money is not on the receivable. */
const awayDifferences = (
  { paid, paidOn }: ReceivableRow,
  { number, situation, bookedOn, allocations }: BookReceipt,
  receivableId: string,
): readonly Difference[] => {
  if (!paid || !paidOn) return [];
  if (situation === 'reversed')
    return [{ field: 'paidOn', inFile: paidOn, inBook: `receipt ${number} of ${bookedOn}, which was reversed` }];
  const ours = allocations.findLast((each) => each.receivableId === receivableId);
  if (ours?.state === 'inFlight') return [];
  const because = ours ? `${ours.state}${ours.reason === undefined ? '' : `: ${ours.reason}`}` : 'not allocated';
  return [
    {
      field: 'paid',
      inFile: paid.amount,
      inBook: `receipt ${number} of ${bookedOn}, its money not on this receivable (${because})`,
    },
  ];
};

/**
 * What a row and the book say differently of a receivable that stands in it. Where the book knows more than the row (a
 * payment, a dispute) nothing differs: the file is older.
 */
export const differencesOf = (into: Into, row: ReceivableRow, known: Known): readonly Difference[] => {
  const { receivable, receipt, life } = known;
  if (!receivable) return [];
  const live = liveReceipts(receivable).filter(({ instalment }) => instalment === INSTALMENT);
  const raised = raiseDifferences(into, row, receivable);
  if (live.length === 0)
    return [...raised, ...(receipt ? awayDifferences(row, receipt, receivableIdOf(into, row.number, life)) : [])];
  const lacksDispute = row.disputed && receivable.disputes.length === 0;
  return [
    ...raised,
    ...standingDifferences(row, live),
    // It cannot be opened any more: the money came without it.
    ...(lacksDispute ? difference('disputed', 'yes', 'no') : []),
  ];
};
