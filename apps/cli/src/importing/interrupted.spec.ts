import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { addDays, type CalendarDate } from '#kernel';
import { temporaryFolder } from '#testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { begin, daybook, endServers, resultOf, serve, until, type Serving } from '../command-line.examples.js';

const folder = temporaryFolder();
afterAll(async () => {
  await endServers();
  folder.remove();
});

const FIRST = '2026-01-01' as CalendarDate;
const ROWS = 300;

interface Row {
  readonly invoiceOn: CalendarDate;
  readonly cents: number;
  readonly paidOn: CalendarDate | undefined;
  readonly isDisputed: boolean;
}

/** Three hundred receivables of twenty customers, one of five in dispute, three of four paid. */
const rows: readonly Row[] = Array.from({ length: ROWS }, (_, index) => {
  const invoiceOn = addDays(FIRST, index % 90);
  const paidOn = index % 4 === 0 ? undefined : addDays(invoiceOn, 20 + (index % 30));
  return { invoiceOn, cents: 10_000 + 101 * index, paidOn, isDisputed: index % 5 === 0 };
});

const written = (cents: number): string => (cents / 100).toFixed(2);

const line = ({ invoiceOn, cents, paidOn, isDisputed }: Row, index: number): string =>
  [
    ...[`C-${index % 20}`, `INV-${index}`, invoiceOn, addDays(invoiceOn, 30), written(cents)],
    ...[paidOn ?? '', paidOn ? written(cents) : '', isDisputed ? 'yes' : 'no'],
  ].join(',');

writeFileSync(
  folder.file('a.csv'),
  ['customer,number,invoiceDate,dueDate,amount,paidOn,paid,disputed', ...rows.map(line)].join('\n'),
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

const DAYS = ['2026-02-01', '2026-03-15', '2026-06-30'];

const total = (of: readonly Row[]): string => written(of.reduce((sum, { cents }) => sum + cents, 0));

/** What the rows alone say that the book must hold. */
const expected = {
  ageing: DAYS.map((day) => {
    const open = rows.filter(({ invoiceOn, paidOn }) => invoiceOn <= day && (paidOn === undefined || paidOn > day));
    return {
      open: open.length,
      outstanding: total(open),
      disputed: total(open.filter(({ isDisputed }) => isDisputed)),
    };
  }),
  balanced: true,
  receipts: rows.flatMap(({ cents, paidOn }) => (paidOn ? [written(cents)] : [])),
};

const contentOf = async ({ url }: Serving): Promise<typeof expected> => {
  const get = async <Answer>(path: string): Promise<Answer> => (await (await fetch(`${url}${path}`)).json()) as Answer;
  const asked = DAYS.map((day) => get<{ totals: typeof expected.ageing }>(`/v1/ageing?asOf=${day}`));
  const { balanced } = await get<{ balanced: boolean }>('/v1/reconciliation?asOf=2026-06-30');
  const { items } = await get<{ items: readonly { amount: { amount: string } }[] }>(
    '/v1/receipts?limit=500&asOf=2026-06-30',
  );
  return {
    ageing: (await Promise.all(asked)).flatMap(({ totals }) =>
      totals.map(({ open, outstanding, disputed }) => ({ open, outstanding, disputed })),
    ),
    balanced,
    receipts: items.map(({ amount: { amount } }) => amount).sort(),
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
      const killed = await serve(book, {});
      expect(await contentOf(killed)).toEqual({ ...expected, receipts: expected.receipts.toSorted() });
      await killed.stop();
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
