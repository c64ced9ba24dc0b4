import { currency, scaleOf } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { isFileProblem } from '../table/file-problem.js';
import { readReceivablesFile, type ReceivablesFile, type ReceivablesFileOptions } from './receivables-file.js';

const scale = (code: string): number | undefined => {
  const known = currency(code);
  return known && scaleOf(known);
};
const inEuro: ReceivablesFileOptions = { bookCurrency: 'EUR', scaleOf: scale };

const answer = (content: string | Uint8Array, options: Partial<ReceivablesFileOptions> = {}) =>
  readReceivablesFile(typeof content === 'string' ? Buffer.from(content) : content, { ...inEuro, ...options });
const read = (content: string | Uint8Array, options: Partial<ReceivablesFileOptions> = {}): ReceivablesFile => {
  const file = answer(content, options);
  if (isFileProblem(file)) throw new Error(file.detail);
  return file;
};

const HEADER =
  'customer,customer name,number,contract,invoice date,instalment,due date,amount,paid on,paid,disputed,currency,rate';
const rowsWith = (...lines: readonly string[]): string => [HEADER, ...lines].join('\n');
const problemsOf = (...lines: readonly string[]) =>
  read(rowsWith(...lines)).problems.map(({ row, column, rule }) => [row, column, rule]);

describe('a receivables file', () => {
  it('gives a receivable a row, every value in the form of the book', () => {
    const { recognised, rows, problems } = read(
      rowsWith(
        'C1,ACME,A1,K7,2026-01-31,1,2026-03-02,"1,200.5",2026-02-10,,yes,,',
        'C2,,A2,,2026-02-01,,2026-03-03,60,,,,USD,0.92347',
      ),
    );
    expect(problems).toEqual([]);
    expect(recognised).toEqual({
      encoding: 'utf-8',
      delimiter: 'comma',
      dateOrder: 'unneeded',
      decimal: 'point',
      columns: {
        customer: 'customer',
        customerName: 'customer name',
        contract: 'contract',
        number: 'number',
        invoiceDate: 'invoice date',
        instalment: 'instalment',
        dueDate: 'due date',
        amount: 'amount',
        paidOn: 'paid on',
        paid: 'paid',
        disputed: 'disputed',
        currency: 'currency',
        rate: 'rate',
      },
      ignored: [],
    });
    expect(rows).toEqual([
      {
        line: 2,
        customer: { code: 'C1', name: 'ACME' },
        number: 'A1',
        contract: 'K7',
        invoiceOn: '2026-01-31',
        dueOn: '2026-03-02',
        amount: { amount: '1200.50', currency: 'EUR' },
        disputed: true,
        paidOn: '2026-02-10',
        paid: { amount: '1200.50', currency: 'EUR' },
      },
      {
        line: 3,
        customer: { code: 'C2', name: 'C2' },
        number: 'A2',
        invoiceOn: '2026-02-01',
        dueOn: '2026-03-03',
        amount: { amount: '60.00', currency: 'USD' },
        rate: '0.92347',
        disputed: false,
      },
    ]);
  });

  it('may come in GB18030 with Chinese headers', () => {
    const text =
      '客户编号,客户名称,应收单号,开票日期,期次,应收日期,应收金额,实收日期,实收金额,有争议,币种\r\nC1,上海机床厂,YS-1,2026年1月5日,第1期,2026/2/4,"￥1,234.50",2026.2.1,1000,是,人民币\r\n';
    const { recognised, rows, problems } = read(iconv.encode(text, 'gb18030'), { bookCurrency: 'CNY' });
    expect(problems).toEqual([]);
    expect(recognised).toMatchObject({ encoding: 'gb18030', dateOrder: 'unneeded' });
    expect(rows).toEqual([
      {
        line: 2,
        customer: { code: 'C1', name: '上海机床厂' },
        number: 'YS-1',
        invoiceOn: '2026-01-05',
        dueOn: '2026-02-04',
        amount: { amount: '1234.50', currency: 'CNY' },
        disputed: true,
        paidOn: '2026-02-01',
        paid: { amount: '1000.00', currency: 'CNY' },
      },
    ]);
  });

  it('may come with semicolons, decimal commas and dates with dots', () => {
    const { recognised, rows } = read('Kunde;Rechnung;vom;fällig;Betrag\nK1;R1;3.1.2026;2.2.2026;1.234,50\n', {
      map: ['customer=Kunde,number=Rechnung', 'invoiceDate=vom,dueDate=fällig,amount=Betrag'],
    });
    expect(recognised).toMatchObject({ delimiter: 'semicolon', dateOrder: 'day-first', decimal: 'comma' });
    expect(rows).toMatchObject([{ invoiceOn: '2026-01-03', dueOn: '2026-02-02', amount: { amount: '1234.50' } }]);
  });

  it('may come with tabs and a byte order mark', () => {
    const { recognised, rows } = read(
      '\uFEFFCustomer\tInvoice No.\tInvoice Date\tDue Date\tAmount\nC1\tA1\t1/15/2026\t2/1/2026\t120\n',
    );
    expect(recognised).toMatchObject({ delimiter: 'tab', dateOrder: 'month-first', decimal: 'unneeded' });
    expect(rows).toMatchObject([{ line: 2, dueOn: '2026-02-01', amount: { amount: '120.00' } }]);
  });

  it('lets only the columns that are read decide the order of day and month', () => {
    const text = 'customer,number,PaperlessDate,invoice date,due date,amount\nC1,A1,2/13/2026,1/2/2026,2/3/2026,5\n';
    expect(answer(text)).toMatchObject({ rule: 'date-order-open', option: '--date-format' });
    expect(read(text, { dateFormat: 'D/M/YYYY' }).rows).toMatchObject([
      { invoiceOn: '2026-02-01', dueOn: '2026-03-02' },
    ]);
  });

  it('takes the contract for the number where it has no numbers', () => {
    const { rows } = read('客户,合同编号,开票日期,到期日,金额\nC1,HT-1,2026-01-02,2026-02-01,120\n');
    expect(rows).toMatchObject([{ number: 'HT-1', contract: 'HT-1' }]);
  });

  it('is refused whole with the option that would settle it', () => {
    const one = 'C1,,A1,,2026-01-02,,2026-02-01,120,,,,,';
    expect(answer('PK\u0003\u0004')).toMatchObject({ kind: 'file-problem', rule: 'spreadsheet-file' });
    expect(answer(rowsWith('C1,,A1,,1/2/2026,,3/4/2026,120,,,,,'))).toMatchObject({ option: '--date-format' });
    const inDinars = rowsWith('C1,,A1,,2026-01-02,,2026-02-01,"1,234",,,,KWD,');
    expect(answer(inDinars, { rate: '3.25' })).toMatchObject({ option: '--decimal' });
    expect(answer('customer,amount\nC1,5\n')).toMatchObject({ option: '--map' });
    expect(answer(rowsWith(one), { currency: 'EURO' })).toMatchObject({ rule: 'option-value', option: '--currency' });
    expect(answer(rowsWith(one), { currency: 'USD', rate: '-1' })).toMatchObject({
      rule: 'option-value',
      option: '--rate',
    });
  });
});

