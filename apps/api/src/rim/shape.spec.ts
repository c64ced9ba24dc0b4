import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, type CalendarDate } from '#kernel';
import { invoiced, money, raising, received } from '../client/bodies.js';
import { servedBook, type Schemas } from '../client/surface.js';

const served = servedBook();
const NOBODY = '00000000-0000-4000-8000-000000000000';
const today = new Date().toISOString().slice(0, 10) as CalendarDate;
const aYearAhead = addDays(today, 366);

beforeAll(async () => {
  await served().carry('/v1/customers', { code: 'C', name: 'Customer' });
});

type Json = Record<string, unknown>;

/** The body with one place of it changed: `instalments/0/amount`. Nothing as the value takes the place away. */
const changed = (body: object, place: string, value: unknown): Json => {
  const copy = structuredClone(body) as Json;
  const parts = place.split('/');
  const last = parts.pop() ?? '';
  const parent = parts.reduce<Json>((at, part) => at[part] as Json, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
};

const post = async (path: string, body: unknown) =>
  served().handmade(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': served().key() },
    body: JSON.stringify(body),
  });

const problemsOf = async (path: string, body: unknown) => {
  const { status, problem } = await post(path, body);
  return { status, errors: problem.errors?.map(({ pointer, rule }) => `${pointer} ${rule}`) };
};

const raise = invoiced(NOBODY, 'N', '2026-01-05', '2026-02-05', '100.00');
const dollars = {
  ...raising(NOBODY, [{ dueOn: '2026-02-05', amount: '100.00' }], { currency: 'USD' }),
  bookedRate: '0.9',
};
const two = raising(NOBODY, [
  { dueOn: '2026-02-05', amount: '60.00' },
  { dueOn: '2026-03-05', amount: '40.00' },
]);
const receipt = received(NOBODY, '100.00', '2026-01-05');
const item = { receivableId: NOBODY, instalment: 1, amount: money('1.00') };

