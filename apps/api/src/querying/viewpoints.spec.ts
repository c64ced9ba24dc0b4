import { beforeAll, describe, expect, it } from '@jest/globals';
import { hashOf, revision, type StreamName } from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { byHand, invoiced, money, received } from '../client/bodies.js';
import { servedBook, type Done } from '../client/surface.js';

const served = servedBook();

let customerId: string;
let raised: Done;
let corrected: string;

const tokenAt = (position: number): string => {
  const { tenant, id } = served().book.book;
  return Buffer.from(`${tenant}:${id}:${position}`).toString('base64url');
};
const ageingAt = (minPosition: string) => served().query('/v1/ageing', { minPosition });
const PROMISE = '/v1/receivables/{document}/promise';
const promise = (amount: string) => ({ instalment: 1, amount: money(amount), promisedOn: '2026-06-01' });

beforeAll(async () => {
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Then', effectiveOn: '2026-01-01' })).id;
  raised = await served().carry('/v1/receivables', invoiced(customerId, 'R', '2026-03-01', '2026-03-31', '100.00'));
  const token = (await served().carry('/v1/customers/{document}/correct', { name: 'Now' }, { document: 'C' })).token;
  await served().ask('/v1/customers', { minPosition: token });
  const { items } = await served().ask('/v1/customers/{document}/history', {}, 'C');
  corrected = items[1]?.recordedAt ?? '';
});

const positionOf = async (document: string, at = 0): Promise<number> => {
  const { items } = await served().ask('/v1/receivables/{document}/history', {}, document);
  return items[at]?.position ?? 0;
};

const rules = async (query: Record<string, string>) => {
  const { status, problem } = await served().query('/v1/ageing', query);
  return { status, errors: problem.errors?.map(({ pointer, rule }) => `${pointer} ${rule}`) };
};

describe('asOf', () => {
  it('is today in the entity’s zone when it is left out', async () => {
    expect((await served().ask('/v1/ageing')).asOf).toBe(new Date().toISOString().slice(0, 10));
  });

  it('shows what counted on a day, though it was entered later', async () => {
    const on = async (asOf: string) => (await served().ask('/v1/ageing', { asOf })).totals;
    expect(await on('2026-02-28')).toEqual([]);
    expect(await on('2026-03-31')).toMatchObject([{ outstanding: '100.00', notDue: '100.00' }]);
    expect(await on('2026-04-01')).toMatchObject([
      { notDue: '0.00', buckets: [{ from: 1, to: 30, amount: '100.00' }, {}, {}, {}] },
    ]);
  });

  it('may be any day of the calendar', async () => {
    for (const asOf of ['1900-01-01', '9999-12-31'])
      for (const path of ['/v1/ageing', '/v1/receivables', '/v1/collection-status', '/v1/reconciliation'] as const)
        expect((await served().query(path, { asOf })).status).toBe(200);
    expect(await rules({ asOf: '2026-02-30' })).toEqual({ status: 400, errors: ['/asOf date'] });
  });
});

describe('knownAt', () => {
  it('is a position: what came later was not known', async () => {
    const at = await positionOf('R');
    const page = await served().ask('/v1/receivables/{document}', { knownAt: String(at) }, 'R');
    expect(page).toMatchObject({ knownAt: at, customer: { name: 'Then' }, revision: 0 });
    expect((await served().query('/v1/receivables/{document}', { knownAt: String(at - 1) }, 'R')).status).toBe(404);
    expect((await served().query('/v1/receivables/{document}/history', { knownAt: String(at - 1) }, 'R')).status).toBe(
      404,
    );
    expect((await served().ask('/v1/receivables', { knownAt: String(at - 1) })).items).toEqual([]);
    expect((await served().ask('/v1/ageing', { knownAt: '0' })).totals).toEqual([]);
  });

  it('is a time: what was recorded until then was known', async () => {
    const then = new Date(Date.parse(corrected) - 1).toISOString();
    const before = await served().ask('/v1/customers/{document}', { knownAt: then }, customerId);
    const after = await served().ask('/v1/customers/{document}', { knownAt: corrected }, 'C');
    expect([before.name, after.name]).toEqual(['Then', 'Now']);
    expect(after.knownAt).toBeGreaterThan(before.knownAt);
    expect((await served().ask('/v1/ageing', { knownAt: '2020-01-01T00:00:00Z' })).knownAt).toBe(0);
  });

  it('does not lie ahead of what is known', async () => {
    const { head } = await served().ask('/v1/status');
    expect(await rules({ knownAt: String(head + 1) })).toEqual({ status: 400, errors: ['/knownAt known-at-ahead'] });
    expect(await rules({ knownAt: '999999999999999' })).toEqual({ status: 400, errors: ['/knownAt known-at-ahead'] });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await rules({ knownAt: tomorrow })).toEqual({ status: 400, errors: ['/knownAt known-at-ahead'] });
    expect((await served().ask('/v1/ageing', { knownAt: String(head) })).knownAt).toBe(head);
  });

  it.each([
    '-1',
    '1.5',
    '1e3',
    '2026-11-23',
    '2026-11-23T08:00:00',
    '2026-13-23T08:00:00Z',
    'head',
    '1000000000000000',
  ])('is not understood as %s', async (knownAt) => {
    expect(await rules({ knownAt })).toEqual({ status: 400, errors: ['/knownAt known-at'] });
  });
});