describe('the currency of a row', () => {
  const row = (code: string, rate = '') => `C1,,A-${code},,2026-01-02,,2026-02-01,120,,,,${code},${rate}`;

  it('is that of its cell, else that of --currency, else that of the book', () => {
    const { rows } = read(rowsWith(row('jpy', '0.0061'), row('')), { currency: 'usd', rate: '0.92' });
    expect(rows).toMatchObject([
      { amount: { amount: '120', currency: 'JPY' }, rate: '0.0061' },
      { amount: { amount: '120.00', currency: 'USD' }, rate: '0.92' },
    ]);
    expect(read(rowsWith(row(''))).rows).toMatchObject([{ amount: { currency: 'EUR' } }]);
  });

  it('needs a rate when it is not the one of the book, and takes none when it is', () => {
    expect(problemsOf(row('USD'), row('EUR', '1.1'), row('GBP', '0'), row('XXX', '1.1'))).toEqual([
      [2, 'rate', 'rate-required'],
      [3, 'rate', 'rate-in-book-currency'],
      [4, 'rate', 'rate'],
      [5, 'currency', 'currency'],
    ]);
  });

  it('gives the amounts of its row no vote on the decimal mark where it is unknown', () => {
    const unknown = 'C1,,A1,,2026-01-02,,2026-02-01,"12,5",,,,EURO,';
    expect(read(rowsWith(unknown, row('').replace('120', '"1,234"'))).rows).toMatchObject([
      { amount: { amount: '1234.00' } },
    ]);
  });

  it('has one --rate for one currency, and none for that of the book', () => {
    expect(answer(rowsWith(row('USD'), row('GBP')), { rate: '0.9' })).toMatchObject({
      rule: 'rate-for-several-currencies',
      option: '--rate',
    });
    expect(answer(rowsWith(row('EUR')), { rate: '0.9' })).toMatchObject({
      rule: 'rate-in-book-currency',
      option: '--rate',
    });
    expect(read(rowsWith(row('USD'), row('EUR')), { rate: '0.9' }).rows.map(({ rate }) => rate)).toEqual([
      '0.9',
      undefined,
    ]);
  });
});

