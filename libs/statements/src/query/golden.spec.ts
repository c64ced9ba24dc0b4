import { describe, expect, it } from '@jest/globals';
import { position } from '#kernel';
import { collectionStatusTotals, receivablePage, type ReceivableAnswer } from '#receivables';
import { reconciliation } from '#reconciliation';
import { receiptPage } from '#settlement';
import { customerAccount } from './account.js';
import { ageing } from './ageing.js';
import { customerStatement } from './statement.js';
import {
  amountIn,
  Book,
  customer,
  ENTITY,
  eur,
  on,
  raise,
  receiptId,
  receivableId,
  receive,
  stores,
  TENANT,
  type Asking,
} from './testing.js';

const customerId = customer('A');
const rowsOf = stores();

/** The answers of every query about a book, as of a day; everything known unless said otherwise. */
const asked = (ask: Asking, book: Book, day: string, knownAt = book.events.length) => {
  const view = { tenant: TENANT, entity: ENTITY, asOf: on(day), knownAt: position(knownAt) };
  return {
    receivable: (number: string) => ask((snapshot) => receivablePage(snapshot, { ...view, id: receivableId(number) })),
    receipt: (number: string) => ask((snapshot) => receiptPage(snapshot, { ...view, id: receiptId(number) })),
    account: () => ask((snapshot) => customerAccount(snapshot, { ...view, customerId })),
    ageing: () => ask((snapshot) => ageing(snapshot, view)),
    status: () => ask((snapshot) => collectionStatusTotals(snapshot, view)),
    reconciliation: () => ask((snapshot) => reconciliation(snapshot, view)),
    statement: (from: string) =>
      ask((snapshot) => customerStatement(snapshot, { ...view, customerId, from: on(from), to: on(day) })),
  };
};

/** Each instalment in a few words: `1: 0.00 of 33333.33 collected closed`. */
const spokenInstalments = (page: ReceivableAnswer | undefined): readonly string[] | undefined =>
  page?.instalments.map((each) => {
    const late = each.daysOverdue === 0 ? '' : ` ${each.daysOverdue}`;
    return `${each.number}: ${each.outstanding} of ${each.amount} ${each.collectionStatus} ${each.dueStatus}${late}`;
  });

