import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, money, raising, received } from './client/bodies.js';
import { servedBook, type Done, type Schemas } from './client/surface.js';

/**
 * The worked cases of the design through the running system, to the cent: pages, account, ageing and reconciliation for
 * every day that a case names. The core has them as well; here HTTP goes in and rows come out.
 */
const served = servedBook();

const customer = async (code: string): Promise<string> =>
  (await served().carry('/v1/customers', { code, name: `Customer ${code}`, effectiveOn: '2026-01-01' })).id;

/** One figure of each kind as of a day: the page of the receivable, the customer's account, the ageing. */
const on = async (asOf: string, customerId: string, number: string) => {
  const surface = served();
  const page = await surface.ask('/v1/receivables/{document}', { asOf }, number);
  const { balances } = await surface.ask('/v1/customers/{document}/account', { asOf }, customerId);
  const { totals } = await surface.ask('/v1/ageing', { asOf, customerId });
  return { page, balance: balances[0], balances, ageing: totals[0], totals };
};

const rows = ({ instalments }: Schemas['ReceivableAnswerBody']) =>
  instalments.map(({ number, outstanding, collectionStatus, dueStatus, daysOverdue }) =>
    [number, outstanding, collectionStatus, dueStatus, daysOverdue].join(' '),
  );

const bucketsOf = ({ buckets }: { readonly buckets: Schemas['BucketsBody'] }) =>
  Object.fromEntries(Object.entries(buckets).filter(([, amount]) => !/^0\.0*$/.test(amount)));

const balanced = async (asOf: string): Promise<void> => {
  const { balanced: all, checks } = await served().ask('/v1/reconciliation', { asOf });
  expect({ asOf, all, open: checks.filter(({ difference }) => difference !== '0.00') }).toEqual({
    asOf,
    all: true,
    open: [],
  });
};

describe('case 1: a contract with three instalments', () => {
  let id: string;
  let number: string;

  beforeAll(async () => {
    const surface = served();
    id = await customer('G1');
    const dues = [
      { dueOn: '2026-04-30', amount: '33333.33' },
      { dueOn: '2026-05-31', amount: '33333.33' },
      { dueOn: '2026-06-30', amount: '33333.34' },
    ];
    const plan = await surface.carry('/v1/receivables', {
      ...raising(id, dues, { number: 'CASE-1', basis: 'plan', effectiveOn: '2026-03-15' }),
      tax: money('11504.42'),
    });
    ({ number } = plan);
    expect(plan.events).toEqual(['ReceivableRaised']);
    await surface.carry(
      '/v1/receivables/{document}/entitle',
      { basis: 'acceptance', net: money('88495.58'), tax: money('11504.42'), effectiveOn: '2026-04-01' },
      { document: number },
    );
    const paid = await surface.carry(
      '/v1/receipts',
      received(id, '40000.00', '2026-05-05', { number: 'CASE-1', allocate: { method: 'oldestFirst' } }),
      { wait: 10 },
    );
    expect(paid.process?.items.map(({ instalment, amount, state }) => [instalment, amount.amount, state])).toEqual([
      [1, '33333.33', 'applied'],
      [2, '6666.67', 'applied'],
    ]);
    await surface.carry('/v1/receipts/{document}/clear', { bookedOn: '2026-05-06' }, { document: 'CASE-1' });
    const { token } = await surface.carry(
      '/v1/receivables/{document}/promise',
      {
        instalment: 3,
        amount: money('33333.34'),
        promisedOn: '2026-07-01',
        effectiveOn: '2026-06-01',
      },
      { document: number },
    );
    await surface.ask('/v1/receivables/{document}', { minPosition: token }, number);
  });

  it('is planned and not owed on 03-31', async () => {
    const { page, balance, ageing } = await on('2026-03-31', id, number);
    expect(page).toMatchObject({ basis: 'plan', gross: '100000.00', outstanding: '100000.00', dueStatus: 'notDue' });
    expect(balance).toMatchObject({ planned: '100000.00', owed: '0.00', balance: '0.00' });
    expect(ageing).toMatchObject({ open: 0, outstanding: '0.00', planned: '100000.00' });
    await balanced('2026-03-31');
  });

  it('is owed from its acceptance on', async () => {
    const { balance, ageing } = await on('2026-04-01', id, number);
    expect(balance).toMatchObject({ planned: '0.00', owed: '100000.00', balance: '100000.00', overdue: '0.00' });
    expect(ageing).toMatchObject({ open: 1, outstanding: '100000.00', notDue: '100000.00', planned: '0.00' });
  });

  it('has its first instalment overdue by 4 days on 05-04', async () => {
    const { page, balance, ageing } = await on('2026-05-04', id, number);
    expect(rows(page)).toEqual(['1 33333.33 open overdue 4', '2 33333.33 open notDue 0', '3 33333.34 open notDue 0']);
    expect(balance).toMatchObject({ overdue: '33333.33', oldestOverdueDays: 4 });
    expect(ageing?.buckets[0]).toEqual({ from: 1, to: 30, amount: '33333.33' });
  });

  it('has 60,000.00 outstanding on 06-15', async () => {
    const { page, balances, ageing } = await on('2026-06-15', id, number);
    expect(page).toMatchObject({ outstanding: '60000.00', collectionStatus: 'partlyCollected', dueStatus: 'overdue' });
    expect(rows(page)).toEqual([
      '1 0.00 collected closed 0',
      '2 26666.66 partlyCollected overdue 15',
      '3 33333.34 open notDue 0',
    ]);
    expect(page.instalments.map(({ actualOn }) => actualOn)).toEqual(['2026-05-05', null, null]);
    expect(balances).toEqual([
      {
        currency: 'EUR',
        owed: '60000.00',
        planned: '0.00',
        unapplied: '0.00',
        inFlight: '0.00',
        balance: '60000.00',
        overdue: '26666.66',
        disputed: '0.00',
        oldestOverdueDays: 15,
      },
    ]);
    expect(ageing).toMatchObject({ open: 1, outstanding: '60000.00', notDue: '33333.34', unapplied: '0.00' });
    await balanced('2026-06-15');
  });

  it('shows where the money of its receipt is', async () => {
    const receipt = await served().ask('/v1/receipts/{document}', { asOf: '2026-06-15' }, 'CASE-1');
    expect(receipt.situation).toBe('cleared');
    expect(bucketsOf(receipt)).toEqual({ applied: '40000.00' });
    expect(receipt.amount).toEqual(money('40000.00'));
    expect(
      receipt.allocations.map(({ instalment, amount, on: day, state }) => [instalment, amount, day, state]),
    ).toEqual([
      [1, money('33333.33'), '2026-05-05', 'applied'],
      [2, money('6666.67'), '2026-05-05', 'applied'],
    ]);
  });

  it('counts on a statement as one debit and two credits', async () => {
    const { currencies } = await served().ask(
      '/v1/customers/{document}/statement',
      { from: '2026-03-01', to: '2026-06-15' },
      id,
    );
    expect(currencies).toHaveLength(1);
    expect(currencies[0]).toMatchObject({ opening: '0.00', closing: '60000.00' });
  });
});