describe('what was paid', () => {
  const row = (paidOn: string, paid: string) => `C1,,A1,,2026-01-02,,2026-02-01,120.00,${paidOn},${paid},,,`;
  const paymentOf = (paidOn: string, paid: string) => {
    const [{ paidOn: on, paid: amount } = {}] = read(rowsWith(row(paidOn, paid))).rows;
    return [on, amount?.amount];
  };

  it('is all where the file tells the day alone, a part where it tells less, nothing where it tells zero', () => {
    expect(paymentOf('2026-02-01', '')).toEqual(['2026-02-01', '120.00']);
    expect(paymentOf('2026-02-01', '20')).toEqual(['2026-02-01', '20.00']);
    expect(paymentOf('', '0.00')).toEqual([undefined, undefined]);
    expect(paymentOf('2026-01-02', '120')).toEqual(['2026-01-02', '120.00']);
  });

  it('is refused without a day, before the invoice, above the amount, and at zero or below', () => {
    expect(problemsOf(row('', '20'))).toEqual([[2, 'paid on', 'paid-without-date']]);
    expect(problemsOf(row('2026-01-01', ''))).toEqual([[2, 'paid on', 'paid-before-invoiced']]);
    expect(problemsOf(row('2026-02-01', '120.01'))).toEqual([[2, 'paid', 'paid-more-than-amount']]);
    expect(problemsOf(row('2026-02-01', '0'))).toEqual([[2, 'paid', 'paid-above-zero']]);
    expect(problemsOf(row('2026-02-01', '-5'))).toEqual([[2, 'paid', 'paid-above-zero']]);
  });
});

