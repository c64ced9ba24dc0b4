import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, money, raising, received } from '../client/bodies.js';
import { servedBook, type Done, type Schemas } from '../client/surface.js';

const served = servedBook();

let customerId: string;
let customers = 0;

/** Every test has a customer of its own, so that what is open is what the test has raised. */
const newCustomer = async (): Promise<string> => {
  const code = `C${(customers += 1)}`;
  return (await served().carry('/v1/customers', { code, name: code, effectiveOn: '2026-01-01' })).id;
};

const raise = (number: string, dueOn: string, amount: string) =>
  served().carry('/v1/receivables', invoiced(customerId, number, '2026-01-05', dueOn, amount));
const register = (amount: string, more: Partial<Schemas['RegisterReceiptBody']> = {}, wait = 10) =>
  served().carry('/v1/receipts', received(customerId, amount, '2026-01-20', more), { wait });
const allocate = (document: string, body: Schemas['AllocateBody'], wait = 10) =>
  served().carry('/v1/receipts/{document}/allocate', body, { document, wait });

const inMinor = (amount: string): number => Math.round(Number(amount) * 100);

/** Where the money is: the buckets that are not empty. Their sum is the amount, whatever has happened. */
const moneyOf = async ({ id, token }: Done, query: { readonly asOf?: string } = {}) => {
  const { amount, buckets, situation } = await served().ask(
    '/v1/receipts/{document}',
    { minPosition: token, ...query },
    id,
  );
  const sum = Object.values(buckets).reduce((total, each) => total + inMinor(each), 0);
  expect({ sum, of: id }).toEqual({ sum: inMinor(amount.amount), of: id });
  const held = Object.entries(buckets).filter(([, each]) => inMinor(each) !== 0);
  return { situation, ...Object.fromEntries(held) };
};

const outstandingOf = async (number: string, minPosition: string) =>
  (await served().ask('/v1/receivables/{document}', { minPosition }, number)).outstanding;

const itemsOf = ({ process }: Done) =>
  process?.items.map(({ receivableId, instalment, amount, state }) => [receivableId, instalment, amount.amount, state]);

beforeAll(async () => {
  customerId = await newCustomer();
});

describe('an unconfirmed receipt', () => {
  it('is a claim: it settles nothing and keeps what it is for', async () => {
    const { id } = await raise('CLAIM', '2026-02-05', '100.00');
    const claim = await register('80.00', { number: 'CLAIM', confirmed: false, allocate: byHand([id, 1, '80.00']) });
    expect(claim).toMatchObject({ events: ['ReceiptRegistered'], revision: 0 });
    expect(claim.process).toBeUndefined();
    expect(await moneyOf(claim)).toEqual({ situation: 'registered', claimed: '80.00' });
    expect(await outstandingOf('CLAIM', claim.token)).toBe('100.00');
    const { balances } = await served().ask('/v1/customers/{document}/account', {}, customerId);
    expect(balances).toMatchObject([{ unapplied: '0.00' }]);
  });

  it('settles what it is for once it is confirmed, in the same append', async () => {
    const confirmed = await served().carry('/v1/receipts/{document}/confirm', {}, { document: 'CLAIM', wait: 10 });
    expect(confirmed.events).toEqual(['ReceiptConfirmed', 'ReceiptAllocated']);
    expect(confirmed.process?.state).toBe('done');
    expect(await moneyOf(confirmed)).toEqual({ situation: 'confirmed', applied: '80.00' });
    expect(await outstandingOf('CLAIM', confirmed.token)).toBe('20.00');
    const again = await served().carry('/v1/receipts/{document}/confirm', {}, { document: 'CLAIM' });
    expect(again.events).toEqual([]);
  });

  it('chooses only then', async () => {
    customerId = await newCustomer();
    const claim = await register('30.00', { confirmed: false, allocate: { method: 'oldestFirst' } });
    const { id } = await raise('LATER', '2026-02-05', '50.00');
    const confirmed = await served().carry('/v1/receipts/{document}/confirm', {}, { document: claim.id, wait: 10 });
    expect(itemsOf(confirmed)).toEqual([[id, 1, '30.00', 'applied']]);
  });

  it('is confirmed though its intent cannot be carried out: the money stays unapplied, with a warning', async () => {
    const claim = await register('12.34', { confirmed: false, allocate: { method: 'exact' } });
    const confirmed = await served().carry(
      '/v1/receipts/{document}/confirm',
      { fee: money('0.34') },
      { document: claim.id },
    );
    expect(confirmed).toMatchObject({ events: ['ReceiptConfirmed'], warnings: ['intent-not-carried-out'] });
    expect(await moneyOf(confirmed)).toEqual({ situation: 'confirmed', unapplied: '12.34' });
  });

  it('keeps no intent that could never be carried out', async () => {
    const { id } = await raise('INTENT', '2026-02-05', '500.00');
    const reply = await served().send('/v1/receipts', {
      ...received(customerId, '80.00', '2026-01-20', { allocate: byHand([id, 1, '80.01']) }),
      confirmed: false,
    });
    expect(reply.problem.type).toBe('/problems/exceeds-free');
  });
});

