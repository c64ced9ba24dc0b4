/** Where a row begins: the offset of its first character, and its physical line, the first being 1. */
export interface Place {
  readonly offset: number;
  readonly line: number;
}

/** Why a row cannot be told apart from its neighbours or into its cells. */
export type Damage = 'quote-not-closed' | 'text-after-quote' | 'cell-too-long' | 'too-many-cells';

export interface SplitRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** The physical line of each cell; absent when the whole row stands on its first line. */
  readonly lines?: readonly number[];
  readonly damage?: Damage;
  /** Where the next row begins. After damage that is the next physical line: one bad quote must not hide good rows. */
  readonly next: Place;
}

/** No spreadsheet holds a longer cell (Excel: 32,767 characters), so a longer one is a quote that was never closed. */
export const MAX_CELL = 32_767;
export const MAX_COLUMNS = 1_000;

const [LF, CR, SPACE, QUOTE] = [10, 13, 32, 34];

/** The offset behind the line break that starts at `offset`; CRLF is one break. */
const behindBreak = (text: string, offset: number): number =>
  text.charCodeAt(offset) === CR && text.charCodeAt(offset + 1) === LF ? offset + 2 : offset + 1;

const endOfLine = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) return at;
  }
  return text.length;
};

export const nextLine = (text: string, { offset, line }: Place): Place => ({
  offset: behindBreak(text, endOfLine(text, offset)),
  line: line + 1,
});

const endOfPlainCell = (text: string, from: number, delimiter: number): number => {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === delimiter || code === LF || code === CR) return at;
  }
  return text.length;
};

const behindSpaces = (text: string, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
};

/** The offset of the quote that closes a cell; a doubled quote is a quote of the value. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
  return at;
};

const breaksIn = (value: string): number => {
  if (!/[\r\n]/.test(value)) return 0;
  return value.match(/\r\n|\r|\n/g)?.length ?? 0;
};

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly breaks: number;
  readonly damage?: Damage;
}

const quotedCell = (text: string, open: number, delimiter: number): Cell => {
  const close = closingQuote(text, open + 1);
  if (close === -1)
    return { value: text.slice(open, open + MAX_CELL), end: text.length, breaks: 0, damage: 'quote-not-closed' };
  const inner = text.slice(open + 1, close);
  const end = behindSpaces(text, close + 1);
  const code = text.charCodeAt(end);
  const ends = end >= text.length || code === delimiter || code === LF || code === CR;
  const value = (inner.includes('""') ? inner.replaceAll('""', '"') : inner).trim();
  return { value, end, breaks: breaksIn(inner), ...(ends ? {} : { damage: 'text-after-quote' as const }) };
};

const readCell = (text: string, from: number, delimiter: number): Cell => {
  const first = text.charCodeAt(from) === SPACE ? behindSpaces(text, from) : from;
  if (text.charCodeAt(first) === QUOTE) return quotedCell(text, first, delimiter);
  const end = endOfPlainCell(text, from, delimiter);
  return { value: text.slice(from, end).trim(), end, breaks: 0 };
};

/**
 * Reads one row by RFC 4180 with the freedoms that real files take: spaces around quotes, LF, CRLF or CR as line break,
 * a quote inside an unquoted cell as a plain character. `delimiter` is a character code. Cells are trimmed.
 */
export const splitRow = (text: string, start: Place, delimiter: number): SplitRow => {
  const cells: string[] = [];
  let lines: number[] | undefined;
  let { offset, line } = start;
  while (offset <= text.length) {
    const cell = readCell(text, offset, delimiter);
    cells.push(cell.value);
    lines?.push(line);
    const damage = cell.damage ?? (cell.value.length > MAX_CELL ? 'cell-too-long' : undefined);
    if (damage) return { line: start.line, cells, damage, next: nextLine(text, start) };
    if (cell.breaks > 0) lines ??= cells.map(() => start.line);
    line += cell.breaks;
    if (text.charCodeAt(cell.end) !== delimiter) {
      const next = { offset: behindBreak(text, cell.end), line: line + 1 };
      return { line: start.line, cells, ...(lines ? { lines } : {}), next };
    }
    if (cells.length > MAX_COLUMNS) break;
    offset = cell.end + 1;
  }
  return { line: start.line, cells, damage: 'too-many-cells', next: nextLine(text, start) };
};