describe('a contract of three instalments (golden case 1)', () => {
  const cny = amountIn('CNY');
  const book = new Book();
  book.run(
    raise(
      'R1',
      '03-15',
      [
        ['04-30', cny('33333.33')],
        ['05-31', cny('33333.33')],
        ['06-30', cny('33333.34')],
      ],
      { basis: 'plan', tax: cny('11504.42') },
    ),
    { type: 'EntitleInstalments', receivableId: receivableId('R1'), basis: 'acceptance', on: on('04-01') },
    receive('RC1', '05-05', cny('40000.00')),
  );
  book.run({
    type: 'AllocateReceipt',
    receiptId: receiptId('RC1'),
    allocate: {
      method: 'hand',
      purpose: 'collect',
      items: [book.item('R1', 1, cny('33333.33')), book.item('R1', 2, cny('6666.67'))],
    },
  });
  book.run({ type: 'ClearReceipt', receiptId: receiptId('RC1'), bookedOn: on('05-06') });
  const rows = rowsOf(book.events);

  it('is planned and not owed before the acceptance', async () => {
    const at = asked(await rows, book, '03-31');
    expect(await at.account()).toMatchObject({
      balances: [{ currency: 'CNY', owed: '0.00', planned: '100000.00', balance: '0.00', overdue: '0.00' }],
      openItems: [],
    });
    expect(await at.ageing()).toEqual({
      totals: [expect.objectContaining({ open: 0, outstanding: '0.00', notDue: '0.00', planned: '100000.00' })],
    });
    const page = await at.receivable('R1');
    expect(page).toMatchObject({ dueStatus: 'notDue', collectionStatus: 'open', outstanding: '100000.00' });
    expect(page?.instalments.map(({ entitled }) => entitled)).toEqual([false, false, false]);
  });

  it('has its first instalment 4 days overdue on 05-04', async () => {
    const at = asked(await rows, book, '05-04');
    expect(spokenInstalments(await at.receivable('R1'))).toEqual([
      '1: 33333.33 of 33333.33 open overdue 4',
      '2: 33333.33 of 33333.33 open notDue',
      '3: 33333.34 of 33333.34 open notDue',
    ]);
    expect(await at.account()).toMatchObject({
      balances: [{ owed: '100000.00', planned: '0.00', overdue: '33333.33', oldestOverdueDays: 4 }],
    });
  });

  it('is outstanding with 60000.00 on 06-15', async () => {
    const at = asked(await rows, book, '06-15');
    const page = await at.receivable('R1');
    expect(page).toMatchObject({
      outstanding: '60000.00',
      collectionStatus: 'partlyCollected',
      dueStatus: 'overdue',
      situation: 'raised',
      revision: 3,
    });
    expect(spokenInstalments(page)).toEqual([
      '1: 0.00 of 33333.33 collected closed',
      '2: 26666.66 of 33333.33 partlyCollected overdue 15',
      '3: 33333.34 of 33333.34 open notDue',
    ]);
    expect(page?.instalments.map(({ actualOn }) => actualOn)).toEqual(['2026-05-05', null, null]);
    expect(await at.account()).toMatchObject({
      balances: [{ owed: '60000.00', planned: '0.00', unapplied: '0.00', inFlight: '0.00', balance: '60000.00' }],
      openItems: [
        { number: 'R1', instalment: 2, dueOn: '2026-05-31', outstanding: '26666.66', daysOverdue: 15 },
        { number: 'R1', instalment: 3, dueOn: '2026-06-30', outstanding: '33333.34', daysOverdue: 0 },
      ],
    });
    expect(await at.status()).toEqual([
      {
        currency: 'CNY',
        collection: [
          { status: 'open', instalments: 1, amount: '33333.34', outstanding: '33333.34' },
          { status: 'partlyCollected', instalments: 1, amount: '33333.33', outstanding: '26666.66' },
          { status: 'collected', instalments: 1, amount: '33333.33', outstanding: '0.00' },
        ],
        due: [
          { status: 'notDue', instalments: 1, outstanding: '33333.34' },
          { status: 'overdue', instalments: 1, outstanding: '26666.66' },
          { status: 'closed', instalments: 1, outstanding: '0.00' },
        ],
      },
    ]);
  });

  it('is told by the statement from the acceptance on', async () => {
    const [statement] = await asked(await rows, book, '06-15').statement('03-01');
    expect(statement).toMatchObject({ currency: 'CNY', opening: '0.00', closing: '60000.00' });
    expect(statement?.lines).toEqual([
      {
        ...{ on: '2026-04-01', kind: 'instalmentsEntitled', document: 'R1', documentId: receivableId('R1') },
        ...{ debit: '100000.00', credit: '0.00', balance: '100000.00' },
      },
      {
        ...{ on: '2026-05-05', kind: 'receiptConfirmed', document: 'RC1', documentId: receiptId('RC1') },
        ...{ debit: '0.00', credit: '40000.00', balance: '60000.00' },
      },
    ]);
    expect(statement?.ageing).toMatchObject({ outstanding: '60000.00', notDue: '33333.34', open: 1 });
  });

  it('agrees on all sides', async () => {
    const answer = await asked(await rows, book, '06-15').reconciliation();
    expect(answer).toMatchObject({ balanced: true });
    expect(answer.checks.map(({ name, left, right }) => [name, left, right])).toEqual([
      ['receivables-receipts', '40000.00', '40000.00'],
      ['receivables-accounts', '60000.00', '60000.00'],
      ['receipts-accounts', '0.00', '0.00'],
    ]);
  });
});

describe('an over-payment (golden case 2)', () => {
  const book = new Book();
  book.run(raise('R1', '06-01', [['06-30', eur('1000.00')]]), receive('RC1', '06-20', eur('1200.00')));
  const allocate = (number: string, amount: string): Book =>
    book.run({
      type: 'AllocateReceipt',
      receiptId: receiptId('RC1'),
      allocate: { method: 'hand', purpose: 'collect', items: [book.item(number, 1, eur(amount))] },
    });
  allocate('R1', '1200.00');
  allocate('R1', '1000.00');
  book.run({ type: 'ClearReceipt', receiptId: receiptId('RC1'), bookedOn: on('06-20') });
  book.run(raise('R2', '07-01', [['07-31', eur('300.00')]]));
  allocate('R2', '50.00');
  const rows = rowsOf(book.events);

  it('leaves the customer 200.00 ahead', async () => {
    const at = asked(await rows, book, '06-20');
    expect(await at.account()).toMatchObject({
      balances: [{ owed: '0.00', unapplied: '200.00', inFlight: '0.00', balance: '-200.00' }],
      openItems: [],
    });
    expect(await at.receivable('R1')).toMatchObject({ outstanding: '0.00', situation: 'settled', dueStatus: 'closed' });
    expect(await at.ageing()).toMatchObject({ totals: [{ open: 0, outstanding: '0.00', unapplied: '200.00' }] });
  });

  it('declines the whole item and says why', async () => {
    const page = await asked(await rows, book, '06-20').receipt('RC1');
    expect(page).toMatchObject({
      situation: 'cleared',
      buckets: { claimed: '0.00', unapplied: '200.00', inFlight: '0.00', applied: '1000.00' },
      allocations: [
        {
          receivableNumber: 'R1',
          amount: { amount: '1200.00', currency: 'EUR' },
          state: 'declined',
          reason: 'exceeds-outstanding',
        },
        { receivableNumber: 'R1', amount: { amount: '1000.00', currency: 'EUR' }, state: 'applied', on: '2026-06-20' },
      ],
    });
  });

  it('is spent on the next receivable', async () => {
    const at = asked(await rows, book, '07-01');
    expect(await at.receivable('R2')).toMatchObject({ outstanding: '250.00', collectionStatus: 'partlyCollected' });
    expect(await at.account()).toMatchObject({
      balances: [{ owed: '250.00', unapplied: '150.00', balance: '100.00' }],
    });
    expect(await at.reconciliation()).toMatchObject({ balanced: true });
  });
});

