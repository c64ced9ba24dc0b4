import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, type CalendarDate } from '#kernel';
import { temporaryFolder } from '#testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { begin, daybook, resultOf, serve, until, type Serving } from '../command-line.examples.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const FIRST = '2026-01-01' as CalendarDate;
const ROWS = 300;

/** Three hundred receivables of twenty customers, some in dispute, three of four paid. */
const row = (index: number): string => {
  const invoiceOn = addDays(FIRST, index % 90);
  const amount = `${100 + index}.${String(index % 100).padStart(2, '0')}`;
  const paid = index % 4 === 0 ? ',' : `${addDays(invoiceOn, 20 + (index % 30))},${amount}`;
  return `C-${index % 20},INV-${index},${invoiceOn},${addDays(invoiceOn, 30)},${amount},${paid},${index % 5 === 0 ? 'yes' : 'no'}`;
};
writeFileSync(
  folder.file('a.csv'),
  [
    'customer,number,invoiceDate,dueDate,amount,paidOn,paid,disputed',
    ...Array.from({ length: ROWS }, (_, index) => row(index)),
  ].join('\n'),
);

/** Milliseconds for a test that starts several servers one after the other, on a machine that is busy. */
const PATIENCE = 90_000;

const importing = (book: string): string[] => ['import', 'receivables', 'a.csv', '--data', book, '--quiet'];

/** The server that the folder names, once it listens. */
const addressOf = async (book: string): Promise<string> => {
  await pause(5);
  const { url } = JSON.parse(readFileSync(folder.file(`${book}/server.json`), 'utf8')) as { readonly url: string };
  return url;
};

const headAt = async (url: string): Promise<number> =>
  ((await (await fetch(`${url}/v1/status`)).json()) as { readonly head: number }).head;

/** Everything that people see of the book, but the moments and the numbers that a series gave. */
const contentOf = async ({ url }: Serving): Promise<unknown> => {
  const get = async (path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${url}${path}`)).json()) as Record<string, unknown>;
  const days = ['2026-02-01', '2026-03-15', '2026-06-30'];
  const ageing = await Promise.all(days.map((day) => get(`/v1/ageing?by=customer&asOf=${day}`)));
  const reconciliation = await get('/v1/reconciliation?asOf=2026-06-30');
  const pages = [await get('/v1/receipts?limit=500&sort=bookedOn&asOf=2026-06-30')];
  const receipts = pages.flatMap(({ items }) => items as readonly { id: string; amount: string; buckets: unknown }[]);
  return {
    ageing: ageing.map(({ totals, customers }) => ({ totals, customers })),
    balanced: reconciliation['balanced'],
    receipts: receipts
      .map(({ id, amount, buckets }) => ({ id, amount, buckets }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
};

describe('an import that is killed in the middle', () => {
  it(
    'makes the same book when it is run again',
    async () => {
      const book = folder.file('killed');
      // Both go at once, as in a power cut.
      const first = await serve(book);
      const cut = begin(folder.path, importing('killed'));
      await until(
        () => headAt(first.url),
        (head) => head > 300,
      );
      cut.process.kill('SIGKILL');
      await Promise.all([first.kill(), cut.ended]);

      // The command line goes, and the server that it had started for itself goes with it.
      const second = begin(folder.path, importing('killed'));
      const url = await until(
        () => addressOf('killed'),
        (address) => address !== first.url,
      );
      const before = await headAt(url);
      await until(
        () => headAt(url),
        (head) => head > before + 100,
      );
      second.process.kill('SIGKILL');
      await second.ended;

      expect(await daybook(folder.path, importing('killed'))).toMatchObject({ exitCode: 0, err: '' });
      expect(new Set(resultOf(folder.file('a.csv.result.csv')).map(({ status }) => status))).toContain('booked');
      const [killed, whole] = await Promise.all([serve(book, {}), serve(folder.file('whole'))]);
      expect(await daybook(folder.path, importing('whole'))).toMatchObject({ exitCode: 0, err: '' });
      expect(await contentOf(killed)).toEqual(await contentOf(whole));
      await Promise.all([killed.stop(), whole.stop()]);
    },
    PATIENCE,
  );

  it(
    'goes on with a server of its own when the one that it talked to does not come back',
    async () => {
      const serving = await serve(folder.file('lost'));
      const run = begin(folder.path, importing('lost'));
      await until(
        () => headAt(serving.url),
        (head) => head > 300,
      );
      await serving.kill();
      expect(await run.ended).toMatchObject({ exitCode: 0, err: '' });
      expect(resultOf(folder.file('a.csv.result.csv'))).toHaveLength(ROWS);
    },
    PATIENCE,
  );
});
