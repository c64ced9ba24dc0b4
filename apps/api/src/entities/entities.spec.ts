import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, money, raising, received } from '../client/bodies.js';
import { servedBook, type Done } from '../client/surface.js';

const served = servedBook({ DAYBOOK_ENTITY_NAME: 'Harbour', DAYBOOK_TIME_ZONE: 'Europe/Berlin' });

let mine: string;
let theirs: string;
let receivable: Done;

const refusal = async (reply: Promise<{ readonly status: number; readonly problem: { readonly type: string } }>) => {
  const { status, problem } = await reply;
  return `${status} ${problem.type}`;
};
const rule = async (
  reply: Promise<{ readonly status: number; readonly problem: { readonly errors?: { rule: string }[] } }>,
) => {
  const { status, problem } = await reply;
  return `${status} ${problem.errors?.map((each) => each.rule).join()}`;
};

beforeAll(async () => {
  mine = (await served().carry('/v1/customers', { code: 'C', name: 'Customer' })).id;
});

describe('a book with one entity', () => {
  it('needs no name of it, and takes it by code and by id', async () => {
    const { items } = await served().ask('/v1/entities');
    expect(items).toEqual([
      {
        id: expect.any(String),
        code: 'main',
        name: 'Harbour',
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        revision: 0,
      },
    ]);
    for (const entity of ['main', items[0]?.id ?? ''])
      expect((await served().ask('/v1/customers', { entity })).items).toHaveLength(1);
    expect(await rule(served().query('/v1/customers', { entity: 'other' }))).toBe('400 entity-unknown');
    expect(await rule(served().send('/v1/customers', { code: 'X', name: 'X' }, { entity: '' }))).toBe(
      '400 entity-unknown',
    );
  });
});

