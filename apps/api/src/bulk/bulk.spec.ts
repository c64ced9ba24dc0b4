import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, money, received } from '../client/bodies.js';
import { servedBook, type Done, type Problem, type Schemas } from '../client/surface.js';
import { Bulk } from './bulk.js';

const served = servedBook();

let customerId: string;
beforeAll(async () => {
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Customer' })).id;
});

type Command = Schemas['BulkCommandBody'];

const command = (path: string, body: object, key = served().key()): Command => ({
  key,
  path: `/v1/${path}`,
  body: { ...body },
});
const raise = (number: string, amount = '100.00') =>
  command('receivables', invoiced(customerId, number, '2026-01-05', '2026-02-05', amount));
const promise = (document: string, amount: string) =>
  command(`receivables/${document}/promise`, { instalment: 1, amount: money(amount), promisedOn: '2026-03-01' });
const promisesOf = async (document: string, minPosition: string) => {
  const { promises } = await served().ask('/v1/receivables/{document}', { minPosition }, document);
  return promises.map(({ amount }) => amount);
};

const post = (body: string, headers: Record<string, string> = {}) =>
  served().handmade('/v1/bulk', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

describe('many commands in one request', () => {
  it('are answered each for itself, in the order asked', async () => {
    const results = await served().bulk([
      raise('A'),
      raise('B'),
      command('customers', { code: 'D', name: 'D' }),
      raise('A'),
      command('receivables/A/dispute', { amount: money('500.00') }),
      command('receivables/NOTHING/dispute', {}),
      command('receivables', { basis: 'manual' }),
      command('receivables/A/forget', {}),
      command('invoices', {}),
    ]);
    expect(
      results.map(({ status, body }) => [status, (body as Partial<Problem>).type ?? (body as Done).number]),
    ).toEqual([
      [201, 'A'],
      [201, 'B'],
      [201, 'D'],
      [409, '/problems/already-exists'],
      [409, '/problems/exceeds-outstanding'],
      [404, '/problems/unknown-document'],
      [400, '/problems/invalid-request'],
      [404, '/problems/not-found'],
      [404, '/problems/not-found'],
    ]);
  });

  it('say in each problem which command it is of', async () => {
    const [, wrong] = await served().bulk([raise('INSTANCE'), command('receivables', { basis: 'x' })]);
    expect(wrong?.body).toMatchObject({ instance: '/v1/bulk#/commands/1' });
    expect((wrong?.body as Problem).errors).toContainEqual(
      expect.objectContaining({ pointer: '/basis', rule: 'one-of' }),
    );
  });

  it('answer as the single command would have', async () => {
    const body = invoiced(customerId, 'SAME', '2026-01-05', '2026-02-05', '1.00');
    const [result] = await served().bulk([command('receivables', body, 'same')]);
    expect(await served().carry('/v1/receivables', body, { key: 'same' })).toEqual(result?.body);
  });

  it('come in order on one document, whether it is named by number or id', async () => {
    const amounts = Array.from({ length: 20 }, (_, index) => `${index + 1}.00`);
    await served().carry('/v1/receivables', invoiced(customerId, 'BY-ID', '2026-01-05', '2026-02-05', '100.00'));
    const { id } = await served().ask('/v1/receivables/{document}', {}, 'BY-ID');
    const results = await served().bulk([
      raise('ORDER'),
      ...amounts.map((amount) => promise('ORDER', amount)),
      ...amounts.map((amount, index) => promise(index % 2 ? 'BY-ID' : id, amount)),
    ]);
    expect(results.map(({ status }) => status)).toEqual([201, ...amounts.map(() => 200), ...amounts.map(() => 200)]);
    const { token } = results.at(-1)?.body as Done;
    expect(await promisesOf('ORDER', token)).toEqual(amounts);
    expect(await promisesOf('BY-ID', token)).toEqual(amounts);
  });

  it('come in order on a document that is made with an id and named by it', async () => {
    const id = '22222222-2222-4222-8222-222222222222';
    const body = { ...invoiced(customerId, '', '2026-01-05', '2026-02-05', '100.00'), number: undefined, id };
    const results = await served().bulk([
      command('receivables', { ...body, invoice: undefined }),
      promise(id, '1.00'),
      command(`receivables/${id}/reverse`, {}),
      promise(id, '2.00'),
    ]);
    expect(results.map(({ status }) => status)).toEqual([201, 200, 200, 409]);
  });

  it('come side by side on different documents: one does not wait for the process of another', async () => {
    const { id } = await served().carry(
      '/v1/receivables',
      invoiced(customerId, 'SIDE', '2026-01-05', '2026-02-05', '100.00'),
    );
    const pay = Array.from({ length: 10 }, (_, index) =>
      command(
        'receipts',
        received(customerId, '1.00', '2026-01-10', { number: `SIDE ${index}`, allocate: byHand([id, 1, '1.00']) }),
      ),
    );
    const results = await served().bulk(pay, 10);
    expect(results.map(({ body }) => (body as Done).process?.state)).toEqual(pay.map(() => 'done'));
  });

  it('without Prefer, do not wait for any process', async () => {
    const { id } = await served().ask('/v1/receivables/{document}', {}, 'SIDE');
    const [result] = await served().bulk([
      command('receipts', received(customerId, '1.00', '2026-01-10', { allocate: byHand([id, 1, '1.00']) })),
    ]);
    expect((result?.body as Done).process?.state).toBe('running');
  });

  it('repeat under their keys', async () => {
    const commands = [raise('TWICE'), promise('TWICE', '1.00')];
    const first = await served().bulk(commands);
    expect(await served().bulk(commands)).toEqual(first);
    const { items } = await served().ask('/v1/receivables/{document}/history', {}, 'TWICE');
    expect(items).toHaveLength(2);
  });

  it('may name the entity and escape the number in the path', async () => {
    const number = 'a/b c';
    const results = await served().bulk([
      raise(number),
      command(`receivables/${encodeURIComponent(number)}/dispute?entity=main`, {}),
      command('receivables/%zz/dispute', {}),
    ]);
    expect(results.map(({ status }) => status)).toEqual([201, 200, 400]);
    const other = await served().bulk([command('receivables?entity=nobody', {})]);
    expect(other[0]?.body).toMatchObject({ errors: [{ rule: 'entity-unknown' }] });
  });

  it('are 500 at most', async () => {
    const customers = (count: number) =>
      Array.from({ length: count }, (_, index) => command('customers', { code: `K${index}`, name: 'K' }));
    const results = await served().bulk(customers(500));
    expect(results).toHaveLength(500);
    expect(results.filter(({ status }) => status !== 201)).toEqual([]);
    const { status, problem } = await post(JSON.stringify({ commands: customers(501) }));
    expect({ status, errors: problem.errors }).toMatchObject({
      status: 400,
      errors: [{ pointer: '/commands', rule: 'list' }],
    });
  });

  it('are not carried at all when the list is not understood', async () => {
    for (const body of [
      {},
      { commands: [] },
      { commands: [{ path: '/v1/customers', body: {} }] },
      { commands: [raise('LIST')], more: 1 },
      [],
    ]) {
      const { status, problem } = await post(JSON.stringify(body));
      expect({ status, type: problem.type }).toEqual({ status: 400, type: '/problems/invalid-request' });
    }
    expect((await served().query('/v1/receivables/{document}', {}, 'LIST')).status).toBe(404);
  });

  it('are told to come again when more wait than the server takes; nothing is lost and nothing doubled', async () => {
    const bulk = served().book.app.get(Bulk);
    const commands = (name: string) =>
      Array.from({ length: 500 }, (_, index) =>
        command('customers', { code: `${name}${index}`, name }, `${name} ${index}`),
      );
    // At once, in one turn of the event loop: requests over a socket would come one after the other.
    const run = () => Promise.all(['X', 'Y', 'Z'].map((name) => bulk.run({ commands: commands(name) }, 0, '/v1/bulk')));
    const first = (await run()).flatMap(({ results }) => results);
    const busy = first.filter(({ status }) => status === 429);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]?.body).toMatchObject({
      type: '/problems/busy',
      detail: 'too many commands wait; ask again with the same key',
    });
    expect(first.filter(({ status }) => status === 201)).toHaveLength(1_500 - busy.length);
    for (const name of ['X', 'Y', 'Z'])
      expect((await served().bulk(commands(name))).filter(({ status }) => status !== 201)).toEqual([]);
  });

  it('do not reach what is not a document of ours', async () => {
    const paths = [
      'http://elsewhere/v1/customers',
      '//elsewhere/v1/customers',
      '/v1/bulk',
      '/v1/customers/',
      '/v2/customers',
      '/v1/customers/C/hold/now',
      'customers',
    ];
    const results = await served().bulk(
      paths.map((path) => ({ key: served().key(), path, body: { code: 'Z', name: 'Z' } })),
    );
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 404));
  });
});
