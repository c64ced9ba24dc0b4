import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CalendarDate } from '#kernel';
import type { Change } from '#read-store';
import { receivableEvents } from '#receivables';
import { receiptEvents } from '#settlement';
import { dayOf, lived, lives } from '../query/lives.js';
import { Reference } from '../query/reference.js';
import { Book, eur, on, raise, receiptId, receivableId, receive, type BookEvent } from '../query/testing.js';
import { accountsModel } from './accounts.js';

const model = accountsModel(receivableEvents, receiptEvents);

interface Row {
  readonly [column: string]: unknown;
  readonly position: number;
  readonly effective_on: string;
}

const inserted = (changes: readonly Change[], table: string): readonly Row[] =>
  changes.flatMap((change) => (change.change === 'insert' && change.table.name === table ? [change.row as Row] : []));

/** What the last event of a book did to the account: `05-05 owed -10000`. */
const told = ({ events }: Book): readonly string[] => {
  const changes = events.slice(-1).flatMap((event) => model.project(event));
  return [...inserted(changes, 'account_owed'), ...inserted(changes, 'account_money')].map((row) => {
    const moves = ['owed', 'planned', 'disputed', 'unapplied', 'in_flight']
      .map((account) => [account, row[`${account}_minor`]] as const)
      .filter(([, minor]) => minor !== undefined && minor !== 0n);
    return `${row.effective_on.slice(5)} ${moves.map(([account, minor]) => `${account} ${String(minor)}`).join(' ')}`;
  });
};

const id = receivableId('R1');
const raised = (basis: 'invoice' | 'plan'): Book =>
  new Book().run(raise('R1', '04-01', [['04-30', eur('100.00')]], { basis }));
const entitle = (day: string) =>
  ({ type: 'EntitleInstalments', receivableId: id, basis: 'acceptance', on: on(day) }) as const;
/** Tells the book a receipt for the instalment, and carries the process as far as the collection. */
const collected = (book: Book, day: string, amount = '40.00'): Book => {
  const items = [book.item('R1', 1, eur(amount))];
  book.tell(receive('RC1', day, eur(amount), { allocate: { method: 'hand', purpose: 'collect', items } }));
  book.step(0);
  return book;
};

describe('a receivable', () => {
  it('is owed from its raise', () => expect(told(raised('invoice'))).toEqual(['04-01 owed 10000']));
  it('is planned when it is a plan', () => expect(told(raised('plan'))).toEqual(['04-01 planned 10000']));
  it('becomes owed with the entitlement', () =>
    expect(told(raised('plan').run(entitle('04-10')))).toEqual(['04-10 owed 10000 planned -10000']));
  it('becomes owed with what is open on the day, and with each later change on its own', () => {
    const book = collected(raised('plan'), '05-05');
    book.settle();
    expect(told(book.run(entitle('04-10')))).toEqual([
      '04-10 owed 10000 planned -10000',
      '05-05 owed -4000 planned 4000',
    ]);
  });
  it('goes from where it stands when it is reversed', () => {
    const reverse = { type: 'ReverseReceivable', receivableId: id, on: on('04-20') } as const;
    expect(told(raised('invoice').run(reverse))).toEqual(['04-20 owed -10000']);
    expect(told(raised('plan').run(reverse))).toEqual(['04-20 planned -10000']);
    expect(told(raised('plan').run(entitle('04-10')).run(reverse))).toEqual(['04-20 owed -10000']);
  });
  it('is disputed until it is resolved', () => {
    const book = raised('invoice').run({
      type: 'DisputeReceivable',
      receivableId: id,
      on: on('04-05'),
      amount: eur('30.00'),
    });
    expect(told(book)).toEqual(['04-05 disputed 3000']);
    expect(told(book.run({ type: 'ResolveDispute', receivableId: id, on: on('04-09') }))).toEqual([
      '04-09 disputed -3000',
    ]);
  });
});

describe('a collection', () => {
  it('comes off what is owed, and out of flight in the same event', () =>
    expect(told(collected(raised('invoice'), '05-05'))).toEqual(['05-05 owed -4000', '05-05 in_flight -4000']));
  it('comes off the plan while nothing is entitled', () =>
    expect(told(collected(raised('plan'), '05-05'))).toEqual(['05-05 planned -4000', '05-05 in_flight -4000']));
  it('on the day of the entitlement comes off what is owed', () =>
    expect(told(collected(raised('plan').run(entitle('05-05')), '05-05'))).toEqual([
      '05-05 owed -4000',
      '05-05 in_flight -4000',
    ]));
  it('dated before the entitlement comes off the plan, and off what is owed from the entitlement on', () =>
    expect(told(collected(raised('plan').run(entitle('05-20')), '05-05'))).toEqual([
      '05-05 planned -4000',
      '05-20 owed -4000 planned 4000',
      '05-05 in_flight -4000',
    ]));
  it('taken back is owed again, also when it was prepaid', () => {
    const book = collected(raised('plan'), '05-05');
    book.settle();
    book.run(entitle('05-20'));
    book.tell({ type: 'ReverseReceipt', receiptId: receiptId('RC1'), cause: 'bounced', on: on('06-03') });
    book.step(0);
    expect(told(book)).toEqual(['06-03 owed 4000', '06-03 in_flight 4000']);
  });
});