describe('money of nobody known', () => {
  it('is unidentified until somebody says whose it is, and unapplied then, from its own day on', async () => {
    customerId = await newCustomer();
    const unknown = await served().carry('/v1/receipts', received(undefined, '25.00', '2026-01-20'));
    expect(await moneyOf(unknown)).toEqual({ situation: 'confirmed', unidentified: '25.00' });
    expect((await served().ask('/v1/receipts/{document}', {}, unknown.id)).customer).toBeNull();
    const identified = await served().carry(
      '/v1/receipts/{document}/identify',
      { customerId },
      { document: unknown.id },
    );
    expect(identified.events).toEqual(['ReceiptIdentified']);
    expect(await moneyOf(identified, { asOf: '2026-01-20' })).toEqual({ situation: 'confirmed', unapplied: '25.00' });
    const again = await served().carry('/v1/receipts/{document}/identify', { customerId }, { document: unknown.id });
    expect(again.events).toEqual([]);
  });
});

describe('an allocation', () => {
  beforeAll(async () => {
    customerId = await newCustomer();
  });

  it('by hand puts the money where it is told', async () => {
    const dues = [
      { dueOn: '2026-03-01', amount: '40.00' },
      { dueOn: '2026-02-01', amount: '60.00' },
    ];
    const { id } = await served().carry(
      '/v1/receivables',
      raising(customerId, dues, { number: 'HAND', effectiveOn: '2026-01-05' }),
    );
    const receipt = await register('100.00');
    const done = await allocate(receipt.id, byHand([id, 2, '10.00'], [id, 1, '40.00']));
    expect(itemsOf(done)).toEqual([
      [id, 2, '10.00', 'applied'],
      [id, 1, '40.00', 'applied'],
    ]);
    expect(await moneyOf(done)).toEqual({ situation: 'confirmed', applied: '50.00', unapplied: '50.00' });
  });

  it('oldest first takes the open instalments by due date, then number, disputed ones too, up to the money there is', async () => {
    customerId = await newCustomer();
    const [b, a, early, late] = [
      await raise('O-B', '2026-02-10', '10.00'),
      await raise('O-A', '2026-02-10', '20.00'),
      await raise('O-C', '2026-02-01', '30.00'),
      await raise('O-D', '2026-03-01', '40.00'),
    ];
    await served().carry(
      '/v1/receivables',
      raising(customerId, [{ dueOn: '2026-01-10', amount: '99.00' }], { basis: 'plan', effectiveOn: '2026-01-05' }),
    );
    await served().carry('/v1/receivables/{document}/dispute', {}, { document: early.id });
    const some = await register('35.00', { allocate: { method: 'oldestFirst' } });
    expect(itemsOf(some)).toEqual([
      [early.id, 1, '30.00', 'applied'],
      [a.id, 1, '5.00', 'applied'],
    ]);
    const rest = await register('100.00', { allocate: { method: 'oldestFirst' } });
    expect(itemsOf(rest)).toEqual([
      [a.id, 1, '15.00', 'applied'],
      [b.id, 1, '10.00', 'applied'],
      [late.id, 1, '40.00', 'applied'],
    ]);
    expect(await moneyOf(rest)).toEqual({ situation: 'confirmed', applied: '65.00', unapplied: '35.00' });
    expect((await allocate(rest.id, { method: 'oldestFirst' })).events).toEqual([]);
  });

  it('of the exact amount takes the one open instalment, or the one receivable, that has it', async () => {
    customerId = await newCustomer();
    const dues = [
      { dueOn: '2026-03-01', amount: '11.00' },
      { dueOn: '2026-02-01', amount: '22.00' },
    ];
    const { id } = await served().carry(
      '/v1/receivables',
      raising(customerId, dues, { number: 'EXACT', effectiveOn: '2026-01-05' }),
    );
    const whole = await register('33.00', { allocate: { method: 'exact' } });
    expect(
      itemsOf(whole)
        ?.map(([, instalment, amount]) => [instalment, amount])
        .sort(),
    ).toEqual([
      [1, '11.00'],
      [2, '22.00'],
    ]);
    expect(await outstandingOf('EXACT', whole.token)).toBe('0.00');
    const one = await raise('ONE', '2026-02-05', '33.00');
    expect(itemsOf(await register('33.00', { allocate: { method: 'exact' } }))).toEqual([
      [one.id, 1, '33.00', 'applied'],
    ]);
    expect(id).not.toBe(one.id);
  });

  it('of receipts that come at once never takes more than there is', async () => {
    customerId = await newCustomer();
    await raise('SHARED', '2026-02-05', '50.00');
    const both = await Promise.all([1, 2, 3].map(() => register('50.00', { allocate: { method: 'oldestFirst' } })));
    const applied = both.flatMap((done) => done.process?.items ?? []).filter(({ state }) => state === 'applied');
    expect(applied.reduce((sum, { amount }) => sum + inMinor(amount.amount), 0)).toBe(5_000);
    const { token } = await raise('AFTER', '2026-02-05', '1.00');
    expect(await outstandingOf('SHARED', token)).toBe('0.00');
  });

  it('can be taken back: the money is free again, and the instalment owed again from that day', async () => {
    customerId = await newCustomer();
    const { id } = await raise('BACK', '2026-02-05', '50.00');
    const paid = await register('50.00', { allocate: byHand([id, 1, '50.00']) });
    const allocationId = paid.process?.items[0]?.allocationId ?? '';
    const back = { allocationId, effectiveOn: '2026-02-10' };
    const returned = await served().carry('/v1/receipts/{document}/return-allocation', back, {
      document: paid.id,
      wait: 10,
    });
    expect(returned).toMatchObject({
      events: ['AllocationReturnRequested'],
      process: { state: 'done', items: [{ state: 'returned' }] },
    });
    expect(await moneyOf(returned)).toEqual({ situation: 'confirmed', unapplied: '50.00' });
    expect(await moneyOf(returned, { asOf: '2026-02-09' })).toEqual({ situation: 'confirmed', applied: '50.00' });
    const page = await served().ask('/v1/receivables/{document}', { asOf: '2026-02-10' }, 'BACK');
    expect(page).toMatchObject({ outstanding: '50.00', situation: 'raised', receipts: [{ reversedOn: '2026-02-10' }] });
    const again = await served().carry('/v1/receipts/{document}/return-allocation', back, { document: paid.id });
    expect(again.events).toEqual([]);
  });
});

