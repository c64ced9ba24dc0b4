import { describe, expect, it } from '@jest/globals';
import {
  balanceOn,
  calendarDate,
  currency,
  daysBetween,
  lastBalance,
  money,
  parseRate,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type CustomerId,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import type { Basis, ReceivableEvent, ReceivableState } from '#receivables';
import { BUCKETS, type Allocating, type ReceiptEvent, type RegisterReceipt } from '#settlement';
import { Loop } from './loop.js';

// The golden cases of the design in the core: amounts are cents, dates are in 2026.
const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('no example');
  return value;
};
const on = (text: string): CalendarDate => present(calendarDate(`2026-${text}`));
const EUR = present(currency('EUR'));
const USD = present(currency('USD'));
const CNY = present(currency('CNY'));
const customerId = uuidOf<CustomerId>('the customer');
const receivableId = uuidOf<ReceivableId>('the receivable');
const receiptOf = (name: string) => uuidOf<ReceiptId>('receipt', name);
const allocationOf = (name: string, ordinal: number) => uuidOf<AllocationId>(receiptOf(name), 'allocation', ordinal);

interface Raising {
  readonly on: string;
  readonly basis?: Basis;
  readonly tax?: bigint;
  readonly code?: typeof EUR;
  readonly bookedRate?: string;
  readonly instalments: readonly (readonly [dueOn: string, minor: bigint])[];
}

/** A book with one receivable in it, and what the design asks of it on a day. */
class Book {
  readonly loop = new Loop();

  constructor(readonly raising: Raising) {
    const { code = EUR, tax = 0n, basis = 'invoice', bookedRate, instalments } = raising;
    this.order({
      to: 'receivable',
      command: {
        type: 'RaiseReceivable',
        receivableId,
        number: 'R1',
        life: 0,
        customerId,
        basis,
        gross: money(
          instalments.reduce((sum, [, minor]) => sum + minor, 0n),
          code,
        ),
        tax: money(tax, code),
        ...(bookedRate !== undefined && { bookedRate: present(parseRate(bookedRate)) }),
        bookCurrency: bookedRate === undefined ? code : EUR,
        instalments: instalments.map(([dueOn, minor], index) => ({
          number: index + 1,
          kind: 'normal',
          dueOn: on(dueOn),
          amount: money(minor, code),
        })),
        on: on(raising.on),
      },
    });
  }

  /** A command of a person, and all that the process makes of it. */
  order(order: Parameters<Loop['order']>[0]): void {
    this.loop.order(order);
    this.loop.settle();
  }

  receive(name: string, bookedOn: string, minor: bigint, changes: Partial<RegisterReceipt> = {}): void {
    const code = this.raising.code ?? EUR;
    this.order({
      to: 'receipt',
      command: {
        type: 'RegisterReceipt',
        receiptId: receiptOf(name),
        number: name,
        life: 0,
        customerId,
        amount: money(minor, code),
        instrument: 'transfer',
        bookedOn: on(bookedOn),
        valueOn: on(bookedOn),
        bookCurrency: changes.bankRate === undefined ? code : EUR,
        confirmed: true,
        ...changes,
      },
    });
  }

  allocate(name: string, allocate: Allocating): void {
    this.order({ to: 'receipt', command: { type: 'AllocateReceipt', receiptId: receiptOf(name), allocate } });
  }

  oldestFirst(): Allocating {
    return { method: 'oldestFirst', purpose: 'collect', openItems: this.loop.openItems(), chosenAt: 1 };
  }

  byHand(...items: readonly (readonly [instalment: number, minor: bigint, receiptMinor?: bigint])[]): Allocating {
    const { code = EUR, on: raisedOn } = this.raising;
    return {
      method: 'hand',
      purpose: 'collect',
      items: items.map(([instalment, minor, receiptMinor]) => ({
        receivableId,
        receivableNumber: 'R1',
        customerId,
        instalment,
        itemOn: on(raisedOn),
        amount: money(minor, code),
        ...(receiptMinor !== undefined && { receiptAmount: money(receiptMinor, EUR) }),
      })),
    };
  }

  clear(name: string, day: string): void {
    this.order({ to: 'receipt', command: { type: 'ClearReceipt', receiptId: receiptOf(name), bookedOn: on(day) } });
  }

  bounce(name: string, day: string): void {
    const command = { type: 'ReverseReceipt', receiptId: receiptOf(name), cause: 'bounced', on: on(day) } as const;
    this.order({ to: 'receipt', command });
  }

