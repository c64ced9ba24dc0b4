import { fileProblem, quoted, type FileProblem } from './file-problem.js';
import { splitRow, type Place } from './split-row.js';

export type Delimiter = 'comma' | 'semicolon' | 'tab';

const CODES: Readonly<Record<Delimiter, number>> = { comma: 44, semicolon: 59, tab: 9 };
const ALL: readonly Delimiter[] = ['comma', 'semicolon', 'tab'];

export const delimiterCode = (delimiter: Delimiter): number => CODES[delimiter];

export const delimiterNamed = (name: string): Delimiter | FileProblem =>
  ALL.find((delimiter) => delimiter === name.toLowerCase() || String.fromCharCode(CODES[delimiter]) === name) ??
  fileProblem('option-value', `--delimiter is one of ${ALL.join(', ')}, not ${quoted(name)}`, '--delimiter');

/** The rows that a decision looks at, the header included. */
const SAMPLE = 50;

interface Evidence {
  readonly delimiter: Delimiter;
  readonly columns: number;
  /** The share of the sampled rows that have as many cells as the first. */
  readonly agreeing: number;
}

const evidenceFor = (delimiter: Delimiter, text: string, start: Place): Evidence => {
  const counts: number[] = [];
  let place = start;
  for (let row = 0; row < SAMPLE && place.offset < text.length; row++) {
    const { cells, next, damage } = splitRow(text, place, CODES[delimiter]);
    if (damage || cells.some((cell) => cell !== '')) counts.push(damage && row > 0 ? 0 : cells.length);
    place = next;
  }
  const columns = counts[0] ?? 0;
  return {
    delimiter,
    columns,
    agreeing: counts.filter((count) => count === columns).length / Math.max(1, counts.length),
  };
};

const clearer = (left: Evidence, right: Evidence): number =>
  right.agreeing - left.agreeing || right.columns - left.columns;

/**
 * Decides by the form of the table: the delimiter that splits the first rows, quotes respected, most evenly into the
 * header's number of columns; of equals the one with more columns. Two that split alike are not decided.
 */
export const decideDelimiter = (text: string, start: Place): Delimiter | FileProblem => {
  const [best, second] = ALL.map((delimiter) => evidenceFor(delimiter, text, start))
    .filter(({ columns }) => columns > 1)
    .sort(clearer);
  const shown = quoted(text.slice(start.offset, start.offset + 200).split(/[\r\n]/, 1)[0] ?? '');
  if (!best)
    return fileProblem(
      'delimiter-unknown',
      `no comma, semicolon or tab separates columns in line ${start.line}: ${shown}`,
      '--delimiter',
    );
  if (second && clearer(best, second) === 0) {
    const detail = `${best.delimiter} and ${second.delimiter} split the first rows equally well, line ${start.line} is ${shown}: name one with --delimiter`;
    return fileProblem('delimiter-unknown', detail, '--delimiter');
  }
  return best.delimiter;
};
