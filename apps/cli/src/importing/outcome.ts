import type { Field } from '../receivables-file/fields.js';
import type { ReceivableRow, RowProblem } from '../receivables-file/receivable-row.js';
import { ruleOf, type Problem } from '../server/wire.js';
import type { Difference } from './differences.js';
import type { Phase } from './plan.js';

/** `unknown`: the run ended before the book had answered all of the row; the same file again goes on from there. */
export type RowStatus = 'booked' | 'unchanged' | 'would-book' | 'refused' | 'unknown';

/** What became of one row: a line of the result file. */
export interface RowOutcome {
  readonly line: number;
  readonly number: string;
  readonly status: RowStatus;
  readonly column: string;
  readonly value: string;
  readonly rule: string;
  readonly detail: string;
}

/** Why a row does not go in, by the field that it is about. */
export interface Refusal {
  readonly field: Field;
  readonly rule: string;
  readonly detail: string;
}

/** The header that the file has for a field; the field's own name where it has none. */
export type ColumnNames = Readonly<Partial<Record<Field, string>>>;

export const settled = (
  { line, number }: ReceivableRow,
  status: Exclude<RowStatus, 'refused'>,
  detail = '',
): RowOutcome => ({
  line,
  number,
  status,
  column: '',
  value: '',
  rule: '',
  detail,
});

const VALUES: Readonly<Record<Field, (row: ReceivableRow) => string | undefined>> = {
  customer: ({ customer }) => customer.code,
  customerName: ({ customer }) => customer.name,
  contract: ({ contract }) => contract,
  number: ({ number }) => number,
  invoiceDate: ({ invoiceOn }) => invoiceOn,
  instalment: () => undefined,
  dueDate: ({ dueOn }) => dueOn,
  amount: ({ amount }) => amount.amount,
  paidOn: ({ paidOn }) => paidOn,
  paid: ({ paid }) => paid?.amount,
  disputed: ({ disputed }) => (disputed ? 'yes' : 'no'),
  currency: ({ amount }) => amount.currency,
  rate: ({ rate }) => rate,
};

/** A refused row: the first reason stands in the columns, the others behind it in the sentence. */
export const refusedRow = (row: ReceivableRow, refusals: readonly Refusal[], columns: ColumnNames): RowOutcome => {
  const [first, ...others] = refusals;
  const named = (field: Field): string => columns[field] ?? field;
  return {
    line: row.line,
    number: row.number,
    status: 'refused',
    column: first ? named(first.field) : '',
    value: first ? (VALUES[first.field](row) ?? '') : '',
    rule: first?.rule ?? '',
    detail: [first?.detail ?? '', ...others.map(({ field, detail }) => `${named(field)}: ${detail}`)].join('; '),
  };
};

/** Characters of a refused row's number that are shown. */
const MAX_SHOWN = 200;

/** A row that could not be read, with its number as the file has it. */
export const unreadRow = (problems: readonly RowProblem[], number: string): RowOutcome => {
  const [first, ...others] = problems;
  return {
    line: first?.row ?? 0,
    number: number.slice(0, MAX_SHOWN),
    status: 'refused',
    column: first?.column ?? '',
    value: first?.value ?? '',
    rule: first?.rule ?? '',
    detail: [first?.detail ?? '', ...others.map(({ column, detail }) => `${column}: ${detail}`)].join('; '),
  };
};

export const ofDifference = ({ field, inFile, inBook }: Difference): Refusal => ({
  field,
  rule: 'differs',
  detail: `in the file ${inFile}, in the book ${inBook}`,
});

type Step = Phase | 'customer';

/** The field that a refusal is about when the book names none. */
const MAIN_FIELD: Readonly<Record<Step, Field>> = {
  customer: 'customer',
  raise: 'number',
  dispute: 'disputed',
  receive: 'paid',
  resolve: 'paidOn',
};

/** What a pointer into a request's body was made from. */
const FIELDS_BY_POINTER: Readonly<Record<Step, readonly (readonly [prefix: string, field: Field])[]>> = {
  customer: [['/name', 'customerName']],
  raise: [
    ['/gross/currency', 'currency'],
    ['/gross', 'amount'],
    ['/bookedRate', 'rate'],
    ['/invoice/issuedOn', 'invoiceDate'],
    ['/instalments/0/dueOn', 'dueDate'],
    ['/instalments/0/amount', 'amount'],
    ['/customerId', 'customer'],
  ],
  dispute: [['/effectiveOn', 'invoiceDate']],
  receive: [
    ['/bankRate', 'rate'],
    ['/bookedOn', 'paidOn'],
    ['/customerId', 'customer'],
  ],
  resolve: [],
};

const fieldAt = (step: Step, pointer: string): Field =>
  FIELDS_BY_POINTER[step].find(([prefix]) => pointer.startsWith(prefix))?.[1] ?? MAIN_FIELD[step];

/** What the book's own refusal of a command says of the row. */
export const ofProblem = (step: Step, problem: Problem): readonly Refusal[] =>
  problem.errors === undefined || problem.errors.length === 0
    ? [{ field: MAIN_FIELD[step], rule: ruleOf(problem), detail: problem.detail }]
    : problem.errors.map(({ pointer, rule, detail }) => ({ field: fieldAt(step, pointer), rule, detail }));
