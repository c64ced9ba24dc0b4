import { describe, expect, it } from '@jest/globals';
import { ageingPath, spokenAgeing, type Ageing } from './ageing.js';

const usd = {
  currency: 'USD',
  open: 99,
  outstanding: '5725.06',
  notDue: '4936.32',
  buckets: [
    { from: 1, to: 30, amount: '788.74' },
    { from: 31, to: null, amount: '0.00' },
  ],
  disputed: '1700.31',
  unapplied: '0.00',
  planned: '0.00',
};
const jpy = {
  ...usd,
  currency: 'JPY',
  open: 1,
  outstanding: '120',
  notDue: '120',
  buckets: usd.buckets.map((each) => ({ ...each, amount: '0' })),
  disputed: '0',
  unapplied: '0',
  planned: '0',
};
const answer: Ageing = { asOf: '2012-12-31', knownAt: 18511, totals: [usd] };

describe('the ageing', () => {
  it('is a table for each currency, amounts at the right', () =>
    expect(spokenAgeing({ ...answer, totals: [usd, jpy] })).toBe(
      [
        'Ageing on 2012-12-31, as known at event 18,511; overdue by days past the due date',
        '',
        'USD  open  outstanding   not due    1-30  over 30  disputed  unapplied  planned',
        '       99     5,725.06  4,936.32  788.74     0.00  1,700.31       0.00     0.00',
        '',
        'JPY  open  outstanding  not due  1-30  over 30  disputed  unapplied  planned',
        '        1          120      120     0        0         0          0        0',
      ].join('\n'),
    ));
  it('has a line for each customer and their total when asked so', () => {
    const customers = [
      { ...usd, code: 'C-1', name: 'Alder', open: 98 },
      { ...usd, code: 'C-2', name: 'C-2', open: 1 },
      { ...jpy, code: 'C-2', name: 'C-2' },
    ];
    const lines = spokenAgeing({ ...answer, customers })
      .split('\n')
      .slice(2);
    expect(lines.map((line) => line.trim().split(/\s+/).slice(0, 3))).toEqual([
      ['USD', 'open', 'outstanding'],
      ['C-1', 'Alder', '98'],
      ['C-2', '1', '5,725.06'],
      ['total', '99', '5,725.06'],
    ]);
  });
  it('says so when nobody owes anything, and when something may be missing', () => {
    expect(spokenAgeing({ ...answer, totals: [] })).toContain('Nobody owes anything');
    expect(spokenAgeing({ ...answer, incomplete: true })).toContain('Incomplete');
  });
});

describe('the question', () => {
  it('goes as the book takes it', () =>
    expect(ageingPath({ asOf: '2012-12-31', by: 'customer', buckets: '15,30', entity: 'main' })).toBe(
      '/v1/ageing?asOf=2012-12-31&by=customer&buckets=15%2C30&entity=main',
    ));
  it.each([{ asOf: '2013-02-30' }, { asOf: 'today' }, { buckets: '30;60' }, { buckets: '' }])('refuses %j', (options) =>
    expect(() => ageingPath(options)).toThrow(expect.objectContaining({ exitCode: 2 })),
  );
});
