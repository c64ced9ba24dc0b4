import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currency, scaleOf } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import { isFileProblem } from '../table/file-problem.js';
import { readReceivablesFile, type ReceivablesFile } from './receivables-file.js';

const folder = process.env['TEST_DATA'];

const scale = (code: string): number | undefined => {
  const known = currency(code);
  return known && scaleOf(known);
};

const inDollars = (bytes: Uint8Array): ReceivablesFile => {
  const file = readReceivablesFile(bytes, { bookCurrency: 'USD', scaleOf: scale });
  if (isFileProblem(file)) throw new Error(file.detail);
  return file;
};

const total = ({ rows }: ReceivablesFile): bigint =>
  rows.reduce((sum, { amount }) => sum + BigInt(amount.amount.replace('.', '')), 0n);

const recognised = {
  encoding: 'utf-8',
  delimiter: 'comma',
  dateOrder: 'month-first',
  decimal: 'point',
  columns: {
    customer: 'customerID',
    number: 'invoiceNumber',
    invoiceDate: 'InvoiceDate',
    dueDate: 'DueDate',
    amount: 'InvoiceAmount',
    disputed: 'Disputed',
    paidOn: 'SettledDate',
  },
  ignored: ['countryCode', 'PaperlessDate', 'PaperlessBill', 'DaysToSettle', 'DaysLate'],
};

/** Rows of our own making in the form of the public sample. */
const SAMPLE = [
  'countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate',
  '391,0001-AAAAA,4/6/2013,0000000001,1/2/2013,2/1/2013,55.9,No,1/15/2013,Paper,13,0',
  '406,0002-BBBBB,13/3/2012,0000000002,1/26/2013,2/25/2013,61,Yes,3/3/2013,Electronic,36,6',
].join('\r\n');

describe('a file in the form of the public sample', () => {
  it('is read with month first, two rows of our own', () => {
    const file = inDollars(Buffer.from(SAMPLE));
    expect(file).toMatchObject({
      recognised,
      problems: [],
      rows: [{ number: '0000000001' }, { paidOn: '2013-03-03' }],
    });
    expect(total(file)).toBe(11_690n);
  });

  // Told in the name of the test, so that nobody takes the one for the other.
  if (folder === undefined) {
    it('agrees over the sample only: TEST_DATA names no folder with receivables.csv', () => {
      expect(inDollars(Buffer.from(SAMPLE)).rows.filter(({ disputed }) => disputed)).toHaveLength(1);
    });
  } else {
    it('agrees to the cent over the 2,466 real rows', () => {
      const file = inDollars(readFileSync(join(folder, 'receivables.csv')));
      expect(file.recognised).toEqual(recognised);
      expect(file.problems).toEqual([]);
      expect(file.rows).toHaveLength(2_466);
      expect(total(file)).toBe(14_770_318n);
      expect(file.rows.filter(({ disputed }) => disputed)).toHaveLength(561);
      expect(file.rows.filter(({ paidOn }) => paidOn === undefined)).toEqual([]);
      expect(new Set(file.rows.map(({ customer }) => customer.code)).size).toBe(100);
    });
  }
});