describe('a reversed receipt', () => {
  it.each(['bounced', 'mistake', 'chargeback'] as const)('gives back what stood on it: %s', async (cause) => {
    customerId = await newCustomer();
    const { id } = await raise(cause, '2026-02-05', '50.00');
    const paid = await register('70.00', { allocate: byHand([id, 1, '50.00']) });
    const body = { cause, on: '2026-02-20' };
    const reversed = await served().carry('/v1/receipts/{document}/reverse', body, { document: paid.id, wait: 10 });
    expect(reversed).toMatchObject({
      events: ['ReceiptReversed'],
      process: { state: 'done', items: [{ state: 'returned' }] },
    });
    expect(await moneyOf(reversed)).toEqual({ situation: 'reversed', reversed: '70.00' });
    expect(await moneyOf(reversed, { asOf: '2026-02-19' })).toEqual({
      situation: 'confirmed',
      applied: '50.00',
      unapplied: '20.00',
    });
    expect(await outstandingOf(cause, reversed.token)).toBe('50.00');
    const { items } = await served().ask('/v1/receipts/{document}/history', {}, paid.id);
    expect(items.find(({ type }) => type === 'ReceiptReversed')?.data).toMatchObject({ cause });
  });

  it('that bounces while its money is on its way leaves nothing behind', async () => {
    customerId = await newCustomer();
    const { id } = await raise('BETWEEN', '2026-02-05', '50.00');
    const receipts = await Promise.all(
      Array.from({ length: 10 }, () => register('5.00', { allocate: byHand([id, 1, '5.00']) }, 0)),
    );
    const ended = await Promise.all(
      receipts.map((receipt) =>
        served().carry(
          '/v1/receipts/{document}/reverse',
          { cause: 'bounced', on: '2026-01-20' },
          { document: receipt.id, wait: 10 },
        ),
      ),
    );
    for (const done of ended) {
      expect(done.process?.state).toBe('done');
      expect(await moneyOf(done)).toEqual({ situation: 'reversed', reversed: '5.00' });
    }
    expect(await outstandingOf('BETWEEN', ended.at(-1)?.token ?? '')).toBe('50.00');
    const { balanced } = await served().ask('/v1/reconciliation', { minPosition: ended.at(-1)?.token });
    expect(balanced).toBe(true);
  });
});