describe('another entity', () => {
  beforeAll(async () => {
    const [opened] = await Promise.all([
      served().carry('/v1/entities', {
        code: 'caf\u00e9',
        name: 'Café',
        currency: 'USD',
        timeZone: 'Pacific/Auckland',
      }),
      // Requests that name none must not keep the older entity for the only one, however they fall between.
      ...Array.from({ length: 20 }, () => served().query('/v1/customers')),
    ]);
    expect(opened).toMatchObject({ number: 'caf\u00e9', events: ['EntityOpened'], revision: 0 });
  });

  it('is there as soon as its opening is answered: every request has to name one from then on', async () => {
    expect(await rule(served().query('/v1/customers'))).toBe('400 entity-required');
    expect(await rule(served().query('/v1/ageing'))).toBe('400 entity-required');
    expect(await rule(served().send('/v1/customers', { code: 'X', name: 'X' }))).toBe('400 entity-required');
    const { problem } = await served().query('/v1/receivables');
    expect(problem.detail).toBe('name one of the entities with ?entity=: café, main');
  });

  it('is there as soon as its opening in bulk is answered', async () => {
    const opening = { code: 'bulk', name: 'Bulk', currency: 'EUR', timeZone: 'UTC' };
    const [result] = await served().bulk([{ key: 'opens', path: '/v1/entities', body: opening }]);
    expect(result?.status).toBe(201);
    expect((await served().ask('/v1/entities')).items.map(({ code }) => code)).toEqual(['bulk', 'café', 'main']);
  });

  it('is named composed (NFC)', async () => {
    expect((await served().ask('/v1/customers', { entity: 'cafe\u0301' })).items).toEqual([]);
  });

  it('counts days in its own zone, and money in its own currency', async () => {
    const zoned = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' }).format(new Date());
    expect((await served().ask('/v1/customers', { entity: 'café' })).asOf).toBe(zoned);
    theirs = (await served().carry('/v1/customers', { code: 'C', name: 'Theirs' }, { entity: 'café' })).id;
    const euros = raising(theirs, [{ dueOn: '2026-02-05', amount: '1.00' }], { effectiveOn: '2026-01-05' });
    expect(await rule(served().send('/v1/receivables', euros, { entity: 'café' }))).toBe('400 rate-required');
  });

  it('has codes and numbers of its own', async () => {
    expect(theirs).not.toBe(mine);
    const body = (customerId: string, currency: string) => ({
      ...raising(customerId, [{ dueOn: '2026-02-05', amount: '1.00' }], { number: 'N', currency }),
    });
    receivable = await served().carry('/v1/receivables', body(theirs, 'USD'), { entity: 'café' });
    const other = await served().carry('/v1/receivables', body(mine, 'EUR'), { entity: 'main' });
    expect(other.id).not.toBe(receivable.id);
    const { id } = await served().ask('/v1/receivables/{document}', { entity: 'café', minPosition: other.token }, 'N');
    expect(id).toBe(receivable.id);
  });

  it('is known by a document of it that is named by its id', async () => {
    const promised = { instalment: 1, amount: money('1.00', 'USD'), promisedOn: '2026-03-01' };
    await served().carry('/v1/receivables/{document}/promise', promised, { document: receivable.id });
    expect(await served().ask('/v1/receivables/{document}', {}, receivable.id)).toMatchObject({
      currency: 'USD',
      number: 'N',
    });
    expect((await served().ask('/v1/receivables/{document}/history', {}, receivable.id)).items).toHaveLength(2);
    expect((await served().ask('/v1/customers/{document}/account', {}, theirs)).customer.name).toBe('Theirs');
    expect(await rule(served().send('/v1/receivables/{document}/promise', promised, { document: 'N' }))).toBe(
      '400 entity-required',
    );
  });

  it('has none of the documents of the first', async () => {
    const entity = 'main';
    expect(await refusal(served().query('/v1/receivables/{document}', { entity }, receivable.id))).toBe(
      '404 /problems/unknown-document',
    );
    expect(await refusal(served().query('/v1/receivables/{document}/history', { entity }, receivable.id))).toBe(
      '404 /problems/unknown-document',
    );
    expect(await refusal(served().query('/v1/customers/{document}', { entity }, theirs))).toBe(
      '404 /problems/unknown-document',
    );
    expect((await served().ask('/v1/receivables', { entity })).items.map(({ customer }) => customer.id)).toEqual([
      mine,
    ]);
    expect((await served().ask('/v1/ageing', { entity })).totals.map(({ currency }) => currency)).toEqual(['EUR']);
  });
});

describe('one command on documents of two entities', () => {
  const OTHER = '409 /problems/other-entity';

  it('is refused', async () => {
    const entity = 'main';
    const raise = invoiced(theirs, 'MIXED', '2026-01-05', '2026-02-05', '1.00');
    expect(await refusal(served().send('/v1/receivables', raise, { entity }))).toBe(OTHER);
    expect(await refusal(served().send('/v1/receipts', received(theirs, '1.00', '2026-01-05'), { entity }))).toBe(
      OTHER,
    );
    const { id } = await served().carry('/v1/receipts', received(mine, '1.00', '2026-01-05'), { entity });
    const allocate = byHand([receivable.id, 1, '1.00']);
    expect(await refusal(served().send('/v1/receipts/{document}/allocate', allocate, { document: id }))).toBe(OTHER);
    const nobodys = await served().carry('/v1/receipts', received(undefined, '1.00', '2026-01-05'), { entity });
    const identify = served().send(
      '/v1/receipts/{document}/identify',
      { customerId: theirs },
      { document: nobodys.id },
    );
    expect(await refusal(identify)).toBe(OTHER);
  });

  it('is refused when it names the one and goes to a document of the other', async () => {
    const reply = await served().send(
      '/v1/receivables/{document}/dispute',
      {},
      { document: receivable.id, entity: 'main' },
    );
    expect(reply.problem).toMatchObject({
      type: '/problems/other-entity',
      title: 'Another entity',
      status: 409,
      detail: 'the document belongs to another entity',
    });
  });
});
