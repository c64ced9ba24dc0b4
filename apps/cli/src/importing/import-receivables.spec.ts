import { writeFileSync } from 'node:fs';
import { temporaryFolder } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  daybook,
  endServers,
  resultOf,
  serve,
  type Ended,
  type ResultLine,
  type Serving,
} from '../command-line.examples.js';

const HEADER = 'customer,customerName,number,invoiceDate,dueDate,amount,paidOn,paid,disputed';
const OPEN = 'C-1,Alder Bakery,INV-1,2026-01-05,2026-02-04,100.00,,,no';
const PAID = 'C-1,Alder Bakery,INV-2,2026-01-06,2026-02-05,250.5,2026-02-01,250.5,no';
const IN_PART = 'C-2,北风贸易,发票-3,2026-01-07,2026-02-06,80,2026-02-10,30.00,yes';
const SETTLED = 'C-2,北风贸易,INV-4,2026-01-07,2026-02-06,80,2026-02-10,80.00,yes';

const folder = temporaryFolder();
let serving: Serving;

beforeAll(async () => {
  serving = await serve(folder.file('book'));
});
afterAll(async () => {
  await endServers();
  folder.remove();
});

const file = (name: string, ...rows: readonly string[]): string => {
  writeFileSync(folder.file(name), [HEADER, ...rows].join('\n'));
  return name;
};

const importing = (name: string, ...more: readonly string[]): Promise<Ended> =>
  daybook(folder.path, ['import', 'receivables', name, '--data', 'book', ...more]);

const result = (name: string): readonly ResultLine[] => resultOf(folder.file(`${name}.result.csv`));
const statuses = (name: string): readonly string[] => result(name).map(({ number, status }) => `${number} ${status}`);

const get = async (path: string): Promise<Record<string, unknown>> =>
  (await (await fetch(`${serving.url}${path}`)).json()) as Record<string, unknown>;