describe('a customer', () => {
  it('on hold is warned about, and nothing is stopped', async () => {
    customerId = await newCustomer();
    const held = await served().carry(
      '/v1/customers/{document}/hold',
      { effectiveOn: '2026-01-10', reason: 'late' },
      { document: customerId },
    );
    expect(held.events).toEqual(['CustomerHeld']);
    expect(await raise('WARNED', '2026-02-05', '50.00')).toMatchObject({
      warnings: ['customer-on-hold'],
      events: ['ReceivableRaised'],
    });
    expect(await register('1.00')).toMatchObject({ warnings: ['customer-on-hold'] });
    const { token } = await served().carry(
      '/v1/customers/{document}/release',
      { effectiveOn: '2026-01-15' },
      { document: customerId },
    );
    expect((await raise('QUIET', '2026-02-05', '50.00')).warnings).toBeUndefined();
    const on = async (asOf: string) =>
      (await served().ask('/v1/customers/{document}', { asOf, minPosition: token }, customerId)).situation;
    expect([await on('2026-01-09'), await on('2026-01-10'), await on('2026-01-15')]).toEqual([
      'active',
      'held',
      'active',
    ]);
  });

  it('has a name that is corrected for all days, and terms that count from their day on', async () => {
    const { id } = await served().carry('/v1/customers', {
      code: 'TERMS',
      name: 'Nortwind',
      currency: 'USD',
      terms: { netDays: 30, endOfMonth: true, discount: { percent: '2', days: 10 } },
      effectiveOn: '2026-01-01',
    });
    await served().carry(
      '/v1/customers/{document}/correct',
      { name: 'Northwind', effectiveOn: '2026-02-01' },
      { document: 'TERMS' },
    );
    const { token } = await served().carry(
      '/v1/customers/{document}/agree-terms',
      { terms: { netDays: 14 }, effectiveOn: '2026-02-01' },
      { document: id },
    );
    const on = (asOf: string) => served().ask('/v1/customers/{document}', { asOf, minPosition: token }, 'TERMS');
    expect(await on('2026-01-31')).toMatchObject({
      code: 'TERMS',
      name: 'Northwind',
      currency: 'USD',
      terms: { netDays: 30, endOfMonth: true, discount: { percent: '2', days: 10 } },
      situation: 'active',
      revision: 2,
    });
    expect((await on('2026-02-01')).terms).toEqual({ netDays: 14, endOfMonth: false, discount: null });
    const same = await served().carry('/v1/customers/{document}/correct', { name: 'Northwind' }, { document: 'TERMS' });
    expect(same).toMatchObject({ events: [], revision: 2 });
  });
});

describe('money in another currency', () => {
  it('keeps its rate, and stands in a row of its own', async () => {
    customerId = await newCustomer();
    const dues = [{ dueOn: '2026-02-05', amount: '1000.00' }];
    const body = raising(customerId, dues, {
      number: 'USD',
      currency: 'USD',
      bookedRate: '0.92347',
      effectiveOn: '2026-01-05',
    });
    const { id } = await served().carry('/v1/receivables', body);
    const allocation = {
      method: 'hand' as const,
      items: [{ receivableId: id, instalment: 1, amount: money('400.00', 'USD') }],
    };
    const paid = await register('400.00', {
      amount: money('400.00', 'USD'),
      bankRate: '0.91010',
      allocate: allocation,
    });
    const page = await served().ask('/v1/receipts/{document}', { minPosition: paid.token }, paid.id);
    expect(page).toMatchObject({ currency: 'USD', bankRate: '0.91010', amount: money('400.00', 'USD') });
    expect((await served().ask('/v1/receivables/{document}', {}, 'USD')).bookedRate).toBe('0.92347');
    const euros = await register('9.10', {
      allocate: {
        method: 'hand',
        items: [
          {
            receivableId: id,
            instalment: 1,
            amount: money('10.00', 'USD'),
            receiptAmount: money('9.10'),
            rate: '0.91',
          },
        ],
      },
    });
    expect(euros.process?.items[0]).toMatchObject({ state: 'applied', amount: money('10.00', 'USD') });
    const crossed = await served().ask('/v1/receipts/{document}', { minPosition: euros.token }, euros.id);
    expect(crossed.allocations[0]).toMatchObject({ amount: money('10.00', 'USD'), receiptAmount: money('9.10') });
    await raise('EUR', '2026-02-05', '5.00');
    const { token } = await raise('EUR-2', '2026-02-05', '5.00');
    const { balances } = await served().ask(
      '/v1/customers/{document}/account',
      { minPosition: token, asOf: '2026-02-01' },
      customerId,
    );
    expect(balances.map(({ currency, owed }) => [currency, owed])).toEqual([
      ['EUR', '10.00'],
      ['USD', '590.00'],
    ]);
  });
});
