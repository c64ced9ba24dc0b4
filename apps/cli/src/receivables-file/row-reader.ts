import { parseRate, type CalendarDate, type Rate } from '#kernel';
import { readDate, type DateProblem, type DecidedOrder } from '../table/dates.js';
import { readAmount, readDecimal, type DecidedMark } from '../table/decimals.js';
import { quoted } from '../table/file-problem.js';
import { remembering } from '../table/remembering.js';
import { lineOfCell, type Row } from '../table/table.js';
import { readTruth } from '../table/truth.js';
import { readCode, readName, type TextProblem } from './codes.js';
import type { Places } from './columns.js';
import type { Field } from './fields.js';
import type { FileAmount, RowProblem, RowRule } from './receivable-row.js';

const MAX_SHOWN = 200;

/** What the file as a whole has decided about how its cells are written. */
export interface Notation {
  readonly dateOrder: DecidedOrder;
  readonly decimal: DecidedMark;
}

/** How the cells of one file are read, made once and used for every row. */
export interface CellReadings {
  readonly decimal: DecidedMark;
  readonly date: (text: string) => CalendarDate | DateProblem;
  readonly customer: (text: string) => string | TextProblem;
  readonly customerName: (text: string) => string | TextProblem;
}

export const cellReadings = ({ dateOrder, decimal }: Notation): CellReadings => ({
  decimal,
  date: remembering((text) => readDate(text, dateOrder)),
  customer: remembering(readCode),
  customerName: remembering(readName),
});

/** The cell of a field: empty where the file has no such column. */
export const cellOf = ({ cells }: Row, places: Places, field: Field): string => {
  const place = places[field];
  return place === undefined ? '' : (cells[place] ?? '');
};

/** Reads the cells of one row field by field and collects what is wrong. A value that was refused is absent. */
export class RowReader {
  readonly problems: RowProblem[] = [];

  constructor(
    private readonly row: Row,
    private readonly columns: readonly string[],
    private readonly places: Places,
    private readonly readings: CellReadings,
  ) {}

  get line(): number {
    return this.row.line;
  }

  cell(field: Field): string {
    return cellOf(this.row, this.places, field);
  }

  refuse(field: Field, rule: RowRule, detail: string): undefined {
    const place = this.places[field];
    const column = place === undefined ? field : (this.columns[place] ?? field);
    const line = place === undefined ? this.row.line : lineOfCell(this.row, place);
    this.problems.push({ row: this.row.line, line, column, value: this.cell(field).slice(0, MAX_SHOWN), rule, detail });
    return undefined;
  }

  /** Says that an empty cell must not be empty. */
  private required(field: Field): undefined {
    return this.refuse(field, 'required', 'this cell must not be empty');
  }

  private accept(field: Field, value: string | TextProblem): string | undefined {
    return typeof value === 'string' ? value : this.refuse(field, value.rule, value.detail);
  }

  customer(): string | undefined {
    const text = this.cell('customer');
    return text === '' ? this.required('customer') : this.accept('customer', this.readings.customer(text));
  }

  code(field: Field): string | undefined {
    const text = this.cell(field);
    return text === '' ? this.required(field) : this.accept(field, readCode(text));
  }

  optionalCode(field: Field): string | undefined {
    return this.cell(field) === '' ? undefined : this.code(field);
  }

  customerName(): string | undefined {
    const text = this.cell('customerName');
    return text === '' ? undefined : this.accept('customerName', this.readings.customerName(text));
  }

  date(field: Field): CalendarDate | undefined {
    return this.cell(field) === '' ? this.required(field) : this.optionalDate(field);
  }

  optionalDate(field: Field): CalendarDate | undefined {
    const text = this.cell(field);
    if (text === '') return undefined;
    const date = this.readings.date(text);
    return typeof date === 'string' ? date : this.refuse(field, date.rule, date.detail);
  }

  amount(field: Field, currency: string, scale: number): FileAmount | undefined {
    return this.cell(field) === '' ? this.required(field) : this.optionalAmount(field, currency, scale);
  }

  optionalAmount(field: Field, currency: string, scale: number): FileAmount | undefined {
    const text = this.cell(field);
    if (text === '') return undefined;
    const amount = readAmount(text, this.readings.decimal, currency, scale);
    return typeof amount === 'string' ? { amount, currency } : this.refuse(field, amount.rule, amount.detail);
  }

  rate(): Rate | undefined {
    const decimal = readDecimal(this.cell('rate'), this.readings.decimal);
    const rate = decimal === undefined ? undefined : parseRate(decimal);
    return (
      rate ??
      this.refuse(
        'rate',
        'rate',
        'a rate is a positive number such as 0.92347, at most 12 digits before and after the point',
      )
    );
  }

  /** No when the cell is empty. */
  truth(field: Field): boolean | undefined {
    const text = this.cell(field);
    if (text === '') return false;
    return (
      readTruth(text) ?? this.refuse(field, 'boolean', `${quoted(text)} is not yes or no (true/false, y/n, 1/0, 是/否)`)
    );
  }
}