describe('case 2: an over-payment', () => {
  let id: string;
  let tooMuch: Done;

  beforeAll(async () => {
    const surface = served();
    id = await customer('G2');
    const raised = await surface.carry(
      '/v1/receivables',
      invoiced(id, 'CASE-2-R1', '2026-06-01', '2026-07-01', '1000.00'),
    );
    await surface.carry('/v1/receipts', received(id, '1200.00', '2026-06-20', { number: 'CASE-2' }));
    const document = 'CASE-2';
    tooMuch = await surface.carry('/v1/receipts/{document}/allocate', byHand([raised.id, 1, '1200.00']), {
      document,
      wait: 10,
    });
    await surface.carry('/v1/receipts/{document}/allocate', byHand([raised.id, 1, '1000.00']), { document, wait: 10 });
    await surface.carry('/v1/receipts/{document}/clear', { bookedOn: '2026-06-20' }, { document });
    const second = await surface.carry(
      '/v1/receivables',
      invoiced(id, 'CASE-2-R2', '2026-07-01', '2026-07-31', '300.00'),
    );
    const { token } = await surface.carry('/v1/receipts/{document}/allocate', byHand([second.id, 1, '50.00']), {
      document,
      wait: 10,
    });
    await surface.ask('/v1/status');
    await surface.ask('/v1/receipts/{document}', { minPosition: token }, document);
  });

  it('declines the whole item and sets its money free again', () => {
    expect(tooMuch.events).toEqual(['ReceiptAllocated']);
    expect(tooMuch.process).toMatchObject({
      state: 'declined',
      items: [{ instalment: 1, amount: money('1200.00'), state: 'declined', reason: 'exceeds-outstanding' }],
    });
  });

  it('settles the receivable with what was outstanding, and leaves a balance of -200.00', async () => {
    const { page, balance } = await on('2026-06-30', id, 'CASE-2-R1');
    expect(page).toMatchObject({ situation: 'settled', outstanding: '0.00', collectionStatus: 'collected' });
    expect(page.instalments[0]).toMatchObject({ actualOn: '2026-06-20', dueStatus: 'closed' });
    expect(balance).toMatchObject({ owed: '0.00', unapplied: '200.00', balance: '-200.00' });
    await balanced('2026-06-30');
  });

  it('takes 50.00 of the rest for the next receivable, from its day on', async () => {
    expect((await on('2026-06-30', id, 'CASE-2-R2')).page.outstanding).toBe('0.00');
    const { page, balance } = await on('2026-07-01', id, 'CASE-2-R2');
    expect(page.outstanding).toBe('250.00');
    expect(balance).toMatchObject({ owed: '250.00', unapplied: '150.00', balance: '100.00' });
    const receipt = await served().ask('/v1/receipts/{document}', { asOf: '2026-07-01' }, 'CASE-2');
    expect(bucketsOf(receipt)).toEqual({ applied: '1050.00', unapplied: '150.00' });
    await balanced('2026-07-01');
  });
});