  get state(): Exclude<ReceivableState, { situation: 'absent' }> {
    const { state } = this.loop.receivable(receivableId);
    if (state.situation === 'absent') throw new Error('not raised');
    return state;
  }

  outstanding(day: string): readonly bigint[] {
    return [...this.state.instalments.values()].map((each) => balanceOn(each.outstanding, on(day)));
  }

  /** Owed on a day is what was entitled by then, planned is the rest. */
  owed(day: string): bigint {
    return [...this.state.instalments.values()]
      .filter(({ entitledOn }) => entitledOn !== undefined && entitledOn <= on(day))
      .reduce((sum, { outstanding }) => sum + balanceOn(outstanding, on(day)), 0n);
  }

  planned(day: string): bigint {
    return this.outstanding(day).reduce((sum, minor) => sum + minor, 0n) - this.owed(day);
  }

  /** Days from the due date of an instalment to a day. */
  late(instalment: number, day: string): number {
    return daysBetween(present(this.state.instalments.get(instalment)).dueOn, on(day));
  }

  /** What is in the buckets of a receipt on a day, empty ones left out. */
  buckets(name: string, day: string): Readonly<Record<string, bigint>> {
    const { state } = this.loop.receipt(receiptOf(name));
    if (state.situation === 'absent') throw new Error('not registered');
    return Object.fromEntries(
      BUCKETS.map((bucket) => [bucket, balanceOn(state.buckets[bucket], on(day))] as const).filter(
        ([, minor]) => minor,
      ),
    );
  }

  /** What happened to the receivable, or to a receipt: each event with its day, and its amount where it has one. */
  story(name?: string): readonly string[] {
    const history: readonly (ReceivableEvent | ReceiptEvent)[] =
      name === undefined ? this.loop.receivable(receivableId).history : this.loop.receipt(receiptOf(name)).history;
    return history.map(({ type, effectiveOn, data }) =>
      [effectiveOn.slice(5), type, ...('amount' in data ? [String(data.amount.minor)] : [])].join(' '),
    );
  }
}

describe('golden case 1: a contract in three instalments', () => {
  const book = new Book({
    on: '03-15',
    basis: 'plan',
    code: CNY,
    tax: 1_150_442n,
    instalments: [
      ['04-30', 3_333_333n],
      ['05-31', 3_333_333n],
      ['06-30', 3_333_334n],
    ],
  });
  book.order({
    to: 'receivable',
    command: { type: 'EntitleInstalments', receivableId, basis: 'acceptance', on: on('04-01') },
  });
  book.receive('B1', '05-05', 4_000_000n, { allocate: book.oldestFirst() });
  book.clear('B1', '05-06');

  it('is entitled whole, its tax with it', () =>
    expect(book.loop.receivable(receivableId).history[1]).toMatchObject({
      type: 'InstalmentsEntitled',
      data: { net: { minor: 8_849_558n }, tax: { minor: 1_150_442n }, prepaid: { minor: 0n } },
    }));

  it('is collected oldest first', () => {
    expect(book.story()).toEqual([
      '03-15 ReceivableRaised',
      '04-01 InstalmentsEntitled',
      '05-05 InstalmentCollected 3333333',
      '05-05 InstalmentCollected 666667',
    ]);
    expect(book.story('B1')).toEqual([
      '05-05 ReceiptRegistered 4000000',
      '05-05 ReceiptConfirmed 4000000',
      '05-05 ReceiptAllocated 3333333',
      '05-05 ReceiptAllocated 666667',
      '05-05 AllocationConfirmed 3333333',
      '05-05 AllocationConfirmed 666667',
      '05-06 ReceiptCleared 4000000',
    ]);
  });

  it('on 03-31 is planned and not owed', () => {
    expect([book.planned('03-31'), book.owed('03-31')]).toEqual([10_000_000n, 0n]);
    expect(book.planned('03-14')).toBe(0n);
  });

  it('on 05-04 has #1 overdue 4 days', () => {
    expect(book.outstanding('05-04')).toEqual([3_333_333n, 3_333_333n, 3_333_334n]);
    expect(book.late(1, '05-04')).toBe(4);
    expect([book.planned('05-04'), book.owed('05-04')]).toEqual([0n, 10_000_000n]);
  });

  it('on 06-15 has 60,000.00 outstanding: #1 none, #2 partly collected and overdue 15 days, #3 not due', () => {
    expect(book.outstanding('06-15')).toEqual([0n, 2_666_666n, 3_333_334n]);
    expect(book.owed('06-15')).toBe(6_000_000n);
    expect([book.late(2, '06-15'), book.late(3, '06-15')]).toEqual([15, -15]);
  });

  it('has nothing unapplied from the day of the receipt on', () => {
    expect(book.buckets('B1', '05-04')).toEqual({});
    expect(book.buckets('B1', '05-05')).toEqual({ applied: 4_000_000n });
    expect(book.buckets('B1', '06-15')).toEqual({ applied: 4_000_000n });
  });
});

