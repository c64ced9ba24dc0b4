import type { Recognised } from '../receivables-file/receivables-file.js';
import { LIMITS } from '../limits.js';
import { count, counted, spokenSeconds } from '../terminal/figures.js';
import type { RowOutcome, RowStatus } from './outcome.js';

export type Counts = Readonly<Record<RowStatus, number>>;

/** One check of `GET /v1/reconciliation`. */
interface Check {
  readonly name: string;
  readonly currency: string;
  readonly difference: string;
}

/** `GET /v1/reconciliation` */
export interface Reconciliation {
  readonly asOf: string;
  readonly balanced: boolean;
  readonly checks: readonly Check[];
  readonly incomplete?: boolean;
}

/** What an import came to, for people and programs. */
export interface Summary {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly counts: Counts;
  readonly seconds: number;
  readonly resultFile: string;
  readonly reconciliation?: Reconciliation;
}

export const countsOf = (outcomes: readonly RowOutcome[]): Counts => {
  const of = (status: RowStatus): number => outcomes.filter((each) => each.status === status).length;
  return {
    booked: of('booked'),
    unchanged: of('unchanged'),
    'would-book': of('would-book'),
    refused: of('refused'),
    unknown: of('unknown'),
  };
};

const ORDERS = {
  'day-first': 'day first',
  'month-first': 'month first',
  'year-first': 'year first',
  unneeded: undefined,
};
const MARKS = { point: 'decimal point', comma: 'decimal comma', unneeded: undefined };

/** How the file was understood, so that a mistake is seen before the figures are trusted. */
export const spokenRecognition = ({
  encoding,
  delimiter,
  dateOrder,
  decimal,
  columns,
  ignored,
}: Recognised): string => {
  const form = [encoding.toUpperCase(), delimiter, ORDERS[dateOrder], MARKS[decimal]].filter(
    (part) => part !== undefined,
  );
  const read = Object.entries(columns).map(([field, column]) => (field === column ? field : `${field} = ${column}`));
  return `Read as ${form.join(', ')}: ${read.join(', ')}${ignored.length > 0 ? `; not used: ${ignored.join(', ')}` : ''}`;
};

const spokenCheck = ({ name, currency, difference }: Check): string => `${name} ${currency} differs by ${difference}`;

const spokenReconciliation = ({ asOf, balanced, checks, incomplete }: Reconciliation): string => {
  if (!balanced)
    return `The book does NOT balance on ${asOf}: ${checks
      .filter(({ difference }) => /[1-9]/.test(difference))
      .map(spokenCheck)
      .join('; ')}. See GET /v1/reconciliation?asOf=${asOf}.`;
  return `The book balances on ${asOf}: every reconciliation difference is zero${incomplete ? ', but some events are not in the rows yet' : ''}.`;
};

export const spokenSummary = ({ dryRun, rows, counts, seconds, resultFile, reconciliation }: Summary): string => {
  const rate = seconds > 0 ? `, ${count(Math.round(rows / seconds))} a second` : '';
  const parts = [
    dryRun ? `${count(counts['would-book'])} would be booked` : `${count(counts.booked)} booked`,
    `${count(counts.unchanged)} unchanged`,
    `${count(counts.refused)} refused`,
    ...(counts.unknown > 0 ? [`${count(counts.unknown)} not known`] : []),
  ];
  return [
    `${dryRun ? 'Dry run, nothing was changed: ' : ''}${counted(rows, 'row')}: ${parts.join(', ')} (${spokenSeconds(seconds)}${rate}).`,
    ...(reconciliation ? [spokenReconciliation(reconciliation)] : []),
    `What became of every row: ${resultFile}`,
  ].join('\n');
};

/** What is known of a run that ended early. */
export const spokenBreak = ({ booked, unchanged, refused, unknown }: Counts): string =>
  `${count(booked)} rows were booked, ${count(unchanged)} unchanged, ${count(refused)} refused, ${count(unknown)} are not known`;

const spokenRefusal = ({ line, column, value, rule, detail }: RowOutcome): string =>
  `  line ${line}${column ? `, ${column}` : ''}${value ? ` ${JSON.stringify(value)}` : ''}: ${detail} (${rule})`;

/** The first refused rows, for the screen. */
export const spokenRefusals = (outcomes: readonly RowOutcome[]): string => {
  const refused = outcomes.filter(({ status }) => status === 'refused');
  const more = refused.length - LIMITS.shownRefusals;
  return [
    'Refused:',
    ...refused.slice(0, LIMITS.shownRefusals).map(spokenRefusal),
    ...(more > 0 ? [`  and ${count(more)} more in the result file`] : []),
  ].join('\n');
};