const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': path, prefer: 'wait=10' };
  const response = await fetch(`${serving.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
};
const head = async (): Promise<unknown> => (await get('/v1/status'))['head'];

describe('a file of receivables', () => {
  it('changes nothing in a dry run', async () => {
    const before = await head();
    const { exitCode, out } = await importing(file('a.csv', OPEN, PAID, IN_PART, SETTLED), '--dry-run');
    expect([exitCode, await head()]).toEqual([0, before]);
    expect(out).toMatch(/^Dry run, nothing was changed: 4 rows: 4 would be booked, 0 unchanged, 0 refused/);
    expect(statuses('a.csv')).toEqual([
      'INV-1 would-book',
      'INV-2 would-book',
      '发票-3 would-book',
      'INV-4 would-book',
    ]);
  });

  it('goes in, and the book balances', async () => {
    const { exitCode, out, err } = await importing('a.csv');
    expect([exitCode, err.split('\n')[0]]).toEqual([
      0,
      'Read as UTF-8, comma, decimal point: customer, customerName, number, invoiceDate, dueDate, amount, paidOn, paid, disputed',
    ]);
    expect(out).toMatch(/^4 rows: 4 booked, 0 unchanged, 0 refused .*\nThe book balances on /);
    expect(statuses('a.csv')).toEqual(['INV-1 booked', 'INV-2 booked', '发票-3 booked', 'INV-4 booked']);
    const { out: ageing } = await daybook(
      folder.path,
      'ageing --by customer --as-of 2026-03-01 --data book --json'.split(' '),
    );
    expect(JSON.parse(ageing)).toMatchObject({
      totals: [{ currency: 'USD', open: 2, outstanding: '150.00', disputed: '50.00', unapplied: '0.00' }],
      customers: [
        { code: 'C-1', name: 'Alder Bakery', outstanding: '100.00' },
        { code: 'C-2', name: '北风贸易', outstanding: '50.00' },
      ],
    });
    expect(await get('/v1/receivables/INV-4')).toMatchObject({
      disputes: [{ amount: '80.00', on: '2026-01-07', resolvedOn: '2026-02-10' }],
      receipts: [{ amount: '80.00', on: '2026-02-10', valueOn: '2026-02-10' }],
      instalments: [{ number: 1, dueOn: '2026-02-06', actualOn: '2026-02-10' }],
    });
  });

  it('changes nothing when it comes again, whoever imports it', async () => {
    const before = await head();
    expect((await importing('a.csv')).out).toMatch(/^4 rows: 0 booked, 4 unchanged, 0 refused/);
    expect(await head()).toBe(before);
    await serving.stop();
    serving = await serve(folder.file('book'), { DAYBOOK_ACTOR: 'somebody else' });
    expect((await importing('a.csv')).out).toMatch(/^4 rows: 0 booked, 4 unchanged, 0 refused/);
    expect(await head()).toBe(before);
  });

  it('adds only the receipt of what is paid by now', async () => {
    const { exitCode, out } = await importing(
      file('b.csv', OPEN.replace(',,,', ',2026-02-20,100,'), PAID, IN_PART, SETTLED),
    );
    expect([exitCode, out]).toEqual([0, expect.stringMatching(/^4 rows: 1 booked, 3 unchanged, 0 refused/)]);
    expect(await get('/v1/receivables/INV-1')).toMatchObject({
      situation: 'settled',
      receipts: [{ on: '2026-02-20' }],
    });
    expect((await importing('a.csv')).out).toMatch(/^4 rows: 0 booked, 4 unchanged/);
  });

  it('has the rows refused that the book has otherwise, naming the difference', async () => {
    const before = await head();
    const { exitCode, err } = await importing(
      file('c.csv', OPEN.replace('100.00', '101.00'), PAID.replace('C-1,Alder Bakery', 'C-9,Ash')),
    );
    expect([exitCode, await head()]).toEqual([3, before]);
    expect(result('c.csv')).toEqual([
      {
        line: '2',
        number: 'INV-1',
        status: 'refused',
        column: 'amount',
        value: '101.00',
        rule: 'differs',
        detail: 'in the file 101.00 USD, in the book 100.00 USD',
      },
      {
        line: '3',
        number: 'INV-2',
        status: 'refused',
        column: 'customer',
        value: 'C-9',
        rule: 'differs',
        detail: 'in the file C-9, in the book C-1',
      },
    ]);
    expect(err).toContain('  line 2, amount "101.00": in the file 101.00 USD, in the book 100.00 USD (differs)');
  });

  it('has bad rows refused, with line, column, value and rule, while the good ones go in', async () => {
    const { exitCode, out } = await importing(
      file(
        'd.csv',
        'C-3,Ash,INV-5,2026-01-08,2026-02-07,12.00,,,no',
        'C-3,Ash,INV-6,2026-13-08,2026-02-07,12.00,,,no',
        'C-3,Ash,INV-7,2031-01-08,2031-02-07,12.00,,,no',
        'C-1,Another name,INV-8,2026-01-08,2026-02-07,12.00,,,no',
      ),
      '--json',
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      rows: 4,
      counts: { booked: 1, refused: 3 },
      reconciliation: { balanced: true },
      recognised: { delimiter: 'comma' },
    });
    expect(result('d.csv')).toMatchObject([
      { line: '2', number: 'INV-5', status: 'booked' },
      {
        line: '3',
        number: 'INV-6',
        status: 'refused',
        column: 'invoiceDate',
        value: '2026-13-08',
        rule: 'date-impossible',
      },
      { line: '4', number: 'INV-7', status: 'refused', column: 'invoiceDate', value: '2031-01-08', rule: 'date-range' },
      { line: '5', number: 'INV-8', status: 'refused', column: 'customerName', value: 'Another name', rule: 'differs' },
    ]);
  });

  it('comes from standard input too, its result where the caller says', async () => {
    const { exitCode, err } = await daybook(
      folder.path,
      ['import', 'receivables', '-', '--server', serving.url, '--result', 'e.result.csv', '--quiet'],
      { input: `${HEADER}\nC-1,,INV-9,2026-01-08,2026-02-07,9.00,,,no\n` },
    );
    expect([exitCode, err]).toEqual([0, '']);
    expect(resultOf(folder.file('e.result.csv'))).toMatchObject([{ number: 'INV-9', status: 'booked' }]);
  });

  it('in a foreign currency needs its rate, and brings it to the receipt', async () => {
    const euro = 'C-4,Elm,INV-10,2026-01-08,2026-02-07,100.00,2026-02-01,100.00,no';
    const without = await importing(file('f.csv', euro), '--currency', 'EUR');
    expect([without.exitCode, result('f.csv')]).toMatchObject([3, [{ rule: 'rate-required' }]]);
    expect((await importing('f.csv', '--currency', 'EUR', '--rate', '1.08500')).exitCode).toBe(0);
    expect(await get('/v1/receivables/INV-10')).toMatchObject({
      currency: 'EUR',
      bookedRate: '1.08500',
      situation: 'settled',
    });
    expect((await importing('f.csv', '--currency', 'EUR', '--rate', '1.085')).out).toMatch(/1 unchanged/);
  });
});

describe('what people did in the book', () => {
  it('is found by its content: a receivable raised and paid by hand is unchanged', async () => {
    const { id: customerId } = await post('/v1/customers', { code: 'C-5', name: 'Rowan' });
    const amount = { amount: '70.00', currency: 'USD' };
    const { id: receivableId } = await post('/v1/receivables', {
      number: 'INV-20',
      customerId,
      basis: 'invoice',
      gross: amount,
      invoice: { number: 'INV-20', issuedOn: '2026-01-08' },
      instalments: [{ number: 1, dueOn: '2026-02-07', amount }],
    });
    const items = [{ receivableId, instalment: 1, amount }];
    await post('/v1/receipts', {
      customerId,
      amount,
      instrument: 'cheque',
      bookedOn: '2026-02-03',
      confirmed: true,
      allocate: { method: 'hand', items },
    });
    const before = await head();
    const { exitCode, out } = await importing(
      file('g.csv', 'C-5,Rowan,INV-20,2026-01-08,2026-02-07,70.00,2026-02-03,70.00,no'),
    );
    expect([exitCode, out, await head()]).toEqual([0, expect.stringMatching(/^1 row: 0 booked, 1 unchanged/), before]);
  });

  it('is not undone: a reversed receivable is raised again only when it was corrected, and in a new life', async () => {
    const row = 'C-6,Birch,INV-21,2026-01-08,2026-02-07,60.00,2026-02-03,60.00,no';
    await importing(file('h.csv', row));
    const { receipts } = (await get('/v1/receivables/INV-21')) as { receipts: readonly { receiptId: string }[] };
    await post(`/v1/receipts/${receipts[0]?.receiptId}/reverse`, { cause: 'mistake', on: '2026-02-03' });
    const bounced = await importing('h.csv');
    expect([bounced.exitCode, result('h.csv')]).toMatchObject([3, [{ column: 'paidOn', rule: 'differs' }]]);
    await post('/v1/receivables/INV-21/reverse', { effectiveOn: '2026-02-03' });
    const same = await importing('h.csv');
    expect([same.exitCode, result('h.csv')]).toMatchObject([3, [{ column: 'number', rule: 'differs' }]]);
    const corrected = await importing(file('i.csv', row.replaceAll('60.00', '66.00')));
    expect([corrected.exitCode, statuses('i.csv')]).toEqual([0, ['INV-21 booked']]);
    expect(await get('/v1/receivables/INV-21')).toMatchObject({ gross: '66.00', situation: 'settled' });
    expect((await importing('i.csv')).out).toMatch(/1 unchanged/);
  });
});

it('init makes a book once', async () => {
  const args = ['init', '--name', '北风', '--currency', 'cny', '--data', 'own', '--json'];
  const { exitCode, out } = await daybook(folder.path, args);
  expect([exitCode, JSON.parse(out)]).toEqual([
    0,
    { folder: folder.file('own'), name: '北风', currency: 'CNY', timeZone: 'UTC' },
  ]);
  expect(await daybook(folder.path, args)).toMatchObject({ exitCode: 1, out: '' });
  const { out: status } = await daybook(folder.path, ['status', '--data', 'book', '--json']);
  expect(JSON.parse(status)).toMatchObject({ running: true, url: serving.url, demo: false });
});