describe('golden case 2: an over-payment', () => {
  const book = new Book({ on: '06-01', instalments: [['06-30', 100_000n]] });
  book.receive('B1', '06-20', 120_000n);
  book.allocate('B1', book.byHand([1, 120_000n]));

  it('is declined whole, and the money is unapplied again', () => {
    const declined = new Book(book.raising);
    declined.receive('B1', '06-20', 120_000n, { allocate: declined.byHand([1, 120_000n]) });
    expect(declined.loop.receivable(receivableId).history[1]).toMatchObject({
      type: 'CollectionDeclined',
      data: { reason: 'ExceedsOutstanding', amount: { minor: 120_000n }, outstanding: { minor: 100_000n } },
    });
    expect(declined.loop.receipt(receiptOf('B1')).history.at(-1)).toMatchObject({
      type: 'AllocationReturned',
      data: { declined: 'ExceedsOutstanding', from: 'inFlight', to: 'unapplied' },
    });
    expect(declined.buckets('B1', '06-20')).toEqual({ unapplied: 120_000n });
    expect(declined.outstanding('06-20')).toEqual([100_000n]);
  });

  it('settles what is owed and leaves the rest to the customer', () => {
    book.allocate('B1', book.byHand([1, 100_000n]));
    book.clear('B1', '06-21');
    expect(book.story()).toEqual([
      '06-01 ReceivableRaised',
      '06-20 CollectionDeclined 120000',
      '06-20 InstalmentCollected 100000',
      '06-20 ReceivableSettled',
    ]);
    expect(book.buckets('B1', '06-20')).toEqual({ unapplied: 20_000n, applied: 100_000n });
    expect([book.owed('06-19'), book.owed('06-20')]).toEqual([100_000n, 0n]);
  });
});

describe('golden case 3: a cheque that bounces', () => {
  const raising: Raising = { on: '05-01', tax: 65_000n, instalments: [['05-31', 565_000n]] };
  /** Every state of knowledge: the book after each of its events. */
  const told = (steps: readonly ((book: Book) => void)[], count = steps.length): Book => {
    const book = new Book(raising);
    for (const step of steps.slice(0, count)) step(book);
    return book;
  };
  const steps: readonly ((book: Book) => void)[] = [
    (book) => book.receive('cheque', '05-28', 565_000n, { instrument: 'cheque', allocate: book.oldestFirst() }),
    (book) => book.clear('cheque', '05-29'),
    (book) => book.bounce('cheque', '06-03'),
    (book) => book.receive('transfer', '06-10', 565_000n, { allocate: book.oldestFirst() }),
    (book) => book.clear('transfer', '06-11'),
  ];

  it('is settled, reopened and settled again', () => {
    const book = told(steps);
    expect(book.story()).toEqual([
      '05-01 ReceivableRaised',
      '05-28 InstalmentCollected 565000',
      '05-28 ReceivableSettled',
      '06-03 InstalmentCollectionReversed 565000',
      '06-03 ReceivableReopened',
      '06-10 InstalmentCollected 565000',
      '06-10 ReceivableSettled',
    ]);
    expect(book.story('cheque').slice(4)).toEqual([
      '05-29 ReceiptCleared 565000',
      '06-03 ReceiptReversed 565000',
      '06-03 AllocationReturned 565000',
    ]);
  });

  it('on 06-02, whenever known, was collected', () => {
    for (const count of [1, 2, 3, 4, 5]) {
      expect(told(steps, count).outstanding('06-02')).toEqual([0n]);
      expect(told(steps, count).buckets('cheque', '06-02')).toEqual({ applied: 565_000n });
      expect(told(steps, count).outstanding('05-27')).toEqual([565_000n]);
    }
  });

  it('on 06-03 is owed again, overdue 3 days, the money gone', () => {
    for (const count of [3, 4, 5]) {
      expect(told(steps, count).outstanding('06-03')).toEqual([565_000n]);
      expect(told(steps, count).outstanding('06-09')).toEqual([565_000n]);
      expect(told(steps, count).buckets('cheque', '06-03')).toEqual({ reversed: 565_000n });
    }
    expect(told(steps).late(1, '06-03')).toBe(3);
  });

  it('on 06-10 is settled, 10 days late', () => {
    const book = told(steps);
    expect(book.outstanding('06-10')).toEqual([0n]);
    expect(book.late(1, '06-10')).toBe(10);
    expect(book.buckets('transfer', '06-10')).toEqual({ applied: 565_000n });
    expect(book.loop.receivable(receivableId).history.at(-2)).toMatchObject({ data: { valueOn: '2026-06-10' } });
  });

  it('ends the same when the new money is told before the bounce', () => {
    const [cheque, , bounce] = steps;
    const book = told([
      present(cheque),
      (late) => late.receive('transfer', '06-10', 565_000n, { allocate: late.byHand([1, 565_000n]) }),
      present(bounce),
    ]);
    expect(book.buckets('transfer', '06-10')).toEqual({ unapplied: 565_000n });
    book.allocate('transfer', book.oldestFirst());
    expect(book.outstanding('06-09')).toEqual([565_000n]);
    expect(book.outstanding('06-10')).toEqual([0n]);
  });

  it('is not paid before it bounced by money that was there already', () => {
    const book = told(steps, 3);
    book.receive('early', '06-01', 600_000n, { allocate: book.oldestFirst() });
    expect(book.story().slice(-2)).toEqual(['06-03 InstalmentCollected 565000', '06-03 ReceivableSettled']);
    expect(book.outstanding('06-02')).toEqual([0n]);
    expect(book.outstanding('06-03')).toEqual([0n]);
    expect(book.buckets('early', '06-01')).toEqual({ unapplied: 35_000n, inFlight: 565_000n });
    expect(book.buckets('early', '06-03')).toEqual({ unapplied: 35_000n, applied: 565_000n });
  });
});