describe('case 3: a bounced cheque', () => {
  let id: string;
  let bounce: Done;

  beforeAll(async () => {
    const surface = served();
    id = await customer('G3');
    await surface.carry('/v1/receivables', {
      ...invoiced(id, 'CASE-3', '2026-05-01', '2026-05-31', '5650.00'),
      tax: money('650.00'),
    });
    await surface.carry(
      '/v1/receipts',
      received(id, '5650.00', '2026-05-28', {
        number: 'CHEQUE-3',
        instrument: 'cheque',
        allocate: { method: 'exact' },
      }),
      { wait: 10 },
    );
    await surface.carry('/v1/receipts/{document}/clear', { bookedOn: '2026-05-29' }, { document: 'CHEQUE-3' });
    bounce = await surface.carry(
      '/v1/receipts/{document}/reverse',
      { cause: 'bounced', on: '2026-06-03' },
      { document: 'CHEQUE-3', wait: 10 },
    );
    const { token } = await surface.carry(
      '/v1/receipts',
      received(id, '5650.00', '2026-06-10', { number: 'TRANSFER-3', allocate: { method: 'exact' } }),
      { wait: 10 },
    );
    await surface.ask('/v1/receipts/{document}', { minPosition: token }, 'TRANSFER-3');
  });

  it('names what came back', () => {
    expect(bounce.events).toEqual(['ReceiptReversed']);
    expect(bounce.process).toMatchObject({ state: 'done', items: [{ state: 'returned', amount: money('5650.00') }] });
  });

  it('is collected on 06-02, whenever that is asked', async () => {
    const { page, balances } = await on('2026-06-02', id, 'CASE-3');
    expect(page).toMatchObject({ situation: 'settled', outstanding: '0.00', collectionStatus: 'collected' });
    expect(balances).toEqual([]);
    await balanced('2026-06-02');
  });

  it('is owed again and 3 days overdue on 06-03', async () => {
    const { page, balance } = await on('2026-06-03', id, 'CASE-3');
    expect(page).toMatchObject({ situation: 'raised', outstanding: '5650.00', daysOverdue: 3, dueStatus: 'overdue' });
    expect(balance).toMatchObject({ owed: '5650.00', overdue: '5650.00', unapplied: '0.00', inFlight: '0.00' });
    const cheque = await served().ask('/v1/receipts/{document}', { asOf: '2026-06-03' }, 'CHEQUE-3');
    expect(cheque.situation).toBe('reversed');
    expect(bucketsOf(cheque)).toEqual({ reversed: '5650.00' });
    await balanced('2026-06-03');
  });

  it('is settled by the transfer of 06-10, 10 days late', async () => {
    const { page, balances } = await on('2026-06-10', id, 'CASE-3');
    expect(page).toMatchObject({ situation: 'settled', outstanding: '0.00' });
    expect(page.instalments[0]).toMatchObject({ actualOn: '2026-06-10', dueOn: '2026-05-31' });
    expect(page.receipts.map(({ receiptNumber, on: day, reversedOn }) => [receiptNumber, day, reversedOn])).toEqual([
      ['CHEQUE-3', '2026-05-28', '2026-06-03'],
      ['TRANSFER-3', '2026-06-10', null],
    ]);
    expect(balances).toEqual([]);
    await balanced('2026-06-10');
  });
});

describe('a receipt that is entered late', () => {
  it('takes its own day, and only what is free from that day on', async () => {
    const surface = served();
    const id = await customer('LATE');
    const raised = await surface.carry('/v1/receivables', invoiced(id, 'LATE', '2026-02-01', '2026-03-03', '100.00'));
    await surface.carry(
      '/v1/receipts',
      received(id, '60.00', '2026-04-10', { allocate: byHand([raised.id, 1, '60.00']) }),
      { wait: 10 },
    );
    const late = await surface.carry(
      '/v1/receipts',
      received(id, '40.00', '2026-03-20', { allocate: { method: 'oldestFirst' } }),
      { wait: 10 },
    );
    const knownAt = (await surface.ask('/v1/receivables/{document}', { minPosition: late.token }, 'LATE')).knownAt;
    const outstanding = async (asOf: string, known: number) =>
      (await surface.ask('/v1/receivables/{document}', { asOf, knownAt: String(known) }, 'LATE')).outstanding;
    expect(await outstanding('2026-03-19', knownAt)).toBe('100.00');
    expect(await outstanding('2026-03-20', knownAt)).toBe('60.00');
    expect(await outstanding('2026-04-10', knownAt)).toBe('0.00');
    const { items } = await surface.ask('/v1/receipts/{document}/history', {}, late.id);
    const before = (items[0]?.position ?? 0) - 1;
    expect(await outstanding('2026-03-20', before)).toBe('100.00');
    expect(await outstanding('2026-04-10', before)).toBe('40.00');
  });
});