describe('minPosition', () => {
  it('lets every question see the effect of the command that answered it', async () => {
    for (let amount = 1; amount <= 20; amount += 1) {
      const { token, revision: seen } = await served().carry(PROMISE, promise(`${amount}.00`), { document: 'R' });
      const page = await served().ask('/v1/receivables/{document}', { minPosition: token }, 'R');
      expect(page.revision).toBeGreaterThanOrEqual(seen);
      expect(page.promises.at(-1)?.amount).toBe(`${amount}.00`);
    }
  });

  it('waits for rows that are not there yet', async () => {
    const { head } = await served().ask('/v1/status');
    const waiting = ageingAt(tokenAt(head + 1));
    await served().carry(PROMISE, promise('21.00'), { document: 'R' });
    expect((await waiting).status).toBe(200);
  });

  it('is a token of this book', async () => {
    const { book } = served().book;
    const foreign = [`main:${'0'.repeat(36)}:1`, `other:${book.id}:1`, `main:${book.id}:x`, `main:${book.id}`, ''];
    for (const text of foreign.map((each) => Buffer.from(each).toString('base64url')).filter(Boolean))
      expect(await rules({ minPosition: text })).toEqual({ status: 400, errors: ['/minPosition token'] });
    expect((await rules({ minPosition: 'x'.repeat(201) })).status).toBe(400);
    expect((await rules({ minPosition: '12' })).status).toBe(400);
  });
});

describe('the ETag of a page', () => {
  it('is the revision, and the If-Match of the next command', async () => {
    const { headers, body } = await served().query('/v1/receivables/{document}', {}, 'R');
    const etag = headers.get('etag') ?? '';
    expect(etag).toBe(`"${body.revision}"`);
    expect((await served().send(PROMISE, promise('1.00'), { document: 'R', ifMatch: etag })).status).toBe(200);
    expect((await served().send(PROMISE, promise('1.00'), { document: 'R', ifMatch: etag })).status).toBe(412);
    for (const [path, document] of [
      ['/v1/customers/{document}', 'C'],
      ['/v1/receivables/{document}', 'R'],
    ] as const) {
      const reply = await served().query(path, {}, document);
      expect(reply.headers.get('etag')).toBe(`"${reply.body.revision}"`);
    }
  });
});