describe('a raise', () => {
  it.each<[string, object, string, unknown, string, string]>([
    ['nobody', raise, 'customerId', undefined, '/customerId', 'required'],
    ['a customer by code', raise, 'customerId', 'C', '/customerId', 'uuid'],
    ['no basis', raise, 'basis', undefined, '/basis', 'required'],
    ['another basis', raise, 'basis', 'Invoice', '/basis', 'one-of'],
    ['no gross', raise, 'gross', undefined, '/gross', 'required'],
    ['a gross that is a number', raise, 'gross', 100, '/gross', 'object'],
    ['an amount that is a number', raise, 'gross/amount', 100, '/gross/amount', 'amount-format'],
    ['an amount with a comma', raise, 'gross/amount', '100,00', '/gross/amount', 'amount-format'],
    ['too few decimals', raise, 'gross/amount', '120.5', '/gross/amount', 'amount-scale'],
    ['decimals in yen', raise, 'gross', money('120.00', 'JPY'), '/gross/amount', 'amount-scale'],
    ['16 digits', raise, 'gross/amount', '1000000000000000.00', '/gross/amount', 'amount-size'],
    ['a gross of zero', raise, 'gross/amount', '0.00', '/gross/amount', 'amount-above-zero'],
    ['a gross below zero', raise, 'gross/amount', '-1.00', '/gross/amount', 'amount-above-zero'],
    ['no currency', raise, 'gross/currency', undefined, '/gross/currency', 'required'],
    ['an unknown currency', raise, 'gross/currency', 'EURO', '/gross/currency', 'currency'],
    ['a tax above the gross', raise, 'tax', money('100.01'), '/tax', 'tax-range'],
    ['a tax below zero', raise, 'tax', money('-0.01'), '/tax/amount', 'amount-not-negative'],
    ['a tax in another currency', raise, 'tax', money('1.00', 'USD'), '/tax/currency', 'currency-mixed'],
    ['a rate in the book’s currency', raise, 'bookedRate', '1.1', '/bookedRate', 'rate-in-book-currency'],
    ['no rate in another', dollars, 'bookedRate', undefined, '/bookedRate', 'rate-required'],
    ['a rate of zero', dollars, 'bookedRate', '0.0', '/bookedRate', 'rate'],
    ['no instalments', raise, 'instalments', [], '/instalments', 'list'],
    ['361 instalments', raise, 'instalments', Array(361).fill(raise.instalments[0]), '/instalments', 'list'],
    ['an instalment that is none', raise, 'instalments/0', 'all', '/instalments/0', 'object'],
    ['instalment number 0', raise, 'instalments/0/number', 0, '/instalments/0/number', 'integer'],
    ['instalment number 1.5', raise, 'instalments/0/number', 1.5, '/instalments/0/number', 'integer'],
    [
      'a number that stands there twice',
      two,
      'instalments/1/number',
      1,
      '/instalments/1/number',
      'instalment-number-unique',
    ],
    ['a day that does not exist', raise, 'instalments/0/dueOn', '2026-02-30', '/instalments/0/dueOn', 'date'],
    ['another kind', raise, 'instalments/0/kind', 'rest', '/instalments/0/kind', 'one-of'],
    [
      'an instalment of zero',
      two,
      'instalments/1/amount',
      money('0.00'),
      '/instalments/1/amount/amount',
      'amount-above-zero',
    ],
    [
      'an instalment in another currency',
      two,
      'instalments/1/amount',
      money('40.00', 'USD'),
      '/instalments/1/amount/currency',
      'currency-mixed',
    ],
    ['a sum that is not the gross', two, 'instalments/1/amount', money('39.99'), '/instalments', 'instalments-sum'],
    [
      'a discount of 100 %',
      raise,
      'instalments/0/discount',
      { percent: '100', until: '2026-01-15', taxMode: 'netOnly' },
      '/instalments/0/discount/percent',
      'percent',
    ],
    [
      'a discount in no tax mode',
      raise,
      'instalments/0/discount',
      { percent: '2', until: '2026-01-15' },
      '/instalments/0/discount/taxMode',
      'required',
    ],
    ['an invoice without its day', raise, 'invoice/issuedOn', undefined, '/invoice/issuedOn', 'required'],
    [
      'a day beside that of its invoice',
      raise,
      'effectiveOn',
      '2026-01-06',
      '/effectiveOn',
      'effective-on-is-the-invoice-date',
    ],
    ['an unknown field', raise, 'grossAmount', '1.00', '/grossAmount', 'unknown-field'],
    ['an unknown field inside', raise, 'instalments/0/due', '2026-02-05', '/instalments/0/due', 'unknown-field'],
    ['a field of every object', raise, 'constructor', 1, '/constructor', 'unknown-field'],
    ['a field with a tilde', raise, 'b~c', 1, '/b~0c', 'unknown-field'],
    ['an empty reason', raise, 'reason', ' ', '/reason', 'text'],
    ['a reason that is none', raise, 'reason', 5, '/reason', 'text'],
  ])('with %s is not understood', async (_, body, place, value, pointer, rule) => {
    const { status, errors } = await problemsOf('/v1/receivables', changed(body, place, value));
    expect(status).toBe(400);
    expect(errors).toContain(`${pointer} ${rule}`);
  });

  it('is told all of its mistakes at once', async () => {
    const body = {
      ...two,
      number: 'R-2026-000001',
      customerId: 7,
      tax: money('1000.00'),
      basis: 'gift',
      bookedRate: '1',
      instalments: [
        { ...two.instalments[0], kind: 'x' },
        changed(two.instalments[1] as object, 'amount', money('1.00')),
      ],
      more: true,
    };
    const { status, problem } = await post('/v1/receivables', body);
    expect(status).toBe(400);
    expect(problem).toMatchObject({ type: '/problems/invalid-request', title: 'The request cannot be understood' });
    expect(problem.errors?.map(({ pointer, rule }) => `${pointer} ${rule}`).sort()).toEqual([
      '/basis one-of',
      '/bookedRate rate-in-book-currency',
      '/customerId uuid',
      '/instalments instalments-sum',
      '/instalments/0/kind one-of',
      '/more unknown-field',
      '/number code-shaped-like-series',
      '/tax tax-range',
    ]);
    expect(problem.detail).toMatch(/^\/tax: the tax lies between zero and the gross; .*; and 5 more$/);
  });

  it('names the rule and the figures of an amount', async () => {
    const { problem } = await post('/v1/receivables', changed(raise, 'gross/amount', '120.5'));
    expect(problem.errors).toContainEqual({
      pointer: '/gross/amount',
      rule: 'amount-scale',
      detail: 'an amount in EUR has exactly 2 digits after the point, not 1',
    });
  });

  it('takes amounts of any scale and size that a currency has', async () => {
    const { id } = await served().ask('/v1/customers/{document}', {}, 'C');
    const raised = async (amount: string, currency: string, bookedRate?: string) => {
      const body = raising(id, [{ dueOn: '2026-02-05', amount }], {
        currency,
        basis: 'manual',
        ...(bookedRate && { bookedRate }),
      });
      const { token, number } = await served().carry('/v1/receivables', body);
      return (await served().ask('/v1/receivables/{document}', { minPosition: token }, number)).gross;
    };
    expect(await raised('999999999999999.99', 'EUR')).toBe('999999999999999.99');
    expect(await raised('120', 'JPY', '0.0061')).toBe('120');
    expect(await raised('0.001', 'KWD', '3.01')).toBe('0.001');
  });
});

