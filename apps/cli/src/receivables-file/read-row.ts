import type { CalendarDate, Rate } from '#kernel';
import type { Places } from './columns.js';
import { currencyCode, numberField, type Conventions } from './conventions.js';
import type { FileAmount, ReceivableRow } from './receivable-row.js';
import type { RowReader } from './row-reader.js';

/** What a row says, whether or not it can go in: `row` is absent as soon as one cell was refused. */
export interface ReadRow {
  readonly number: string | undefined;
  /** Whether the file tells the customer's name, or the code stands for it. */
  readonly named: boolean;
  readonly row: ReceivableRow | undefined;
}

const isAboveZero = (amount: string): boolean => !amount.startsWith('-') && /[1-9]/.test(amount);
const minorUnits = (amount: string): bigint => BigInt(amount.replace('.', ''));

/** The currency of the row and its scale, known before any amount can be read. */
const readCurrency = (
  reader: RowReader,
  { currency, scaleOf }: Conventions,
): { code: string; scale: number } | undefined => {
  const code = currencyCode(reader.cell('currency'), currency);
  const scale = scaleOf(code);
  if (scale !== undefined) return { code, scale };
  return reader.refuse('currency', 'currency', 'this is not an ISO 4217 currency code such as EUR');
};

const readRate = (reader: RowReader, currency: string, { bookCurrency, rate }: Conventions): Rate | undefined => {
  const hasOwn = reader.cell('rate') !== '';
  if (currency === bookCurrency) {
    if (hasOwn)
      reader.refuse('rate', 'rate-in-book-currency', `a rate is for another currency than the book's ${bookCurrency}`);
    return undefined;
  }
  if (hasOwn) return reader.rate();
  const detail = `an amount in ${currency} needs its rate to ${bookCurrency}: in a rate column, or with --rate`;
  return rate ?? reader.refuse('rate', 'rate-required', detail);
};

const readMoney = (
  reader: RowReader,
  conventions: Conventions,
): { amount?: FileAmount; paid?: FileAmount; rate?: Rate } => {
  const currency = readCurrency(reader, conventions);
  if (!currency) return {};
  const rate = readRate(reader, currency.code, conventions);
  const amount = reader.amount('amount', currency.code, currency.scale);
  const paid = reader.optionalAmount('paid', currency.code, currency.scale);
  if (amount && !isAboveZero(amount.amount))
    reader.refuse('amount', 'amount-above-zero', 'a receivable is above zero; a credit note is not a receivable');
  return { ...(amount ? { amount } : {}), ...(paid ? { paid } : {}), ...(rate ? { rate } : {}) };
};

interface Payment {
  readonly paidOn?: CalendarDate;
  readonly paid?: FileAmount;
}

/** A day without an amount tells that all was paid; an amount of zero without a day, that nothing was. */
const readPayment = (
  reader: RowReader,
  { amount, paid, invoiceOn }: { amount?: FileAmount; paid?: FileAmount; invoiceOn?: CalendarDate },
): Payment => {
  const paidOn = reader.optionalDate('paidOn');
  const hasDate = reader.cell('paidOn') !== '';
  const nothingPaid = paid !== undefined && minorUnits(paid.amount) === 0n;
  if (paid && !isAboveZero(paid.amount) && (hasDate || !nothingPaid))
    reader.refuse(
      'paid',
      'paid-above-zero',
      'what was paid is above zero; leave amount and day empty where nothing was paid',
    );
  if (paid && isAboveZero(paid.amount) && !hasDate)
    reader.refuse('paidOn', 'paid-without-date', 'the file tells what was paid, so it must tell the day');
  if (paid && amount && minorUnits(paid.amount) > minorUnits(amount.amount)) {
    const detail = `paid ${paid.amount} ${paid.currency} is more than the receivable's ${amount.amount}`;
    reader.refuse('paid', 'paid-more-than-amount', detail);
  }
  if (paidOn && invoiceOn && paidOn < invoiceOn)
    reader.refuse('paidOn', 'paid-before-invoiced', `paid on ${paidOn}, before the invoice date ${invoiceOn}`);
  const received = reader.cell('paid') === '' ? amount : paid;
  return paidOn && received ? { paidOn, paid: received } : {};
};

/** Reads one row whole, so that every problem of it is found at once. */
export const readRow = (reader: RowReader, places: Places, conventions: Conventions): ReadRow => {
  const code = reader.customer();
  const name = reader.customerName();
  const number = reader.code(numberField(places));
  const contract = places.number === undefined ? number : reader.optionalCode('contract');
  const invoiceOn = reader.date('invoiceDate');
  const dueOn = reader.date('dueDate');
  const { amount, paid, rate } = readMoney(reader, conventions);
  const payment = readPayment(reader, {
    ...(amount && { amount }),
    ...(paid && { paid }),
    ...(invoiceOn && { invoiceOn }),
  });
  const disputed = reader.truth('disputed');
  const named = name !== undefined;
  const isComplete = code && number && invoiceOn && dueOn && amount && disputed !== undefined;
  if (!isComplete || reader.problems.length > 0) return { number, named, row: undefined };
  const customer = { code, name: name ?? code };
  const optional = { ...(contract ? { contract } : {}), ...(rate ? { rate } : {}), ...payment };
  return {
    number,
    named,
    row: { line: reader.line, customer, number, invoiceOn, dueOn, amount, disputed, ...optional },
  };
};