describe('the history of a document', () => {
  it('says of every event what, when it counts, when it was known, who, why, and because of what', async () => {
    const body = { ...received(customerId, '60.00', '2026-03-20', { number: 'PAID' }), reason: 'on account' };
    const { id } = await served().carry(
      '/v1/receipts',
      { ...body, allocate: byHand([raised.id, 1, '60.00']) },
      { wait: 10 },
    );
    const { items } = await served().ask('/v1/receipts/{document}/history', {}, 'PAID');
    expect(
      items.map(({ revision: at, type, effectiveOn, actor, onBehalfOf, reason }) => [
        at,
        type,
        effectiveOn,
        actor,
        onBehalfOf,
        reason,
      ]),
    ).toEqual([
      [0, 'ReceiptRegistered', '2026-03-20', 'tester', undefined, 'on account'],
      [1, 'ReceiptConfirmed', '2026-03-20', 'tester', undefined, 'on account'],
      [2, 'ReceiptAllocated', '2026-03-20', 'tester', undefined, 'on account'],
      [3, 'AllocationConfirmed', '2026-03-20', 'process:receipt-to-instalment', 'tester', null],
    ]);
    expect(new Set(items.map(({ correlationId }) => correlationId))).toEqual(new Set([items[0]?.commandId]));
    expect(items[2]?.data).toMatchObject({
      receiptId: id,
      receivableId: raised.id,
      amount: { amount: '60.00', currency: 'EUR' },
    });
    const collected = await served().ask('/v1/receivables/{document}/history', {}, 'R');
    expect(collected.items.at(-1)).toMatchObject({ type: 'InstalmentCollected', correlationId: items[0]?.commandId });
  });

  it('has the hashes of the stored events, each over the one before it', async () => {
    const log = served().book.app.get<EventLog>(EVENT_LOG);
    for (const [path, document, stream] of [
      ['/v1/receivables/{document}/history', raised.id, 'receivable'],
      ['/v1/customers/{document}/history', customerId, 'customer'],
    ] as const) {
      const { items } = await served().ask(path, { limit: '500' }, document);
      const stored = await log.readStream(`${stream}-main.${document}` as StreamName, revision(0), 500);
      expect(items.length).toBeGreaterThan(1);
      expect(items.map(({ hash }) => hash)).toEqual(stored.map(hashOf));
      const previous = stored.map(({ metadata }) => (JSON.parse(metadata) as { prev: string }).prev);
      expect(previous).toEqual(['', ...items.slice(0, -1).map(({ hash }) => hash)]);
    }
  });
});

describe('the statements of a day', () => {
  it('need both ends of a customer’s statement, in order', async () => {
    const statement = async (query: string) => {
      const { status, problem } = await served().handmade(`/v1/customers/C/statement${query}`);
      return [status, problem.errors?.map(({ pointer, rule }) => `${pointer} ${rule}`)];
    };
    expect(await statement('')).toEqual([400, ['/from required', '/to required']]);
    expect(await statement('?from=2026-02-01&to=2026-01-01')).toEqual([400, ['/to date-order']]);
    const { currencies, from, to } = await served().ask(
      '/v1/customers/{document}/statement',
      { from: '2026-03-01', to: '2026-03-31' },
      'C',
    );
    expect([from, to]).toEqual(['2026-03-01', '2026-03-31']);
    expect(currencies).toMatchObject([
      { currency: 'EUR', opening: '0.00', closing: '40.00', ageing: { outstanding: '40.00' } },
    ]);
    expect(currencies[0]?.lines.map(({ on, document, debit, credit }) => [on, document, debit, credit])).toEqual([
      ['2026-03-01', 'R', '100.00', '0.00'],
      ['2026-03-20', 'PAID', '0.00', '60.00'],
    ]);
  });

  it('age in the buckets that are asked for', async () => {
    const { totals, customers } = await served().ask('/v1/ageing', {
      asOf: '2026-05-01',
      buckets: '10,20',
      by: 'customer',
    });
    const buckets = [
      { from: 1, to: 10, amount: '0.00' },
      { from: 11, to: 20, amount: '0.00' },
      { from: 21, to: null, amount: '40.00' },
    ];
    expect(totals).toMatchObject([{ currency: 'EUR', open: 1, outstanding: '40.00', buckets }]);
    expect(customers).toMatchObject([{ id: customerId, code: 'C', name: 'Now', currency: 'EUR', buckets }]);
    for (const wrong of ['0', '30,20', '1,1', 'x', '', '1,2,3,4,5,6,7,8,9,10,11,12,13', '3651'])
      expect(await rules({ buckets: wrong })).toEqual({ status: 400, errors: ['/buckets buckets'] });
    expect(await rules({ by: 'number' })).toEqual({ status: 400, errors: ['/by one-of'] });
  });

  it('count instalments by status', async () => {
    const { totals } = await served().ask('/v1/collection-status', { asOf: '2026-05-01', customerId });
    expect(totals).toHaveLength(1);
    const { collection, due } = totals[0] ?? { collection: [], due: [] };
    expect(collection.filter(({ instalments }) => instalments > 0)).toEqual([
      { status: 'partlyCollected', instalments: 1, amount: '100.00', outstanding: '40.00' },
    ]);
    expect(due.filter(({ instalments }) => instalments > 0)).toEqual([
      { status: 'overdue', instalments: 1, outstanding: '40.00' },
    ]);
  });

  it('are empty for a book without any figure', async () => {
    expect(await served().ask('/v1/ageing', { knownAt: '1' })).toMatchObject({ totals: [] });
    expect(await served().ask('/v1/collection-status', { knownAt: '1' })).toMatchObject({ totals: [] });
  });
});
