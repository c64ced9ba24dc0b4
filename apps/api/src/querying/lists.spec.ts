import { beforeAll, describe, expect, it } from '@jest/globals';
import { invoiced, money, received } from '../client/bodies.js';
import { servedBook, type Schemas } from '../client/surface.js';

const served = servedBook();

let first: string;
let second: string;
let position: number;

const day = (index: number) => `2026-01-${String(index + 1).padStart(2, '0')}`;
const raise = (customerId: string, number: string, issuedOn: string, amount = '10.00') =>
  served().carry('/v1/receivables', invoiced(customerId, number, issuedOn, '2026-02-15', amount));

/** R0 to R11 on 12 days, rising in amount; every third is the second customer's. */
beforeAll(async () => {
  first = (await served().carry('/v1/customers', { code: 'A-1', name: 'Aardvark Bakery', effectiveOn: '2026-01-01' }))
    .id;
  second = (await served().carry('/v1/customers', { code: 'B-1', name: 'Bear Bakery', effectiveOn: '2026-01-01' })).id;
  for (let index = 0; index < 12; index += 1)
    await raise(index % 3 === 2 ? second : first, `R${index}`, day(index), `${10 + index}.00`);
  await served().carry(
    '/v1/receipts',
    received(first, '4.00', '2026-01-20', { number: 'P1', allocate: { method: 'oldestFirst' } }),
    { wait: 10 },
  );
  await served().carry('/v1/receipts', received(undefined, '7.00', '2026-01-21', { number: 'P2', instrument: 'cash' }));
  const body = { ...received(second, '5.00', '2026-01-22', { number: 'P3', instrument: 'cheque' }), confirmed: false };
  await served().carry('/v1/receipts', body);
  const { token } = await served().carry(
    '/v1/receivables/{document}/dispute',
    { effectiveOn: '2026-01-25' },
    { document: 'R5' },
  );
  position = (await served().ask('/v1/receivables', { minPosition: token })).knownAt;
});

type List = '/v1/receivables' | '/v1/receipts' | '/v1/customers';

const numbers = async (path: List, query: Record<string, string>) => {
  const { items } = await served().ask(path, { asOf: '2026-01-31', knownAt: String(position), ...query } as never);
  return (items as readonly { readonly number?: string; readonly code?: string }[]).map(
    ({ number, code }) => number ?? code,
  );
};

/** All pages of a list, by the cursors alone. */
const pages = async (
  path: List,
  query: Record<string, string>,
  between: () => Promise<unknown> = async () => undefined,
) => {
  const found: string[][] = [];
  for (let cursor: string | null = '', turn = 0; cursor !== null && turn < 50; turn += 1) {
    const asked = turn === 0 ? query : { limit: query['limit'] ?? '50', cursor };
    const { items, next } = (await served().ask(path, asked as never)) as Schemas['ReceivableListBody'];
    found.push(items.map(({ number }) => number));
    cursor = next;
    await between();
  }
  return found;
};

