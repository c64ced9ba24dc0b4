import type { CalendarDate, Rate } from '#kernel';
import type { DateProblem } from '../table/dates.js';
import type { NumberProblem } from '../table/decimals.js';
import type { DamagedRow } from '../table/table.js';
import type { TextProblem } from './codes.js';

/** A decimal text with exactly the currency's scale: `120.00` in EUR, `120` in JPY. */
export interface FileAmount {
  readonly amount: string;
  readonly currency: string;
}

/** One receivable with one instalment, as one row of a file gives it; every value is in the form that the book takes. */
export interface ReceivableRow {
  /** The physical line on which the row begins. */
  readonly line: number;
  /** The name is the code where the file tells none. */
  readonly customer: { readonly code: string; readonly name: string };
  readonly number: string;
  readonly contract?: string;
  readonly invoiceOn: CalendarDate;
  readonly dueOn: CalendarDate;
  readonly amount: FileAmount;
  /** Book units for one unit of the amount's currency; there exactly when that is not the book's own. */
  readonly rate?: Rate;
  readonly disputed: boolean;
  /** There exactly when `paid` is: a file that tells the day alone tells that all was paid. */
  readonly paidOn?: CalendarDate;
  readonly paid?: FileAmount;
}

/** Every way one row can be declined. A row is told all of its problems, not the first. */
export type RowRule =
  | DamagedRow['rule']
  | DateProblem['rule']
  | NumberProblem['rule']
  | TextProblem['rule']
  | 'required'
  | 'currency'
  | 'rate'
  | 'rate-required'
  | 'rate-in-book-currency'
  | 'amount-above-zero'
  | 'boolean'
  | 'paid-without-date'
  | 'paid-above-zero'
  | 'paid-before-invoiced'
  | 'paid-more-than-amount'
  | 'one-instalment-for-now'
  | 'number-repeated'
  | 'row-repeated'
  | 'customer-name-differs';

export interface RowProblem {
  /** The physical line on which the row begins: all problems with the same one are of one row. */
  readonly row: number;
  /** The physical line of the cell: another one than the row's where a quoted cell before it holds line breaks. */
  readonly line: number;
  readonly column: string;
  /** The cell as the file has it, cut after 200 characters. */
  readonly value: string;
  readonly rule: RowRule;
  readonly detail: string;
}
