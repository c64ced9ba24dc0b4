import { beforeAll, describe, expect, it } from '@jest/globals';
import { documentId, type EntityId } from '#kernel';
import { invoiced, money, raising, received } from './client/bodies.js';
import { servedBook } from './client/surface.js';

const served = servedBook();
const today = new Date().toISOString().slice(0, 10);

let customerId: string;
let entityId: EntityId;

beforeAll(async () => {
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Customer' })).id;
  const { items } = await served().ask('/v1/entities');
  entityId = items[0]?.id as EntityId;
});

const raise = (number: string) => invoiced(customerId, number, '2026-01-05', '2026-02-05', '100.00');
const unnumbered = (effectiveOn = '2026-01-05') =>
  raising(customerId, [{ dueOn: '2026-02-05', amount: '100.00' }], { basis: 'manual', effectiveOn });

describe('a document with the caller’s own number', () => {
  it('has the id that follows from entity, kind, number and life', async () => {
    const { id, number, revision } = await served().carry('/v1/receivables', raise('INV-1'));
    expect({ id, number, revision }).toEqual({
      id: documentId(entityId, 'receivable', 'INV-1', 0),
      number: 'INV-1',
      revision: 0,
    });
    expect(customerId).toBe(documentId(entityId, 'customer', 'C', 0));
    const receipt = await served().carry('/v1/receipts', received(customerId, '1.00', today, { number: 'INV-1' }));
    expect(receipt.id).toBe(documentId(entityId, 'receipt', 'INV-1', 0));
  });

  it('says where it is', async () => {
    const { status, headers, body } = await served().send('/v1/receivables', raise('INV-2'));
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/receivables/${body.id}`);
    expect(headers.get('etag')).toBe('"0"');
  });

  it('is refused when the number is taken, whatever it holds', async () => {
    await served().carry('/v1/receivables', raise('INV-3'));
    const { status, problem } = await served().send('/v1/receivables', raise('INV-3'));
    expect({ status, problem }).toEqual({
      status: 409,
      problem: {
        type: '/problems/already-exists',
        title: 'Already exists',
        status: 409,
        detail: 'the receivable INV-3 exists already',
        instance: '/v1/receivables',
        number: 'INV-3',
      },
    });
    expect((await served().send('/v1/customers', { code: 'C', name: 'Another' })).problem.type).toBe(
      '/problems/already-exists',
    );
  });

  it('is found by number and by id, for commands and for questions', async () => {
    const { id } = await served().carry('/v1/receivables', raise('INV-4'));
    await served().carry('/v1/receivables/{document}/dispute', {}, { document: 'INV-4' });
    const { token } = await served().carry('/v1/receivables/{document}/resolve', {}, { document: id });
    for (const document of [id, 'INV-4'])
      expect(await served().ask('/v1/receivables/{document}', { minPosition: token }, document)).toMatchObject({
        id,
        number: 'INV-4',
        revision: 2,
      });
  });

  it.each(['a/b', 'a b', '100%', 'a?b#c', 'ünïcode 客户', "it's", '..%2F..', '*', '[1]'])(
    'may be numbered %j, percent-encoded in paths',
    async (number) => {
      const { id, token } = await served().carry('/v1/receivables', raise(number));
      const found = await served().ask('/v1/receivables/{document}', { minPosition: token }, number);
      expect(found).toMatchObject({ id, number });
    },
  );

  it('keeps its number trimmed and composed (NFC)', async () => {
    const { number, token, id } = await served().carry('/v1/receivables', raise(' Cafe\u0301 '));
    expect(number).toBe('Caf\u00e9');
    for (const document of ['Caf\u00e9', 'Cafe\u0301'])
      expect((await served().ask('/v1/receivables/{document}', { minPosition: token }, document)).id).toBe(id);
    expect((await served().send('/v1/receivables', raise('Caf\u00e9'))).problem.type).toBe('/problems/already-exists');
  });

  it('is told from one in other letters', async () => {
    const one = await served().carry('/v1/receivables', raise('abc'));
    expect((await served().carry('/v1/receivables', raise('ABC'))).id).not.toBe(one.id);
  });

  it('may have 64 characters of any script, and its number fits in a path', async () => {
    const number = '𠮷'.repeat(64);
    const { id, token } = await served().carry('/v1/receivables', raise(number));
    expect((await served().ask('/v1/receivables/{document}', { minPosition: token }, number)).id).toBe(id);
  });

  it.each([
    ['', 'text'],
    ['   ', 'text'],
    ['x'.repeat(65), 'text'],
    ['a\u0000b', 'text'],
    ['a\u200bb', 'text'],
    ['01234567-89ab-cdef-0123-456789abcdef', 'code-shaped-like-id'],
    ['01234567-89AB-CDEF-0123-456789ABCDEF', 'code-shaped-like-id'],
    ['R-2026-000001', 'code-shaped-like-series'],
    ['RC-1999-1234567', 'code-shaped-like-series'],
  ])('is not numbered %j: %s', async (number, rule) => {
    const { status, problem } = await served().send('/v1/receivables', raise(number));
    expect(status).toBe(400);
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer: '/number', rule }));
    const customer = await served().send('/v1/customers', { code: number, name: 'x' });
    expect(customer.problem.errors).toEqual([expect.objectContaining({ pointer: '/code', rule })]);
  });
});

describe('a document with the caller’s own id', () => {
  const id = '11111111-2222-4333-8444-555555555555';

  it('has that id, and a number of the series', async () => {
    const made = await served().carry('/v1/receivables', { ...unnumbered(), id });
    expect(made).toMatchObject({ id, number: expect.stringMatching(/^R-2026-\d{6}$/) });
    expect((await served().send('/v1/receivables', { ...unnumbered(), id })).problem).toMatchObject({
      type: '/problems/already-exists',
      number: id,
    });
  });

  it('has no number of the caller’s beside it', async () => {
    const { status, problem } = await served().send('/v1/receivables', { ...raise('INV-5'), id });
    expect(status).toBe(400);
    expect(problem.errors).toEqual([expect.objectContaining({ pointer: '/id', rule: 'number-and-id' })]);
  });

  it('is refused when that is no lower-case UUID', async () => {
    const { problem } = await served().send('/v1/receivables', { ...unnumbered(), id: id.replace('4', 'X') });
    expect(problem.errors).toEqual([expect.objectContaining({ pointer: '/id', rule: 'uuid' })]);
  });
});

describe('a document with neither', () => {
  it('has an id that follows from its key', async () => {
    const first = await served().carry('/v1/receivables', unnumbered(), { key: 'neither' });
    const again = await served().carry('/v1/receivables', unnumbered(), { key: 'neither' });
    expect(again).toEqual(first);
    expect((await served().carry('/v1/receivables', unnumbered())).id).not.toBe(first.id);
  });

  it('gets the number of the year that it counts in', async () => {
    const { number } = await served().carry('/v1/receivables', unnumbered('2025-12-31'));
    expect(number).toMatch(/^R-2025-\d{6}$/);
    const receipt = await served().carry('/v1/receipts', received(customerId, '1.00', '2024-02-29'));
    expect(receipt.number).toMatch(/^RC-2024-\d{6}$/);
  });

  it('can be commanded by that number at once, before the rows know it', async () => {
    const { number, id } = await served().carry('/v1/receivables', unnumbered('2023-05-05'));
    const promised = { instalment: 1, amount: money('1.00'), promisedOn: '2026-06-01' };
    const done = await served().carry('/v1/receivables/{document}/promise', promised, { document: number });
    expect(done).toMatchObject({ id, number, revision: 1 });
    expect((await served().send('/v1/receivables/{document}/resolve', {}, { document: 'R-2023-999999' })).status).toBe(
      404,
    );
  });

  it('has a number of its own among 200 that come at once, and many may be asked for by number at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 200 }, () => served().carry('/v1/receivables', unnumbered('2022-01-05'))),
    );
    const numbers = made.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(200);
    expect(numbers.every((number) => /^R-2022-\d{6}$/.test(number))).toBe(true);
    const pages = await Promise.all(
      numbers.slice(0, 40).map((number) => served().ask('/v1/receivables/{document}', {}, number)),
    );
    expect(pages.map(({ id }) => id)).toEqual(made.slice(0, 40).map(({ id }) => id));
  });
});

describe('a number whose document was reversed', () => {
  it('is free for another life, and means the newest', async () => {
    const first = await served().carry('/v1/receivables', raise('LIVES'));
    await served().carry('/v1/receivables/{document}/reverse', {}, { document: 'LIVES' });
    const second = await served().carry('/v1/receivables', raise('LIVES'));
    expect(second.id).toBe(documentId(entityId, 'receivable', 'LIVES', 1));
    const { id, token } = await served().carry('/v1/receivables/{document}/dispute', {}, { document: 'LIVES' });
    expect(id).toBe(second.id);
    const page = await served().ask('/v1/receivables/{document}', { minPosition: token }, 'LIVES');
    expect(page).toMatchObject({ id: second.id, situation: 'raised' });
    expect(await served().ask('/v1/receivables/{document}', {}, first.id)).toMatchObject({ situation: 'reversed' });
  });

  it('is told of as reversed as long as there is no other', async () => {
    await served().carry('/v1/receivables', raise('OVER'));
    const { token } = await served().carry('/v1/receivables/{document}/reverse', {}, { document: 'OVER' });
    const page = await served().ask('/v1/receivables/{document}', { minPosition: token }, 'OVER');
    expect(page.situation).toBe('reversed');
  });

  it('is free for receipts too', async () => {
    const body = received(customerId, '5.00', '2026-03-01', { number: 'LIVES' });
    const first = await served().carry('/v1/receipts', body);
    await served().carry(
      '/v1/receipts/{document}/reverse',
      { cause: 'mistake', on: '2026-03-01' },
      { document: 'LIVES' },
    );
    const second = await served().carry('/v1/receipts', body);
    expect([first.id, second.id]).toEqual([0, 1].map((life) => documentId(entityId, 'receipt', 'LIVES', life)));
  });

  it('still answers the first raise under its own key', async () => {
    const first = await served().carry('/v1/receivables', raise('AGAIN'), { key: 'again' });
    await served().carry('/v1/receivables/{document}/reverse', {}, { document: 'AGAIN' });
    expect(await served().carry('/v1/receivables', raise('AGAIN'), { key: 'again' })).toEqual(first);
  });
});
