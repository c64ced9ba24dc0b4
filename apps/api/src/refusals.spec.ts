import { beforeAll, describe, expect, it } from '@jest/globals';
import { customerTelling } from '#parties';
import { entityTelling } from '#entities';
import { kebab } from '#http';
import { receivableTelling } from '#receivables';
import { receiptTelling } from '#settlement';
import { byHand, invoiced, money, raising, received } from './client/bodies.js';
import { servedBook, type Head, type Problem, type Replied, type Schemas } from './client/surface.js';

const served = servedBook();
const NOBODY = '00000000-0000-4000-8000-000000000000';

let customerId: string;
let other: string;

/** Asked at the start and looked at in the end, because its answer takes as long as a question waits. */
let never: Promise<Replied<unknown>>;

beforeAll(async () => {
  const { tenant, id } = served().book.book;
  never = served().query('/v1/ageing', { minPosition: Buffer.from(`${tenant}:${id}:1000000`).toString('base64url') });
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Customer', effectiveOn: '2026-01-01' })).id;
  other = (await served().carry('/v1/customers', { code: 'O', name: 'Other', effectiveOn: '2026-01-01' })).id;
});

let numbers = 0;
const next = (): string => `N${(numbers += 1)}`;

/** A receivable of 100.00 EUR, of 2026-01-05. */
const raise = async (more: Partial<Schemas['RaiseReceivableBody']> = {}) =>
  served().carry('/v1/receivables', { ...invoiced(customerId, next(), '2026-01-05', '2026-02-05', '100.00'), ...more });

/** A confirmed receipt of 100.00 EUR, of 2026-01-10. */
const receive = async (more: Partial<Schemas['RegisterReceiptBody']> = {}, head: Head = {}) =>
  served().carry('/v1/receipts', received(customerId, '100.00', '2026-01-10', { number: next(), ...more }), head);