describe('golden case 6: dollars in a book of euros', () => {
  const book = new Book({
    on: '01-15',
    code: USD,
    bookedRate: '0.92347',
    instalments: [
      ['02-15', 33_333n],
      ['03-15', 33_333n],
      ['04-15', 33_334n],
    ],
  });
  book.receive('dollars', '02-10', 33_333n, {
    bankRate: present(parseRate('0.91010')),
    allocate: book.byHand([1, 33_333n]),
  });
  book.receive('euros', '03-10', 60_000n, {
    amount: money(60_000n, EUR),
    bookCurrency: EUR,
    allocate: book.byHand([2, 33_333n, 30_000n], [3, 33_334n, 30_000n]),
  });
  const collections = book.loop
    .receivable(receivableId)
    .history.flatMap((event) => (event.type === 'InstalmentCollected' ? [event.data] : []));

  it('is booked at 923.47 and relieved by 307.82, 307.82 and 307.83', () => {
    expect(book.state.booked).toEqual(money(92_347n, EUR));
    expect(collections.map(({ bookAmount }) => bookAmount)).toEqual(
      [30_782n, 30_782n, 30_783n].map((minor) => money(minor, EUR)),
    );
  });

  it('is paid by 303.36 in dollars and 300.00 twice in euros: 20.11 are lost', () => {
    const paid = collections.map(({ receiptBookAmount }) => receiptBookAmount.minor);
    expect(paid).toEqual([30_336n, 30_000n, 30_000n]);
    expect(collections.map(({ bookAmount, receiptBookAmount }) => bookAmount.minor - receiptBookAmount.minor)).toEqual([
      446n,
      782n,
      783n,
    ]);
    expect(book.outstanding('03-10')).toEqual([0n, 0n, 0n]);
    expect([...book.state.instalments.values()].every(({ outstanding }) => lastBalance(outstanding) === 0n)).toBe(true);
  });

  it('is owed again at what it was booked at when the money is taken back', () => {
    const back = new Book(book.raising);
    back.receive('dollars', '02-10', 33_333n, {
      bankRate: present(parseRate('0.91010')),
      allocate: back.byHand([1, 33_333n]),
    });
    back.order({
      to: 'receipt',
      command: {
        type: 'RequestReturn',
        receiptId: receiptOf('dollars'),
        allocationId: allocationOf('dollars', 0),
        on: on('02-20'),
      },
    });
    expect(back.loop.receivable(receivableId).history.at(-1)).toMatchObject({
      type: 'InstalmentCollectionReversed',
      effectiveOn: '2026-02-20',
      data: { bookAmount: { minor: 30_782n }, receiptBookAmount: { minor: 30_336n }, collectedOn: '2026-02-10' },
    });
    expect(back.buckets('dollars', '02-20')).toEqual({ unapplied: 33_333n });
    expect(back.state.relieved).toBe(0n);
  });
});