describe('a receipt', () => {
  const hand = (...items: readonly object[]) => ({ method: 'hand', items });

  it.each<[string, string, unknown, string, string]>([
    ['an amount of zero', 'amount', money('0.00'), '/amount/amount', 'amount-above-zero'],
    ['another instrument', 'instrument', 'wire', '/instrument', 'one-of'],
    ['no booking day', 'bookedOn', undefined, '/bookedOn', 'required'],
    ['a day written otherwise', 'bookedOn', '05.01.2026', '/bookedOn', 'date'],
    ['a value day that does not exist', 'valueOn', '2026-13-01', '/valueOn', 'date'],
    ['a day beside that of its booking', 'effectiveOn', '2026-01-05', '/effectiveOn', 'unknown-field'],
    ['a rate in the book’s currency', 'bankRate', '1', '/bankRate', 'rate-in-book-currency'],
    ['no rate in another', 'amount', money('1.00', 'USD'), '/bankRate', 'rate-required'],
    ['confirmed as a text', 'confirmed', 'yes', '/confirmed', 'boolean'],
    ['an allocation by no method', 'allocate', {}, '/allocate/method', 'required'],
    ['another method', 'allocate', { method: 'newestFirst' }, '/allocate/method', 'one-of'],
    ['no items by hand', 'allocate', { method: 'hand' }, '/allocate/items', 'required'],
    ['an empty list of items', 'allocate', hand(), '/allocate/items', 'list'],
    ['91 items', 'allocate', hand(...Array<object>(91).fill(item)), '/allocate/items', 'list'],
    ['items of a choice', 'allocate', { method: 'exact', items: [item] }, '/allocate/items', 'items-only-by-hand'],
    ['another purpose', 'allocate', { method: 'exact', purpose: 'gift' }, '/allocate/purpose', 'one-of'],
    ['a rate below zero', 'allocate', hand({ ...item, rate: '-1' }), '/allocate/items/0/rate', 'rate'],
    [
      'another currency’s receiptAmount',
      'allocate',
      hand({ ...item, receiptAmount: money('1.00', 'USD') }),
      '/allocate/items/0/receiptAmount/currency',
      'currency-mixed',
    ],
  ])('with %s is not understood', async (_, place, value, pointer, rule) => {
    const { status, errors } = await problemsOf('/v1/receipts', changed(receipt, place, value));
    expect(status).toBe(400);
    expect(errors).toContain(`${pointer} ${rule}`);
  });

  it('is for somebody known, when it says what it is for', async () => {
    const body = { ...changed(receipt, 'customerId', undefined), allocate: { method: 'oldestFirst' } };
    expect(await problemsOf('/v1/receipts', body)).toEqual({
      status: 400,
      errors: ['/customerId allocate-needs-customer'],
    });
  });
});

describe('the day that something counts on', () => {
  const customer = (effectiveOn: string, code: string) => ({ code, name: 'Customer', effectiveOn });

  it('lies between 1970-01-01 and a year ahead', async () => {
    for (const [index, day] of ['1970-01-01', today, aYearAhead].entries())
      expect((await post('/v1/customers', customer(day, `D${index}`))).status).toBe(201);
    for (const day of ['1969-12-31', addDays(aYearAhead, 1)])
      expect(await problemsOf('/v1/customers', customer(day, 'D'))).toEqual({
        status: 400,
        errors: ['/effectiveOn date-range'],
      });
    expect(await problemsOf('/v1/receivables', changed(raise, 'invoice/issuedOn', '1969-12-31'))).toMatchObject({
      errors: ['/invoice/issuedOn date-range'],
    });
    expect(await problemsOf('/v1/receipts', changed(receipt, 'bookedOn', addDays(aYearAhead, 1)))).toMatchObject({
      status: 400,
    });
  });

  it('is today when it is left out', async () => {
    await served().carry('/v1/customers', { code: 'TODAY', name: 'Today' });
    const { items } = await served().ask('/v1/customers/{document}/history', {}, 'TODAY');
    expect(items[0]?.effectiveOn).toBe(today);
  });

  it('is the body’s own date where it has one', async () => {
    const { id } = await served().ask('/v1/customers/{document}', {}, 'C');
    const day = async (kind: 'receivables' | 'receipts', document: string) => {
      const { items } = await served().ask(`/v1/${kind}/{document}/history`, {}, document);
      return items.map(({ effectiveOn }) => effectiveOn);
    };
    await served().carry('/v1/receivables', {
      ...invoiced(id, 'OWN', '2025-01-05', '2025-02-05', '1.00'),
      reason: 'late',
    });
    expect(await day('receivables', 'OWN')).toEqual(['2025-01-05']);
    await served().carry('/v1/receipts', received(id, '1.00', '2025-03-05', { number: 'OWN', valueOn: '2025-03-07' }));
    await served().carry('/v1/receipts/{document}/clear', { bookedOn: '2025-03-06' }, { document: 'OWN' });
    await served().carry(
      '/v1/receipts/{document}/reverse',
      { cause: 'mistake', on: '2025-03-08' },
      { document: 'OWN' },
    );
    expect(await day('receipts', 'OWN')).toEqual(['2025-03-05', '2025-03-05', '2025-03-06', '2025-03-08']);
  });

  it('is none of the caller’s with allocate, confirm and identify', async () => {
    await served().carry('/v1/receipts', {
      ...received(undefined, '1.00', today, { number: 'UNDATED' }),
      confirmed: false,
    });
    const bodies: Record<string, object> = {
      allocate: { method: 'oldestFirst' },
      confirm: {},
      identify: { customerId: NOBODY },
    };
    for (const [verb, body] of Object.entries(bodies))
      expect(await problemsOf(`/v1/receipts/UNDATED/${verb}`, { ...body, effectiveOn: today })).toEqual({
        status: 400,
        errors: ['/effectiveOn unknown-field'],
      });
  });
});

