import { parseRate, type Rate } from '#kernel';
import { DateOrderEvidence } from '../table/date-order.js';
import { dateOrderNamed } from '../table/dates.js';
import { DecimalMarkEvidence } from '../table/decimal-mark.js';
import { decimalMarkNamed } from '../table/decimals.js';
import { fileProblem, isFileProblem, quoted, type FileProblem } from '../table/file-problem.js';
import { lineOfCell, type Row, type Table } from '../table/table.js';
import type { Places } from './columns.js';
import type { Field } from './fields.js';
import { cellOf, type Notation } from './row-reader.js';

/** Every way what a person or the file says about currencies can be declined for the file as a whole. */
export type CurrencyRule = 'rate-in-book-currency' | 'rate-for-several-currencies';

export interface CurrencyOptions {
  readonly bookCurrency: string;
  /** Digits after the point in an amount of the currency; nothing for a text that is no currency. */
  readonly scaleOf: (currency: string) => number | undefined;
  /** The currency of rows that name none; the book's where absent. */
  readonly currency?: string;
  /** Book units for one unit of the file's foreign currency, for rows without a rate of their own. */
  readonly rate?: string;
}

export interface NotationOptions {
  readonly dateFormat?: string;
  readonly decimal?: string;
}

/** What holds for every row of one file, decided before the first is read. */
export interface Conventions extends Notation {
  readonly bookCurrency: string;
  readonly scaleOf: (currency: string) => number | undefined;
  readonly currency: string;
  readonly rate?: Rate;
  /** Receivables that the file gives a later instalment than the first. */
  readonly inInstalments: ReadonlySet<string>;
}

const CHINESE_NAMES: Readonly<Record<string, string>> = {
  人民币: 'CNY',
  RMB: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  日元: 'JPY',
  英镑: 'GBP',
  港币: 'HKD',
  港元: 'HKD',
};

/** The code that a cell stands for, which may still be no currency; the default where the cell is empty. */
export const currencyCode = (cell: string, otherwise: string): string => {
  if (cell === '') return otherwise;
  const code = cell.normalize('NFKC').toUpperCase();
  return CHINESE_NAMES[code] ?? code;
};

/** The number of a row; a file without a number column has one receivable a contract. */
export const numberField = (places: Places): 'number' | 'contract' =>
  places.number === undefined ? 'contract' : 'number';

const DATE_FIELDS: readonly Field[] = ['invoiceDate', 'dueDate', 'paidOn'];
const AMOUNT_FIELDS: readonly Field[] = ['amount', 'paid'];

/** A cell that says no more than that this is the only instalment. */
const isFirstInstalment = (cell: string): boolean =>
  cell === '' || /^(第?\s*(0*1|一)\s*期?|1\/1)$/.test(cell.normalize('NFKC'));

/** What all rows together show. Only columns that are read have a vote: an ignored one may be written in another way. */
class Survey {
  readonly dates = new DateOrderEvidence();
  readonly decimals = new DecimalMarkEvidence();
  readonly foreign = new Set<string>();
  readonly foreignWithoutRate = new Set<string>();
  readonly inInstalments = new Set<string>();

  constructor(
    private readonly table: Table,
    private readonly places: Places,
    private readonly options: CurrencyOptions & { readonly currency: string },
  ) {}

  see(row: Row): void {
    for (const field of DATE_FIELDS) this.sight(row, field, (sighting) => this.dates.see(sighting));
    this.sight(row, 'rate', (sighting) => this.decimals.see(sighting));
    const { bookCurrency, scaleOf } = this.options;
    const currency = currencyCode(cellOf(row, this.places, 'currency'), this.options.currency);
    const scale = scaleOf(currency);
    // The amounts of a row without a known currency are refused anyway, so they decide nothing.
    if (scale !== undefined) {
      for (const field of AMOUNT_FIELDS) this.sight(row, field, (sighting) => this.decimals.see(sighting, scale));
      if (currency !== bookCurrency) this.foreign.add(currency);
      if (currency !== bookCurrency && cellOf(row, this.places, 'rate') === '') this.foreignWithoutRate.add(currency);
    }
    if (!isFirstInstalment(cellOf(row, this.places, 'instalment')))
      this.inInstalments.add(cellOf(row, this.places, numberField(this.places)).normalize('NFC'));
  }

  private sight(
    row: Row,
    field: Field,
    see: (sighting: { line: number; column: string; value: string }) => void,
  ): void {
    const value = cellOf(row, this.places, field);
    const place = this.places[field] ?? 0;
    if (value !== '') see({ line: lineOfCell(row, place), column: this.table.columns[place] ?? field, value });
  }
}

const rateOption = (
  survey: Survey,
  { rate, bookCurrency }: CurrencyOptions,
): Rate | FileProblem<CurrencyRule | 'option-value'> | undefined => {
  if (rate === undefined) return undefined;
  const read = parseRate(rate);
  if (!read)
    return fileProblem(
      'option-value',
      `--rate is a positive decimal number such as 0.92347, not ${quoted(rate)}`,
      '--rate',
    );
  if (survey.foreign.size === 0) {
    const detail = `--rate is for another currency than the book's ${bookCurrency}, and every row of the file is in ${bookCurrency}`;
    return fileProblem('rate-in-book-currency', detail, '--rate');
  }
  if (survey.foreignWithoutRate.size > 1) {
    const detail = `one --rate cannot be right for ${[...survey.foreignWithoutRate].join(' and ')}: give the file a column with the rates`;
    return fileProblem('rate-for-several-currencies', detail, '--rate');
  }
  return read;
};

/** Reads the whole file once and decides what holds for all of its rows; options decide against what the file shows. */
export const decideConventions = (
  table: Table,
  places: Places,
  options: CurrencyOptions & NotationOptions,
): Conventions | FileProblem<CurrencyRule | FileProblem['rule']> => {
  const { bookCurrency, scaleOf } = options;
  const currency = currencyCode(options.currency ?? '', bookCurrency);
  if (scaleOf(currency) === undefined)
    return fileProblem(
      'option-value',
      `--currency is an ISO 4217 code such as EUR, not ${quoted(currency)}`,
      '--currency',
    );
  const survey = new Survey(table, places, { ...options, currency });
  for (const row of table.rows()) if (row.kind === 'row') survey.see(row);
  const dateOrder = options.dateFormat === undefined ? survey.dates.decide() : dateOrderNamed(options.dateFormat);
  if (isFileProblem(dateOrder)) return dateOrder;
  const decimal = options.decimal === undefined ? survey.decimals.decide() : decimalMarkNamed(options.decimal);
  if (isFileProblem(decimal)) return decimal;
  const rate = rateOption(survey, options);
  if (isFileProblem(rate)) return rate;
  const { inInstalments } = survey;
  return {
    dateOrder,
    decimal,
    bookCurrency,
    scaleOf,
    currency,
    inInstalments,
    ...(rate === undefined ? {} : { rate }),
  };
};
