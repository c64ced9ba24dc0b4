import { decideDelimiter, delimiterCode, delimiterNamed, type Delimiter } from './delimiter.js';
import { decode, type Decoded, type Encoding } from './encoding.js';
import { fileProblem, isFileProblem, quoted, type FileProblem } from './file-problem.js';
import { refusedFormat, refusedText } from './refused-formats.js';
import { MAX_CELL, MAX_COLUMNS, nextLine, splitRow, type Damage, type Place, type SplitRow } from './split-row.js';

/** 256 MiB: decoded it still fits one JavaScript string, whatever the encoding. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

export interface TableOptions {
  /** Only its ending is looked at. */
  readonly fileName?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
}

/** A row with as many cells as the header. */
export interface Row {
  readonly kind: 'row';
  /** The physical line on which the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The physical line of each cell; absent when the whole row stands on its first line. */
  readonly lines?: readonly number[];
}

/** A row whose cells cannot be told apart. Its neighbours are read all the same. */
export interface DamagedRow {
  readonly kind: 'damaged';
  readonly line: number;
  readonly rule: Damage | 'ragged';
  readonly column: string;
  readonly value: string;
  readonly detail: string;
}

export interface Table {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** The header's names in order. A column without a name is `''`. */
  readonly columns: readonly string[];
  /** Reads the rows from the start, each time anew: nothing is kept between two readings. */
  readonly rows: () => Iterable<Row | DamagedRow>;
}

export const lineOfCell = (row: Row, column: number): number => row.lines?.[column] ?? row.line;

const isBlank = ({ cells, damage }: SplitRow): boolean => damage === undefined && cells.every((cell) => cell === '');

const DAMAGE: Readonly<Record<Damage, string>> = {
  'quote-not-closed': 'the quote that opens this cell is never closed',
  'text-after-quote': 'text follows the closing quote of this cell: a quote inside a value must be doubled',
  'cell-too-long': `this cell has more than ${MAX_CELL} characters: is its quote never closed?`,
  'too-many-cells': `this row has more than ${MAX_COLUMNS} cells`,
};

const columnName = (columns: readonly string[], index: number): string => columns[index] || `column ${index + 1}`;

const damaged = (split: SplitRow, columns: readonly string[], damage: Damage): DamagedRow => {
  const last = split.cells.length - 1;
  const value = (split.cells[last] ?? '').split(/[\r\n]/, 1)[0] ?? '';
  return {
    kind: 'damaged',
    line: split.line,
    rule: damage,
    column: columnName(columns, last),
    value,
    detail: DAMAGE[damage],
  };
};

const ragged = ({ line, cells }: SplitRow, columns: readonly string[]): DamagedRow => {
  const first = Math.min(cells.length, columns.length);
  const hint = cells.length > columns.length ? '; a value with the delimiter inside must stand in quotes' : '';
  const detail = `this row has ${cells.length} cells, the header ${columns.length}${hint}`;
  return {
    kind: 'damaged',
    line,
    rule: 'ragged',
    column: columnName(columns, first),
    value: cells[first] ?? '',
    detail,
  };
};

function* rowsFrom(
  text: string,
  start: Place,
  delimiter: number,
  columns: readonly string[],
): Generator<Row | DamagedRow> {
  let place = start;
  while (place.offset < text.length) {
    const split = splitRow(text, place, delimiter);
    const isRagged = !split.damage && split.cells.length !== columns.length;
    // A ragged row over several lines is most likely a stray quote that swallowed its neighbours: those are read again.
    const next = isRagged && split.lines ? nextLine(text, place) : split.next;
    place = next;
    if (isBlank(split)) continue;
    if (split.damage) yield damaged(split, columns, split.damage);
    else if (isRagged) yield ragged(split, columns);
    else yield { kind: 'row', line: split.line, cells: split.cells, ...(split.lines ? { lines: split.lines } : {}) };
  }
}

/** Excel's own first line, `sep=;`, names the delimiter and is no header. */
const SEPARATOR_LINE = /^sep=([,;\t])(?:\r\n|\r|\n)/i;

/** The first physical line that holds anything but white space. */
const firstLine = (text: string, start: Place): Place => {
  const first = text.slice(start.offset).search(/\S/);
  if (first === -1) return { ...start, offset: text.length };
  let place = start;
  for (let next = nextLine(text, place); next.offset <= start.offset + first; next = nextLine(text, place))
    place = next;
  return place;
};

/** A date, an amount or a long number. A short number can be a name, such as a year. */
const looksLikeValue = (cell: string): boolean =>
  /\d/.test(cell) && /^[\d\s.,:/年月日-]+$/.test(cell) && !/^\d{1,4}$/.test(cell);

/** The problem of a first row that cannot be the header, if it has one. */
const headerProblem = ({ cells, line, damage }: SplitRow): FileProblem | undefined => {
  if (cells.length > MAX_COLUMNS)
    return fileProblem(
      'too-many-columns',
      `line ${line} has more than the ${MAX_COLUMNS} columns that a file may have`,
    );
  if (damage) return fileProblem('header-damaged', `the header in line ${line} cannot be read: ${DAMAGE[damage]}`);
  const value = cells.find(looksLikeValue);
  if (value !== undefined) {
    const detail = `line ${line} holds values such as ${quoted(value)}, not the names of columns: put a header line above it`;
    return fileProblem('header-missing', detail);
  }
  const repeated = cells.find((cell, index) => cell !== '' && cells.indexOf(cell) < index);
  if (repeated === undefined) return undefined;
  return fileProblem(
    'header-repeated',
    `the header in line ${line} has the name ${quoted(repeated)} more than once: names must differ`,
  );
};

const tableOf = ({ encoding, text }: Decoded, options: TableOptions): Table | FileProblem => {
  const separator = SEPARATOR_LINE.exec(text.slice(0, 16));
  const start = firstLine(text, separator ? { offset: separator[0].length, line: 2 } : { offset: 0, line: 1 });
  if (start.offset >= text.length)
    return fileProblem('file-empty', 'the file is empty: it has neither a header nor rows');
  const named = options.delimiter ?? separator?.[1];
  const delimiter = named === undefined ? decideDelimiter(text, start) : delimiterNamed(named);
  if (isFileProblem(delimiter)) return delimiter;
  const code = delimiterCode(delimiter);
  let header = splitRow(text, start, code);
  while (isBlank(header) && header.next.offset < text.length) header = splitRow(text, header.next, code);
  const problem = headerProblem(header);
  if (problem) return problem;
  const columns = header.cells.map((cell) => cell.normalize('NFC'));
  const rows = () => rowsFrom(text, header.next, code, columns);
  if (rows().next().done) return fileProblem('header-only', `the file has a header in line ${header.line} and no rows`);
  return { encoding, delimiter, columns, rows };
};

/** Opens a delimited file: decides encoding and delimiter and reads the header, or says why the file is no such table. */
export const openTable = (bytes: Uint8Array, options: TableOptions = {}): Table | FileProblem => {
  if (bytes.length > MAX_FILE_BYTES)
    return fileProblem(
      'file-too-large',
      `the file has ${bytes.length} bytes, at most ${MAX_FILE_BYTES} are read: split it`,
    );
  const format = refusedFormat(bytes, options.fileName);
  if (format) return format;
  const decoded = decode(bytes, options.encoding);
  if (isFileProblem(decoded)) return decoded;
  return refusedText(decoded.text) ?? tableOf(decoded, options);
};