/** A refusal in full: its type, its title, its status, its sentence, and its figures as data. */
const refused = (
  reply: Pick<Replied<unknown>, 'status' | 'problem' | 'headers'>,
  refusal: string,
  title: string,
  detail: string,
  figures: Readonly<Record<string, unknown>>,
  status = 409,
): void => {
  const { instance, ...problem } = reply.problem as Problem & { readonly instance: string };
  expect(instance).toMatch(/^\/v1\//);
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect({ status: reply.status, problem }).toEqual({
    status,
    problem: { type: `/problems/${refusal}`, title, status, detail, ...figures },
  });
};

describe('a command on an entity', () => {
  it('is refused when its code is taken', async () => {
    const body = { code: 'main', name: 'Another', currency: 'USD', timeZone: 'UTC' };
    refused(
      await served().send('/v1/entities', body),
      'already-exists',
      'Already exists',
      'an entity with the code main is open already',
      { number: 'main' },
    );
  });
});

describe('a command on a customer', () => {
  it('is refused when its code is taken', async () => {
    const reply = await served().send('/v1/customers', { code: 'C', name: 'Customer' });
    refused(reply, 'already-exists', 'Already exists', 'a customer with the code C is registered already', {
      number: 'C',
    });
  });

  it('is refused when it would come before what it follows', async () => {
    const document = 'O';
    await served().carry('/v1/customers/{document}/hold', { effectiveOn: '2026-03-01' }, { document });
    const reply = await served().send('/v1/customers/{document}/release', { effectiveOn: '2026-02-28' }, { document });
    refused(
      reply,
      'breaks-later-date',
      'Breaks a later date',
      'dated 2026-02-28 it would come before what it follows; the first possible day is 2026-03-01',
      { on: '2026-02-28', notBefore: '2026-03-01' },
    );
  });
});

describe('a document that is not there', () => {
  it.each([
    ['/v1/customers/{document}/hold', 'customers'],
    ['/v1/receivables/{document}/resolve', 'receivables'],
    ['/v1/receipts/{document}/confirm', 'receipts'],
  ] as const)('takes no command: %s', async (path, name) => {
    for (const document of ['NOTHING', NOBODY])
      refused(
        await served().send(path, {}, { document }),
        'unknown-document',
        'Unknown document',
        `there is no document ${JSON.stringify(document)} among the ${name}`,
        {},
        404,
      );
  });

  it.each(['customers', 'receivables', 'receipts'] as const)('has no page and no history: %s', async (name) => {
    for (const path of [`/v1/${name}/{document}`, `/v1/${name}/{document}/history`] as const)
      for (const document of ['NOTHING', NOBODY])
        refused(
          await served().query(path, {}, document),
          'unknown-document',
          'Unknown document',
          `there is no document ${JSON.stringify(document)} among the ${name}`,
          {},
          404,
        );
  });

  it('is not found by the id of a document of another kind', async () => {
    const { id } = await raise();
    expect((await served().query('/v1/receipts/{document}', {}, id)).status).toBe(404);
    expect((await served().send('/v1/customers/{document}/hold', {}, { document: id })).status).toBe(404);
  });
});

describe('a command on a receivable', () => {
  const entitle = '/v1/receivables/{document}/entitle';
  const dispute = '/v1/receivables/{document}/dispute';
  const promise = '/v1/receivables/{document}/promise';
  const reverse = '/v1/receivables/{document}/reverse';
  const plan = () => raise({ basis: 'plan' });

  it('is refused for a customer that nobody knows', async () => {
    const reply = await served().send('/v1/receivables', invoiced(NOBODY, next(), '2026-01-05', '2026-02-05', '1.00'));
    refused(reply, 'unknown-customer', 'Unknown customer', `there is no customer ${NOBODY}`, { customerId: NOBODY });
  });

  it('is refused when its number is taken', async () => {
    const { number } = await raise();
    const reply = await served().send(
      '/v1/receivables',
      invoiced(customerId, number, '2026-01-05', '2026-02-05', '1.00'),
    );
    refused(reply, 'already-exists', 'Already exists', `the receivable ${number} exists already`, { number });
  });

  it('is refused once it is reversed', async () => {
    const { id, number } = await raise();
    await served().carry(reverse, {}, { document: id });
    const reply = await served().send(dispute, {}, { document: id });
    refused(reply, 'reversed', 'Reversed', `the receivable ${number} was reversed`, { number });
  });

  it('is refused for an instalment that it does not have', async () => {
    const body = { instalment: 2, amount: money('1.00'), promisedOn: '2026-03-01' };
    const reply = await served().send(promise, body, { document: (await raise()).id });
    refused(reply, 'unknown-instalment', 'Unknown instalment', 'the receivable has no instalment 2', { instalment: 2 });
  });

  it('is refused in another currency', async () => {
    const reply = await served().send(dispute, { amount: money('1.00', 'USD') }, { document: (await raise()).id });
    refused(reply, 'currency-differs', 'Another currency', 'given in USD, the receivable is in EUR', {
      given: 'USD',
      expected: 'EUR',
    });
  });

  it('is refused when it entitles what is owed already', async () => {
    const reply = await served().send(entitle, { basis: 'manual' }, { document: (await raise()).id });
    refused(reply, 'already-entitled', 'Already entitled', 'instalment 1 is owed since 2026-01-05', {
      instalment: 1,
      since: '2026-01-05',
    });
  });

  it('is refused when net and tax are not the instalments', async () => {
    const body: Schemas['EntitleBody'] = { basis: 'invoice', net: money('90.00'), tax: money('9.00') };
    const reply = await served().send(entitle, body, { document: (await plan()).id });
    refused(
      reply,
      'net-and-tax-differ',
      'Net and tax differ from the instalments',
      'net and tax are 99.00 EUR, the instalments 100.00 EUR',
      { given: money('99.00'), expected: money('100.00') },
    );
  });

  it('is refused when it disputes twice, or resolves nothing', async () => {
    const { id } = await raise();
    const resolved = await served().send('/v1/receivables/{document}/resolve', {}, { document: id });
    refused(resolved, 'not-disputed', 'Not disputed', 'no dispute is open', {});
    await served().carry(dispute, { effectiveOn: '2026-01-20' }, { document: id });
    const reply = await served().send(dispute, {}, { document: id });
    refused(reply, 'already-disputed', 'Already disputed', 'a dispute is open since 2026-01-20; resolve it first', {
      since: '2026-01-20',
    });
  });

  it('is refused when it reverses what money stands on', async () => {
    const { id } = await raise();
    await receive({ allocate: byHand([id, 1, '40.00']) }, { wait: 10 });
    const reply = await served().send(reverse, {}, { document: id });
    refused(
      reply,
      'money-on-it',
      'Money is on it',
      '40.00 EUR is collected on it; return it or reverse the receipt first',
      { collected: money('40.00') },
    );
  });

  it('is refused when it would make a later day impossible', async () => {
    const reply = await served().send(reverse, { effectiveOn: '2026-01-04' }, { document: (await raise()).id });
    refused(
      reply,
      'breaks-later-date',
      'Breaks a later date',
      'dated 2026-01-04 it would make a later day impossible; the first possible day is 2026-01-05',
      { on: '2026-01-04', notBefore: '2026-01-05' },
    );
  });

  it('is refused for more than is outstanding', async () => {
    const reply = await served().send(dispute, { amount: money('120.00') }, { document: (await raise()).id });
    refused(reply, 'exceeds-outstanding', 'More than is outstanding', 'asked 120.00 EUR, outstanding 100.00 EUR', {
      asked: money('120.00'),
      outstanding: money('100.00'),
    });
  });
});

describe('a command on a receipt', () => {
  const allocate = '/v1/receipts/{document}/allocate';
  const clear = '/v1/receipts/{document}/clear';
  const confirm = '/v1/receipts/{document}/confirm';
  const reverse = '/v1/receipts/{document}/reverse';

  it('is refused for a customer that nobody knows', async () => {
    const reply = await served().send('/v1/receipts', received(NOBODY, '1.00', '2026-01-10'));
    refused(reply, 'unknown-customer', 'Unknown customer', `there is no customer ${NOBODY}`, { customerId: NOBODY });
    const { id } = await receive({ customerId: undefined as never });
    const identified = await served().send(
      '/v1/receipts/{document}/identify',
      { customerId: NOBODY },
      { document: id },
    );
    refused(identified, 'unknown-customer', 'Unknown customer', `there is no customer ${NOBODY}`, {
      customerId: NOBODY,
    });
  });

  it('is refused for a receivable or an instalment that is not there', async () => {
    const { id } = await raise();
    const document = (await receive()).id;
    refused(
      await served().send(allocate, byHand([NOBODY, 1, '1.00']), { document }),
      'unknown-receivable',
      'Unknown receivable',
      `there is no receivable ${NOBODY}`,
      { receivableId: NOBODY },
    );
    refused(
      await served().send(allocate, byHand([id, 9, '1.00']), { document }),
      'unknown-instalment',
      'Unknown instalment',
      `receivable ${id} has no instalment 9`,
      { receivableId: id, instalment: 9 },
    );
  });

  it('is refused for an allocation that it does not have', async () => {
    const reply = await served().send(
      '/v1/receipts/{document}/return-allocation',
      { allocationId: NOBODY },
      { document: (await receive()).id },
    );
    refused(reply, 'unknown-allocation', 'Unknown allocation', `the receipt has no allocation ${NOBODY}`, {
      allocationId: NOBODY,
    });
  });

  it('is refused when its number is taken', async () => {
    const { number } = await receive();
    const reply = await served().send('/v1/receipts', received(customerId, '1.00', '2026-01-10', { number }));
    refused(reply, 'already-exists', 'Already exists', `the receipt ${number} exists already`, { number });
  });

  it('is refused once it is reversed', async () => {
    const { id, number } = await receive();
    await served().carry(reverse, { cause: 'chargeback', on: '2026-01-11' }, { document: id });
    const reply = await served().send(clear, { bookedOn: '2026-01-12' }, { document: id });
    refused(reply, 'reversed', 'Reversed', `the receipt ${number} was reversed`, { number });
  });

  it('is refused before it is confirmed', async () => {
    const reply = await served().send(
      allocate,
      { method: 'oldestFirst' },
      { document: (await receive({ confirmed: false })).id },
    );
    refused(reply, 'not-confirmed', 'Not confirmed', 'only confirmed money settles; confirm the receipt first', {});
  });

  it('is refused when its payer is known already, and is another', async () => {
    const reply = await served().send(
      '/v1/receipts/{document}/identify',
      { customerId: other },
      { document: (await receive()).id },
    );
    refused(reply, 'already-identified', 'Already identified', `the money is customer ${customerId}'s`, { customerId });
  });

  it('is refused when it was cleared on another day', async () => {
    const document = (await receive()).id;
    await served().carry(clear, { bookedOn: '2026-01-12' }, { document });
    refused(
      await served().send(clear, { bookedOn: '2026-01-13' }, { document }),
      'already-cleared',
      'Already cleared',
      'the receipt was cleared on 2026-01-12',
      { on: '2026-01-12' },
    );
  });

  it('is refused as long as nobody knows the payer', async () => {
    const { id } = await receive({ customerId: undefined as never });
    refused(
      await served().send(allocate, { method: 'oldestFirst' }, { document: id }),
      'unidentified',
      'Unidentified',
      'the payer is not known; identify the receipt first',
      {},
    );
  });

  it('is refused for another customer’s receivable', async () => {
    const { id } = await raise({ customerId: other });
    const reply = await served().send(allocate, byHand([id, 1, '1.00']), { document: (await receive()).id });
    refused(reply, 'other-customer', "Another customer's receivable", `receivable ${id} is owed by another customer`, {
      receivableId: id,
    });
  });

  it('is refused when the currencies do not fit together', async () => {
    const document = (await receive()).id;
    const { id } = await raise();
    refused(
      await served().send(
        confirm,
        { fee: money('1.00', 'USD') },
        { document: (await receive({ confirmed: false })).id },
      ),
      'currency-differs',
      'Another currency',
      'given in USD, expected EUR',
      { given: 'USD', expected: 'EUR' },
    );
    const inDollars: Schemas['AllocateBody'] = {
      method: 'hand',
      items: [{ receivableId: id, instalment: 1, amount: money('1.00', 'USD') }],
    };
    refused(
      await served().send(allocate, inDollars, { document }),
      'receipt-amount-missing',
      "The amount in the receipt's currency is missing",
      'an instalment in USD paid from a receipt in EUR needs receiptAmount',
      { given: 'USD', expected: 'EUR' },
    );
    const twice: Schemas['AllocateBody'] = {
      method: 'hand',
      items: [{ receivableId: id, instalment: 1, amount: money('1.00'), receiptAmount: money('2.00') }],
    };
    refused(
      await served().send(allocate, twice, { document }),
      'receipt-amount-differs',
      'The two amounts of an item differ',
      'amount 1.00 EUR, receiptAmount 2.00 EUR',
      { amount: money('1.00'), receiptAmount: money('2.00') },
    );
  });

  it('is refused when the fee exceeds the amount', async () => {
    const { id } = await receive({ confirmed: false });
    refused(
      await served().send(confirm, { fee: money('100.01') }, { document: id }),
      'fee-exceeds-amount',
      'The fee exceeds the amount',
      'fee 100.01 EUR, received 100.00 EUR',
      { fee: money('100.01'), amount: money('100.00') },
    );
  });

  it('is refused when not exactly one open item has the amount', async () => {
    const document = (await receive({ amount: money('77.77') })).id;
    refused(
      await served().send(allocate, { method: 'exact' }, { document }),
      'no-exact-match',
      'No exact match',
      'nothing open is exactly 77.77 EUR',
      { free: money('77.77') },
    );
    for (let twice = 0; twice < 2; twice += 1)
      await served().carry('/v1/receivables', invoiced(customerId, next(), '2026-01-05', '2026-02-05', '77.77'));
    refused(
      await served().send(allocate, { method: 'exact' }, { document }),
      'several-exact-matches',
      'Several exact matches',
      '2 open items are exactly 77.77 EUR; allocate by hand',
      { free: money('77.77'), matches: 2 },
    );
  });

  it('is refused for more than is free', async () => {
    const { id } = await raise();
    const document = (await receive({ amount: money('60.00') })).id;
    refused(
      await served().send(allocate, byHand([id, 1, '60.01']), { document }),
      'exceeds-free',
      'More than is free',
      'asked 60.01 EUR, free 60.00 EUR',
      { asked: money('60.01'), free: money('60.00') },
    );
  });

  it('is refused when it would come before what it follows', async () => {
    const reply = await served().send(
      reverse,
      { cause: 'bounced', on: '2026-01-09' },
      { document: (await receive()).id },
    );
    refused(
      reply,
      'breaks-later-date',
      'Breaks a later date',
      'dated 2026-01-09 it would come before what it follows; the first possible day is 2026-01-10',
      { on: '2026-01-09', notBefore: '2026-01-10' },
    );
  });

  it('is refused beyond 2,000 live allocations', async () => {
    const dues = Array.from({ length: 100 }, () => ({ dueOn: '2026-02-05', amount: '1.00' }));
    const { id } = await served().carry(
      '/v1/receivables',
      raising(customerId, dues, { basis: 'manual', effectiveOn: '2026-01-05' }),
    );
    const { id: document } = await receive();
    const ninety = byHand(...Array.from({ length: 90 }, (_, index) => [id, index + 1, '0.01'] as const));
    for (let taken = 90; taken <= 1_980; taken += 90) await served().carry(allocate, ninety, { document });
    refused(
      await served().send(allocate, ninety, { document }),
      'too-many-allocations',
      'Too many allocations',
      'at most 2000 fit: 90 in one command, 2,000 live ones on a receipt',
      { limit: 2_000 },
    );
  });
});

describe('a refusal', () => {
  it.each([
    ['entities', entityTelling],
    ['customers', customerTelling],
    ['receivables', receivableTelling],
    ['receipts', receiptTelling],
  ] as const)('of %s has been seen here, whichever it is', (name, telling) => {
    const seen = served().exchanges.filter(({ path, status }) => path.startsWith(`/v1/${name}`) && status >= 400);
    const types = new Set(seen.map(({ answered }) => (JSON.parse(answered) as Problem).type));
    const all = Object.keys(telling).map((refusal) => `/problems/${kebab(refusal)}`);
    expect(all.filter((type) => !types.has(type))).toEqual([]);
  });

  it('has a page that explains it, whichever it is', async () => {
    const types = served().exchanges.flatMap(({ status, answered }) =>
      status >= 400 ? [(JSON.parse(answered) as Problem).type] : [],
    );
    for (const type of new Set(types)) {
      const { status, body, headers } = await served().handmade(type);
      expect({ type, status, html: headers.get('content-type') }).toEqual({
        type,
        status: 200,
        html: 'text/html; charset=utf-8',
      });
      expect(body).toMatch(/<h1>.+<\/h1>/);
    }
  });
});

describe('what a receivable declines', () => {
  const paid = async (receivableId: string, amount: string, more: Partial<Schemas['IntentBody']> = {}) => {
    const allocation = { ...byHand([receivableId, 1, amount]), ...more };
    const { process } = await receive({ allocate: allocation }, { wait: 10 });
    return process?.items.map(({ state, reason }) => [state, reason]);
  };

  it('is more than is outstanding, what was reversed, and the recovery of what was not written off', async () => {
    const { id } = await raise({ ...invoiced(customerId, next(), '2026-01-05', '2026-02-05', '50.00') });
    expect(await paid(id, '50.01')).toEqual([['declined', 'exceeds-outstanding']]);
    expect(await paid(id, '10.00', { purpose: 'recover' })).toEqual([['declined', 'not-written-off']]);
    await served().carry('/v1/receivables/{document}/reverse', {}, { document: id });
    expect(await paid(id, '10.00')).toEqual([['declined', 'reversed']]);
  });
});

describe('a question about what the rows do not hold', () => {
  it('is answered 503 when it does not come in time', async () => {
    const { status, problem, headers } = await never;
    expect(headers.get('retry-after')).toBe('1');
    expect({ status, problem }).toMatchObject({
      status: 503,
      problem: { type: '/problems/not-yet-visible', detail: 'the rows do not hold this yet; ask again' },
    });
  });
});