describe('bad rows', () => {
  const good = 'C1,,A1,,2026-01-02,,2026-02-01,120.50,,,,,';

  it('are refused with line, column, value and rule, while their good neighbours go in', () => {
    const { rows, problems } = read(
      rowsWith(
        good,
        ',,A2,,2026-01-02,,2026-02-01,120.50,,,,,',
        'C1,,A3,,2026-02-30,,2026-02-01,120.50,,,,,',
        'C1,,A4,,2026-01-02,,45234,120.50,,,,,',
        'C1,,A5,,2026-01-02,,2026-02-01,0.00,,,,,',
        'C1,,A6,,2026-01-02,,2026-02-01,(120.50),,,,,',
        'C1,,A7,,2026-01-02,,2026-02-01,120.505,,,,,',
        'C1,,A8,,2026-01-02,,2026-02-01,many,,,,,',
        'C1,,A9,,2026-01-02,,2026-02-01,120.50,2026-01-01,,,,',
        'C1,,A10,,2026-01-02,,2026-02-01,120.50,,,maybe,,',
        'C1,,R-2026-000001,,2026-01-02,,2026-02-01,120.50,,,,,',
        'C1,,9a1fd0a2-5f5e-5d3b-8f0e-0d3e8a4c2b11,,2026-01-02,,2026-02-01,120.50,,,,,',
        'C1,,6.11E+08,,2026-01-02,,2026-02-01,120.50,,,,,',
        `${'C'.repeat(65)},,A14,,2026-01-02,,2026-02-01,120.50,,,,,`,
        'C1,,A15,,2026-01-02,,2026-02-01,120.50',
        'C1,,A16,,2026-01-02,,2026-02-01,120.50,,,,EURO,',
        'C2,,A17,,2026-01-02,,2026-02-01,120.50,,,,,',
      ),
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 18]);
    expect(problems.map(({ line, column, value, rule }) => [line, column, value, rule])).toEqual([
      [3, 'customer', '', 'required'],
      [4, 'invoice date', '2026-02-30', 'date-impossible'],
      [5, 'due date', '45234', 'date-serial'],
      [6, 'amount', '0.00', 'amount-above-zero'],
      [7, 'amount', '(120.50)', 'amount-above-zero'],
      [8, 'amount', '120.505', 'amount-scale'],
      [9, 'amount', 'many', 'amount-format'],
      [10, 'paid on', '2026-01-01', 'paid-before-invoiced'],
      [11, 'disputed', 'maybe', 'boolean'],
      [12, 'number', 'R-2026-000001', 'code-shaped-like-series'],
      [13, 'number', '9a1fd0a2-5f5e-5d3b-8f0e-0d3e8a4c2b11', 'code-shaped-like-id'],
      [14, 'number', '6.11E+08', 'code-in-scientific-notation'],
      [15, 'customer', 'C'.repeat(65), 'text'],
      [16, 'paid on', '', 'ragged'],
      [17, 'currency', 'EURO', 'currency'],
    ]);
  });

  it('are told all their problems at once', () => {
    expect(problemsOf(',,,,soon,,2026-13-01,-1,2026-02-01,,perhaps,,')).toEqual([
      [2, 'customer', 'required'],
      [2, 'number', 'required'],
      [2, 'invoice date', 'date-format'],
      [2, 'due date', 'date-impossible'],
      [2, 'amount', 'amount-above-zero'],
      [2, 'disputed', 'boolean'],
    ]);
  });

  it('tell the line of the cell beside the line of the row', () => {
    const [problem] = read(rowsWith('C1,"two\nlines",A1,,2026-01-02,,soon,120.50,,,,,')).problems.slice(-1);
    expect(problem).toMatchObject({ row: 2, line: 3, column: 'due date', value: 'soon' });
  });

  it('repeat a number with the same or with other content, each by its own rule', () => {
    const other = 'C1,,A1,,2026-01-02,,2026-02-01,120.51,,,,,';
    expect(problemsOf(good, good, other)).toEqual([
      [3, 'number', 'row-repeated'],
      [4, 'number', 'number-repeated'],
    ]);
  });

  it('repeat the number of a row that was itself refused', () => {
    expect(problemsOf('C1,,A1,,2026-01-02,,2026-02-01,none,,,,,', good)).toEqual([
      [2, 'amount', 'amount-format'],
      [3, 'number', 'number-repeated'],
    ]);
  });

  it('belong to a receivable in instalments: none of its rows goes in half', () => {
    const instalment = (cell: string, number = 'A1') => `C1,,${number},,2026-01-02,${cell},2026-02-01,120.50,,,,,`;
    expect(problemsOf(instalment('2'), instalment('第1期'), instalment('第三期'), instalment('2', 'A2'))).toEqual([
      [2, 'instalment', 'one-instalment-for-now'],
      [3, 'instalment', 'one-instalment-for-now'],
      [4, 'instalment', 'one-instalment-for-now'],
      [5, 'instalment', 'one-instalment-for-now'],
    ]);
  });

  it('give one customer two names; a row without a name takes the one that the file tells', () => {
    const named = (name: string, number: string) => `C1,${name},${number},,2026-01-02,,2026-02-01,120.50,,,,,`;
    const { rows, problems } = read(
      rowsWith(named('', 'A1'), named('ACME', 'A2'), named('Acme', 'A3'), named('ACME', 'A4')),
    );
    expect(rows.map(({ customer }) => customer.name)).toEqual(['ACME', 'ACME', 'ACME']);
    expect(problems).toMatchObject([
      { row: 4, rule: 'customer-name-differs', detail: 'customer C1 is named "ACME" in line 3' },
    ]);
  });
});

describe('for any mixture of rows', () => {
  const kinds = fc.array(fc.constantFrom('good', 'bad', 'ragged', 'blank', 'stray quote'), {
    minLength: 1,
    maxLength: 20,
  });
  const line = (kind: string, index: number): string => {
    const good = `C${index % 3},,A${index},,2026-01-02,,2026-02-01,120.50,,,,,`;
    if (kind === 'bad') return good.replace('120.50', '0');
    if (kind === 'ragged') return good.slice(0, -3);
    if (kind === 'blank') return '';
    return kind === 'stray quote' ? good.replace(',,A', ',"x,A') : good;
  };

  it('lets exactly the good ones through and tells a problem of each other one', () => {
    fc.assert(
      fc.property(kinds, (all) => {
        const { rows, problems } = read(rowsWith('C0,,A,,2026-01-02,,2026-02-01,120.50,,,,,', ...all.map(line)));
        const linesOf = (wanted: (kind: string) => boolean) =>
          all.flatMap((kind, index) => (wanted(kind) ? [index + 3] : []));
        expect(rows.map((row) => row.line)).toEqual([2, ...linesOf((kind) => kind === 'good')]);
        expect(problems.map(({ row }) => row)).toEqual(linesOf((kind) => kind !== 'good' && kind !== 'blank'));
      }),
    );
  });
});
