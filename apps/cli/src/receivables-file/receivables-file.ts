import type { DecidedOrder } from '../table/dates.js';
import type { DecidedMark } from '../table/decimals.js';
import type { Delimiter } from '../table/delimiter.js';
import type { Encoding } from '../table/encoding.js';
import { isFileProblem, type FileProblem, type TableRule } from '../table/file-problem.js';
import { openTable, type DamagedRow, type Table, type TableOptions } from '../table/table.js';
import { mapColumns, type ColumnRule, type Places } from './columns.js';
import {
  decideConventions,
  numberField,
  type Conventions,
  type CurrencyOptions,
  type CurrencyRule,
  type NotationOptions,
} from './conventions.js';
import { EarlierRows } from './earlier-rows.js';
import { FIELDS, type Field } from './fields.js';
import { readRow } from './read-row.js';
import type { ReceivableRow, RowProblem } from './receivable-row.js';
import { cellReadings, RowReader } from './row-reader.js';

/** The texts are those of the command line's options; each one decides against what the file shows. */
export interface ReceivablesFileOptions extends TableOptions, CurrencyOptions, NotationOptions {
  /** `field=column` texts, one or several in each. */
  readonly map?: readonly string[];
}

/** How the file was understood, for people to see before they trust it. */
export interface Recognised {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly dateOrder: DecidedOrder;
  readonly decimal: DecidedMark;
  readonly columns: Readonly<Partial<Record<Field, string>>>;
  readonly ignored: readonly string[];
}

export interface ReceivablesFile {
  readonly kind: 'receivables-file';
  readonly recognised: Recognised;
  readonly rows: readonly ReceivableRow[];
  readonly problems: readonly RowProblem[];
  /** The numbers of rows that were refused, by their lines, as the file has them. */
  readonly refusedNumbers: ReadonlyMap<number, string>;
}

export type ReceivablesFileRule = TableRule | ColumnRule | CurrencyRule;

const spokenColumns = (places: Places, columns: readonly string[]): Recognised['columns'] =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const place = places[field];
      return place === undefined ? [] : [[field, columns[place] ?? '']];
    }),
  );

const ofDamaged = ({ line, column, value, rule, detail }: DamagedRow): RowProblem => ({
  row: line,
  line,
  column,
  value: value.slice(0, 200),
  rule,
  detail,
});

const readRows = (
  table: Table,
  places: Places,
  conventions: Conventions,
): Pick<ReceivablesFile, 'rows' | 'problems' | 'refusedNumbers'> => {
  const rows: ReceivableRow[] = [];
  const problems: RowProblem[] = [];
  const refusedNumbers = new Map<number, string>();
  const earlier = new EarlierRows();
  const numberIn = numberField(places);
  const readings = cellReadings(conventions);
  for (const row of table.rows()) {
    if (row.kind === 'damaged') {
      problems.push(ofDamaged(row));
      continue;
    }
    const reader = new RowReader(row, table.columns, places, readings);
    const read = readRow(reader, places, conventions);
    earlier.check(reader, read, numberIn, conventions.inInstalments);
    if (reader.problems.length > 0) {
      problems.push(...reader.problems);
      refusedNumbers.set(row.line, reader.cell(numberIn));
    } else if (read.row) rows.push(read.row);
  }
  if (places.customerName === undefined) return { rows, problems, refusedNumbers };
  const named = rows.map((row) => ({
    ...row,
    customer: { ...row.customer, name: earlier.nameOf(row.customer.code) ?? row.customer.name },
  }));
  return { rows: named, problems, refusedNumbers };
};

/**
 * Reads a file of receivables: the rows that can go into the book and, for each that cannot, every reason; or, where the
 * file as a whole cannot be understood, one problem that names the option to settle it. Pure: same bytes and options,
 * same answer.
 */
export const readReceivablesFile = (
  bytes: Uint8Array,
  options: ReceivablesFileOptions,
): ReceivablesFile | FileProblem<ReceivablesFileRule> => {
  const table = openTable(bytes, options);
  if (isFileProblem(table)) return table;
  const mapped = mapColumns(table.columns, options.map ?? []);
  if (isFileProblem(mapped)) return mapped;
  const conventions = decideConventions(table, mapped.places, options);
  if (isFileProblem(conventions)) return conventions;
  const { encoding, delimiter, columns } = table;
  const { dateOrder, decimal } = conventions;
  const recognised = {
    encoding,
    delimiter,
    dateOrder,
    decimal,
    columns: spokenColumns(mapped.places, columns),
    ignored: mapped.ignored,
  };
  return { kind: 'receivables-file', recognised, ...readRows(table, mapped.places, conventions) };
};