describe('money', () => {
  const at = { receiptId: receiptId('RC1') };
  it('is on the account when it is confirmed, not before', () => {
    const book = new Book().run(receive('RC1', '05-05', eur('40.00'), { confirmed: false }));
    expect(told(book)).toEqual([]);
    expect(told(book.run({ type: 'ConfirmReceipt', ...at }))).toEqual(['05-05 unapplied 4000']);
  });
  it('of nobody is on no account until its payer is known', () => {
    const { customerId, ...unidentified } = receive('RC1', '05-05', eur('40.00'));
    const book = new Book().run(unidentified);
    expect(told(book)).toEqual([]);
    expect(told(book.run({ type: 'IdentifyReceipt', ...at, customerId: customerId! }))).toEqual([
      '05-05 unapplied 4000',
    ]);
  });
  it('goes into flight with the allocation, and back when it is declined', () => {
    const book = raised('invoice').run(receive('RC1', '05-05', eur('200.00')));
    const items = [book.item('R1', 1, eur('200.00'))];
    book.tell({ type: 'AllocateReceipt', ...at, allocate: { method: 'hand', purpose: 'collect', items } });
    expect(told(book)).toEqual(['05-05 unapplied -20000 in_flight 20000']);
    book.settle();
    expect(told(book)).toEqual(['05-05 unapplied 20000 in_flight -20000']);
  });
  it('of a receipt that is reversed before the day of its allocation goes as if it had never been there', () => {
    const book = new Book().run(
      receive('RC1', '05-05', eur('40.00')),
      raise('R1', '05-20', [['05-31', eur('100.00')]]),
    );
    const items = [book.item('R1', 1, eur('40.00'))];
    book.tell({ type: 'AllocateReceipt', ...at, allocate: { method: 'hand', purpose: 'collect', items } });
    expect(told(book)).toEqual(['05-20 unapplied -4000 in_flight 4000']);
    book.tell({ type: 'ReverseReceipt', ...at, cause: 'bounced', on: on('05-10') });
    expect(told(book)).toEqual(['05-10 unapplied -4000', '05-20 unapplied 4000', '05-20 in_flight -4000']);
  });
  it('of a reversed receipt goes on its day, the collected part as money that is owed back', () => {
    const book = collected(raised('invoice'), '05-05');
    book.settle();
    book.tell({ type: 'ReverseReceipt', ...at, cause: 'bounced', on: on('06-03') });
    expect(told(book)).toEqual(['06-03 in_flight -4000']);
  });
});

describe('on every day and as known at every position', () => {
  const sum = (rows: readonly Row[], column: string): bigint =>
    rows.reduce((total, row) => total + (row[column] as bigint), 0n);

  const check = (events: readonly BookEvent[], rows: readonly Row[], asOf: CalendarDate, knownAt: number): void => {
    const counting = rows.filter((row) => row.position <= knownAt && row.effective_on <= asOf);
    const by = Map.groupBy(counting, (row) => `${String(row.receivable_id)} ${String(row.instalment)}`);
    for (const [receivable, { instalments }] of new Reference(events, asOf, knownAt).receivables)
      for (const [number, { open, entitled }] of instalments) {
        const of = by.get(`${receivable} ${number}`) ?? [];
        expect([sum(of, 'owed_minor'), sum(of, 'planned_minor')]).toEqual(entitled ? [open, 0n] : [0n, open]);
        expect(open).toBeGreaterThanOrEqual(0n);
      }
  };

  it('what is owed is what is open and entitled, what is planned is the rest, and neither is below zero', () =>
    fc.assert(
      fc.property(lives, (deeds) => {
        const { events } = lived(deeds);
        const rows = inserted(
          events.flatMap((event) => model.project(event)),
          'account_owed',
        );
        const days = [...new Set(rows.map((row) => row.effective_on))].map((day) => day as CalendarDate);
        for (const day of days.slice(0, 12))
          for (let at = 1; at <= events.length; at += 1 + Math.floor(events.length / 20)) check(events, rows, day, at);
        for (const day of days) check(events, rows, day, events.length);
        check(events, rows, dayOf(59), events.length);
      }),
      { numRuns: 20 },
    ));
});
