import type { CalendarDate, Currency, Rate } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { objectionsTo } from './judge.js';
import { ofProblem, refusedRow, settled, unreadRow } from './outcome.js';
import { countsOf, spokenRefusals, spokenSummary } from './summary.js';

const row: ReceivableRow = {
  line: 7,
  customer: { code: 'C-1', name: 'Alder' },
  number: 'INV-1',
  invoiceOn: '2026-01-05' as CalendarDate,
  dueOn: '2026-02-04' as CalendarDate,
  amount: { amount: '100.00', currency: 'USD' },
  disputed: false,
};
const asking = { today: '2026-11-25' as CalendarDate, bookCurrency: 'USD' as Currency };
const problem = { type: '/problems/invalid-request', title: '', status: 400, detail: 'no' };

describe('what a refused row says', () => {
  it('is the column of the file, the value, the rule and a sentence; further reasons stand behind it', () =>
    expect(
      refusedRow(
        row,
        [
          { field: 'amount', rule: 'differs', detail: 'in the file 100.00 USD, in the book 90.00 USD' },
          { field: 'dueDate', rule: 'differs', detail: 'in the file 2026-02-04, in the book 2026-02-05' },
        ],
        { amount: 'Betrag' },
      ),
    ).toEqual({
      line: 7,
      number: 'INV-1',
      status: 'refused',
      column: 'Betrag',
      value: '100.00',
      rule: 'differs',
      detail: 'in the file 100.00 USD, in the book 90.00 USD; dueDate: in the file 2026-02-04, in the book 2026-02-05',
    }));
  it('names the column that the book has pointed to', () => {
    const errors = [{ pointer: '/instalments/0/dueOn', rule: 'date', detail: 'no date' }];
    expect(ofProblem('raise', { ...problem, errors })).toEqual([{ field: 'dueDate', rule: 'date', detail: 'no date' }]);
    const bankRate = [{ pointer: '/bankRate', rule: 'rate-required', detail: 'needed' }];
    expect(ofProblem('receive', { ...problem, errors: bankRate })).toMatchObject([{ field: 'rate' }]);
  });
  it('names the column of the command where the book points nowhere', () =>
    expect(
      ofProblem('dispute', {
        ...problem,
        type: '/problems/exceeds-outstanding',
        status: 409,
        detail: 'asked 2, open 1',
      }),
    ).toEqual([{ field: 'disputed', rule: 'exceeds-outstanding', detail: 'asked 2, open 1' }]));
  it('has all problems of a row that could not be read in one line', () => {
    const cell = {
      row: 4,
      line: 4,
      column: 'Due',
      value: '1/45/2026',
      rule: 'date-impossible',
      detail: 'no date',
    } as const;
    expect(unreadRow([cell, { ...cell, column: 'Amount', detail: 'no number' }], 'INV-9')).toMatchObject({
      line: 4,
      number: 'INV-9',
      column: 'Due',
      value: '1/45/2026',
      detail: 'no date; Amount: no number',
    });
  });
});

describe('what the book would refuse', () => {
  it('is known without asking it: days that nothing can count on, rates that do not belong', () => {
    expect(objectionsTo(row, asking)).toEqual([]);
    expect(objectionsTo({ ...row, invoiceOn: '2031-01-01' as CalendarDate }, asking)).toMatchObject([
      { field: 'invoiceDate', rule: 'date-range' },
    ]);
    expect(objectionsTo({ ...row, paidOn: '1969-12-31' as CalendarDate }, asking)).toMatchObject([{ field: 'paidOn' }]);
    expect(objectionsTo({ ...row, rate: '1.1' as Rate }, asking)).toMatchObject([{ field: 'rate' }]);
    const euro = { ...row, amount: { amount: '100.00', currency: 'EUR' } };
    expect(objectionsTo(euro, asking)).toMatchObject([{ field: 'rate', rule: 'rate-required' }]);
  });
});

describe('the summary', () => {
  const outcomes = [
    settled(row, 'booked'),
    settled(row, 'unchanged'),
    refusedRow(row, [{ field: 'amount', rule: 'differs', detail: 'in the file 1, in the book 2' }], {}),
  ];
  const summary = { dryRun: false, rows: 3, counts: countsOf(outcomes), seconds: 1.5, resultFile: 'a.csv.result.csv' };

  it('counts every row once and says whether the book balances', () => {
    const reconciliation = { asOf: '2026-11-25', balanced: true, checks: [] };
    expect(spokenSummary({ ...summary, reconciliation })).toBe(
      [
        '3 rows: 1 booked, 1 unchanged, 1 refused (1.5 s, 2 a second).',
        'The book balances on 2026-11-25: every reconciliation difference is zero.',
        'What became of every row: a.csv.result.csv',
      ].join('\n'),
    );
  });
  it('names the check that does not balance', () => {
    const checks = [
      { name: 'receivables-receipts', currency: 'USD', difference: '0.00' },
      { name: 'receivables-accounts', currency: 'USD', difference: '-5.00' },
    ];
    expect(spokenSummary({ ...summary, reconciliation: { asOf: '2026-11-25', balanced: false, checks } })).toContain(
      'does NOT balance on 2026-11-25: receivables-accounts USD differs by -5.00.',
    );
  });
  it('says of a dry run that nothing was changed', () =>
    expect(spokenSummary({ ...summary, dryRun: true })).toMatch(
      /^Dry run, nothing was changed: 3 rows: 0 would be booked/,
    ));
  it('shows the first refused rows and how many more there are', () => {
    const many = Array.from({ length: 12 }, () => outcomes[2]).filter((each) => each !== undefined);
    expect(spokenRefusals(many).split('\n').at(1)).toBe(
      '  line 7, amount "100.00": in the file 1, in the book 2 (differs)',
    );
    expect(spokenRefusals(many)).toMatch(/and 2 more in the result file$/);
  });
});