describe('a list', () => {
  it('has the newest first, 50 of them, and says both clocks', async () => {
    const { items, next, asOf, knownAt } = await served().ask('/v1/receivables', { asOf: '2026-01-31' });
    expect(items.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => `R${11 - index}`));
    expect({ next, asOf, knownAt }).toEqual({ next: null, asOf: '2026-01-31', knownAt: position });
  });

  it('tells of each receivable what it stands at, with the customer beside its id', async () => {
    const { items } = await served().ask('/v1/receivables', { asOf: '2026-01-31', number: 'R0' });
    expect(items).toEqual([
      {
        id: expect.any(String),
        number: 'R0',
        customer: { id: first, code: 'A-1', name: 'Aardvark Bakery' },
        basis: 'invoice',
        currency: 'EUR',
        gross: '10.00',
        tax: '0.00',
        outstanding: '6.00',
        collectionStatus: 'partlyCollected',
        dueStatus: 'notDue',
        daysOverdue: 0,
        situation: 'raised',
        disputed: false,
        held: false,
        invoice: { number: 'R0', issuedOn: '2026-01-01' },
        raisedOn: '2026-01-01',
        revision: 1,
      },
    ]);
  });

  it.each<[List, Record<string, string>, readonly string[]]>([
    ['/v1/receivables', { customerId: 'second' }, ['R11', 'R8', 'R5', 'R2']],
    ['/v1/receivables', { number: 'R3' }, ['R3']],
    ['/v1/receivables', { number: 'nothing' }, []],
    ['/v1/receivables', { basis: 'plan' }, []],
    ['/v1/receivables', { currency: 'USD' }, []],
    ['/v1/receivables', { situation: 'settled' }, []],
    ['/v1/receivables', { collectionStatus: 'partlyCollected' }, ['R0']],
    ['/v1/receivables', { disputed: 'true' }, ['R5']],
    ['/v1/receivables', { dueStatus: 'overdue' }, []],
    ['/v1/receivables', { dueStatus: 'overdue', asOf: '2026-02-16', raisedFrom: '2026-01-11' }, ['R11', 'R10']],
    ['/v1/receivables', { dueStatus: 'due', asOf: '2026-02-15', raisedTo: '2026-01-02' }, ['R1', 'R0']],
    ['/v1/receivables', { raisedFrom: '2026-01-03', raisedTo: '2026-01-04' }, ['R3', 'R2']],
    ['/v1/receivables', { dueFrom: '2026-02-16' }, []],
    ['/v1/receivables', { asOf: '2026-01-02' }, ['R1', 'R0']],
    ['/v1/receivables', { sort: 'gross', limit: '2' }, ['R0', 'R1']],
    ['/v1/receivables', { sort: '-gross', limit: '2' }, ['R11', 'R10']],
    ['/v1/receivables', { sort: 'number', limit: '3' }, ['R0', 'R1', 'R10']],
    ['/v1/receivables', { sort: 'raisedOn', limit: '1' }, ['R0']],
    ['/v1/receipts', {}, ['P3', 'P2', 'P1']],
    ['/v1/receipts', { unidentified: 'true' }, ['P2']],
    ['/v1/receipts', { unidentified: 'false' }, ['P3', 'P1']],
    ['/v1/receipts', { situation: 'registered' }, ['P3']],
    ['/v1/receipts', { instrument: 'cash' }, ['P2']],
    ['/v1/receipts', { bookedFrom: '2026-01-21', bookedTo: '2026-01-21' }, ['P2']],
    ['/v1/receipts', { customerId: 'second' }, ['P3']],
    ['/v1/receipts', { sort: '-amount' }, ['P2', 'P3', 'P1']],
    ['/v1/customers', { search: 'bakery', sort: 'code' }, ['A-1', 'B-1']],
    ['/v1/customers', { search: 'BEAR' }, ['B-1']],
    ['/v1/customers', { code: 'A-1' }, ['A-1']],
    ['/v1/customers', { situation: 'held' }, []],
  ])('is filtered and ordered: %s %j', async (path, query, expected) => {
    const asked = query['customerId'] === 'second' ? { ...query, customerId: second } : query;
    expect(await numbers(path, asked)).toEqual(expected);
  });

  it.each([
    ['limit', '0', 'integer'],
    ['limit', '501', 'integer'],
    ['limit', 'all', 'integer'],
    ['sort', 'outstanding', 'one-of'],
    ['customerId', 'A-1', 'uuid'],
    ['disputed', 'yes', 'one-of'],
    ['dueFrom', '2026-02-30', 'date'],
    ['currency', 'euro', 'currency'],
    ['colour', 'red', 'unknown-field'],
    ['asOf', 'today', 'date'],
    ['knownAt', 'yesterday', 'known-at'],
  ])('does not understand %s=%s', async (name, value, rule) => {
    const { status, problem } = await served().handmade(`/v1/receivables?${name}=${value}`);
    expect({ status, errors: problem.errors }).toMatchObject({ status: 400, errors: [{ pointer: `/${name}`, rule }] });
    expect((await served().handmade(`/v1/receivables?limit=1&limit=2&asOf=x&${name}=${value}`)).status).toBe(400);
  });
});