describe('a bounced cheque (golden case 3)', () => {
  const book = new Book();
  const whole = eur('5650.00');
  book.run(raise('R1', '05-01', [['05-31', whole]], { tax: eur('650.00') }));
  const pay = (number: string, day: string): Book =>
    book.run(
      receive(number, day, whole, {
        instrument: 'cheque',
        allocate: { method: 'hand', purpose: 'collect', items: [book.item('R1', 1, whole)] },
      }),
    );
  pay('RC1', '05-28').run({ type: 'ClearReceipt', receiptId: receiptId('RC1'), bookedOn: on('05-29') });
  book.run({ type: 'ReverseReceipt', receiptId: receiptId('RC1'), cause: 'bounced', on: on('06-03') });
  const bounced = book.events.length;
  pay('RC2', '06-10');
  const rows = rowsOf(book.events);

  it.each(['all that is known now', 'what was known before the second payment'])(
    'is collected on 06-02, by %s',
    async (known) => {
      const at = asked(await rows, book, '06-02', known.startsWith('all') ? book.events.length : bounced);
      expect(await at.receivable('R1')).toMatchObject({
        outstanding: '0.00',
        collectionStatus: 'collected',
        situation: 'settled',
        instalments: [{ actualOn: '2026-05-28' }],
      });
      expect(await at.ageing()).toEqual({ totals: [] });
    },
  );

  it('is open and 3 days overdue on 06-03', async () => {
    const at = asked(await rows, book, '06-03');
    const page = await at.receivable('R1');
    expect(page).toMatchObject({ outstanding: '5650.00', situation: 'raised', dueStatus: 'overdue', daysOverdue: 3 });
    expect(page?.receipts).toMatchObject([{ on: '2026-05-28', reversedOn: '2026-06-03' }]);
    expect(await at.receipt('RC1')).toMatchObject({
      situation: 'reversed',
      buckets: { applied: '0.00', inFlight: '0.00', unapplied: '0.00', reversed: '5650.00' },
      allocations: [{ state: 'returned', on: '2026-06-03' }],
    });
    expect(await at.ageing()).toMatchObject({
      totals: [
        {
          open: 1,
          outstanding: '5650.00',
          notDue: '0.00',
          buckets: [{ from: 1, to: 30, amount: '5650.00' }, {}, {}, {}],
        },
      ],
    });
  });

  it('is settled 10 days late on 06-10', async () => {
    const at = asked(await rows, book, '06-10');
    expect(await at.receivable('R1')).toMatchObject({
      outstanding: '0.00',
      situation: 'settled',
      instalments: [{ actualOn: '2026-06-10', dueOn: '2026-05-31' }],
    });
    expect(await at.reconciliation()).toMatchObject({ balanced: true });
  });

  it('owes from the day of the bounce on, says the statement', async () => {
    const [statement] = await asked(await rows, book, '06-30').statement('05-15');
    expect(statement).toMatchObject({ opening: '5650.00', closing: '0.00', ageing: null });
    expect(
      statement?.lines.map(({ on: day, kind, document, debit, credit }) => [day, kind, document, debit, credit]),
    ).toEqual([
      ['2026-05-28', 'receiptConfirmed', 'RC1', '0.00', '5650.00'],
      ['2026-06-03', 'receiptReversed', 'RC1', '5650.00', '0.00'],
      ['2026-06-10', 'receiptConfirmed', 'RC2', '0.00', '5650.00'],
    ]);
  });
});