describe('the other commands', () => {
  beforeAll(async () => {
    const { id } = await served().ask('/v1/customers/{document}', {}, 'C');
    await served().carry('/v1/receivables', { ...invoiced(id, 'V', '2026-01-05', '2026-02-05', '1.00') });
    await served().carry('/v1/receipts', received(id, '1.00', '2026-01-05', { number: 'V' }));
  });

  it.each<[string, object, string]>([
    ['customers', { code: 'X' }, '/name required'],
    ['customers', { code: 'X', name: ' \t ' }, '/name text'],
    ['customers', { code: 'X', name: 'X', currency: 'eur' }, '/currency currency'],
    ['customers', { code: 'X', name: 'X', terms: { netDays: -1 } }, '/terms/netDays integer'],
    [
      'customers',
      { code: 'X', name: 'X', terms: { netDays: 1, discount: { percent: '0', days: 1 } } },
      '/terms/discount/percent percent',
    ],
    ['customers/C/correct', {}, '/name required'],
    ['customers/C/agree-terms', { terms: 30 }, '/terms object'],
    ['customers/C/hold', { until: '2026-01-01' }, '/until unknown-field'],
    ['entities', { code: 'X', name: 'X', currency: 'EUR', timeZone: 'Berlin' }, '/timeZone time-zone'],
    ['entities', { code: 'X', name: 'X', currency: 'EUR' }, '/timeZone required'],
    ['receivables/V/entitle', { basis: 'plan' }, '/basis one-of'],
    ['receivables/V/entitle', { basis: 'manual', instalments: [1, 1] }, '/instalments unique'],
    ['receivables/V/entitle', { basis: 'manual', instalments: [0] }, '/instalments/0 integer'],
    ['receivables/V/entitle', { basis: 'manual', net: money('-1.00') }, '/net/amount amount-not-negative'],
    ['receivables/V/dispute', { amount: money('0.00') }, '/amount/amount amount-above-zero'],
    [
      'receivables/V/promise',
      { instalment: '1', amount: money('1.00'), promisedOn: '2026-01-01' },
      '/instalment integer',
    ],
    ['receivables/V/promise', { instalment: 1, amount: money('1.00') }, '/promisedOn required'],
    ['receipts/V/confirm', { fee: money('-1.00') }, '/fee/amount amount-not-negative'],
    ['receipts/V/clear', {}, '/bookedOn required'],
    ['receipts/V/reverse', { cause: 'lost', on: '2026-01-06' }, '/cause one-of'],
    ['receipts/V/return-allocation', { allocationId: '1' }, '/allocationId uuid'],
    ['receipts/V/identify', {}, '/customerId required'],
  ])('%s %j: %s', async (path, body, told) => {
    const { status, errors } = await problemsOf(`/v1/${path}`, body);
    expect(status).toBe(400);
    expect(errors).toContain(told);
  });

  it.each([null, [], 'text', 5, true])('take an object, not %j', async (body) => {
    expect(await problemsOf('/v1/receivables', body)).toEqual({ status: 400, errors: [' object'] });
    expect(await problemsOf('/v1/receipts/V/confirm', body)).toEqual({ status: 400, errors: [' object'] });
  });

  it('take a reason, and keep it', async () => {
    const reasoned: Schemas['DisputeBody'] = { reason: '客户 says: broken' };
    await served().carry('/v1/receivables/{document}/dispute', reasoned, { document: 'V' });
    const { items } = await served().ask('/v1/receivables/{document}/history', {}, 'V');
    expect(items.at(-1)).toMatchObject({ type: 'ReceivableDisputed', reason: '客户 says: broken', actor: 'tester' });
  });
});