describe('the pages of a list', () => {
  it.each(['-raisedOn', 'raisedOn', 'number', '-number', 'gross', '-gross'])(
    'are the list in the order %s',
    async (sort) => {
      const whole = await pages('/v1/receivables', { sort, limit: '500' });
      const parts = await pages('/v1/receivables', { sort, limit: '5' });
      expect(parts.map(({ length }) => length)).toEqual([5, 5, 2]);
      expect(parts.flat()).toEqual(whole.flat());
    },
  );

  it('stay as they were while new documents come in and known ones change', async () => {
    const before = (await pages('/v1/receivables', { limit: '500' })).flat();
    let more = 0;
    const during = await pages('/v1/receivables', { limit: '4' }, async () => {
      const { token } = await raise(first, `NEW${(more += 1)}`, '2026-01-06');
      await served().ask('/v1/receivables', { minPosition: token });
    });
    expect(during.flat()).toEqual(before);
    expect((await pages('/v1/receivables', { limit: '500' })).flat()).toHaveLength(before.length + more);
  });

  it('keep both clocks and the filters of the first', async () => {
    const page = await served().ask('/v1/receivables', {
      asOf: '2026-01-10',
      knownAt: String(position),
      limit: '2',
      sort: 'gross',
      customerId: first,
    });
    const second = await served().ask('/v1/receivables', { cursor: page.next ?? '' });
    expect([second.asOf, second.knownAt]).toEqual([page.asOf, page.knownAt]);
    expect(second.items.map(({ number }) => number)).toEqual(['R3', 'R4', 'R6', 'R7', 'R9']);
    expect(second.items.map(({ customer }) => customer.id)).toEqual(second.items.map(() => first));
  });

  it('are led to by Link', async () => {
    const reply = await served().query('/v1/receivables', {
      limit: '5',
      disputed: 'false',
      sort: 'number',
      knownAt: String(position),
    });
    const followed: string[] = reply.body.items.map(({ number }) => number);
    let link = reply.headers.get('link');
    for (let turn = 0; link && turn < 10; turn += 1) {
      expect(link).toMatch(/^<\/v1\/receivables\?[^>]+>; rel="next"$/);
      const next = await served().handmade(link.slice(1, link.indexOf('>')));
      followed.push(...(next.body as Schemas['ReceivableListBody']).items.map(({ number }) => number));
      link = next.headers.get('link');
    }
    expect(followed).toEqual(
      await numbers('/v1/receivables', { disputed: 'false', sort: 'number', asOf: reply.body.asOf }),
    );
    const history = await served().query('/v1/receivables/{document}/history', { limit: '1' }, 'R5');
    expect(history.headers.get('link')).toMatch(/^<\/v1\/receivables\/R5\/history\?limit=1&cursor=/);
  });

  it('do not follow a cursor that was changed, is of another list, or has other filters', async () => {
    const { next } = await served().ask('/v1/receivables', { limit: '2', sort: 'gross' });
    const cursor = next ?? '';
    const [payload = '', seal = ''] = cursor.split('.');
    const forged = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/\["\d+",\d+\]/, '["abc",1]');
    const wrong = async (path: string) => {
      const { status, problem } = await served().handmade(path);
      return { path, status, errors: problem.errors?.map(({ pointer, rule }) => `${pointer} ${rule}`) };
    };
    for (const query of [
      `cursor=${cursor}x`,
      `cursor=x${cursor}`,
      `cursor=${payload}`,
      `cursor=${payload}.`,
      `cursor=${Buffer.from(forged).toString('base64url')}.${seal}`,
      'cursor=',
      'cursor=.',
      `cursor=${cursor}&cursor=${cursor}`,
      `cursor=${cursor}&sort=number`,
      `cursor=${cursor}&currency=EUR`,
    ])
      expect(await wrong(`/v1/receivables?${query}`)).toMatchObject({ status: 400, errors: ['/cursor cursor'] });
    expect(await wrong(`/v1/receipts?cursor=${cursor}`)).toMatchObject({ status: 400, errors: ['/cursor cursor'] });
    expect((await served().handmade(`/v1/receivables?cursor=${cursor}&sort=gross`)).status).toBe(200);
  });
});

describe('the history of a document', () => {
  it('is given oldest first, page by page', async () => {
    const document = 'HISTORY';
    await raise(first, document, '2026-01-06', '100.00');
    for (let amount = 1; amount <= 9; amount += 1)
      await served().carry(
        '/v1/receivables/{document}/promise',
        { instalment: 1, amount: money(`${amount}.00`), promisedOn: '2026-03-01' },
        { document },
      );
    const revisions: number[] = [];
    let cursor: string | null = null;
    do {
      const query = cursor === null ? { limit: '4' } : { limit: '4', cursor };
      const page: Schemas['HistoryBody'] = await served().ask('/v1/receivables/{document}/history', query, document);
      revisions.push(...page.items.map(({ revision }) => revision));
      cursor = page.next;
    } while (cursor !== null);
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('does not go on with the cursor of another document', async () => {
    const { next } = await served().ask('/v1/receivables/{document}/history', { limit: '1' }, 'HISTORY');
    expect((await served().query('/v1/receivables/{document}/history', { cursor: next ?? '' }, 'R5')).status).toBe(400);
  });
});
