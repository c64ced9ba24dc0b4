import { describe, expect, it } from '@jest/globals';
import { position, revision, tenant, uuidOf, type EntityId, type Recorded } from '#kernel';
import type { Change } from '#read-store';
import type { ReceiptEvent } from '../events.js';
import {
  allocation,
  allocationConfirmed,
  allocationReturned,
  BOOKED_ON,
  cleared,
  confirmed,
  customerId,
  eur,
  identified,
  on,
  receiptAllocated,
  receiptId,
  receiptReversed,
  registered,
  returnRequested,
} from '../examples.js';
import { receiptsModel } from './receipts.js';

/** What the model makes of an event at position 7, revision 3. */
const projected = (event: ReceiptEvent): readonly Change[] => {
  const metadata = { tenant: tenant('t'), entity: uuidOf<EntityId>('the entity') };
  return receiptsModel.project({
    ...event,
    metadata,
    position: position(7),
    revision: revision(3),
  } as Recorded<ReceiptEvent>);
};

const rows = (event: ReceiptEvent, table: string) =>
  projected(event).flatMap((change) => (change.change === 'insert' && change.table.name === table ? [change.row] : []));
const updates = (event: ReceiptEvent) => projected(event).filter(({ change }) => change === 'update');

/** Where money goes, on which day: `05-05 unapplied > inFlight 10000`. */
const moves = (event: ReceiptEvent): readonly string[] =>
  rows(event, 'receipt_facts').map((row) => {
    const day = String(row.effective_on).slice(5);
    const [from, to] = [row.from_bucket ?? 'nowhere', row.to_bucket ?? 'nowhere'].map(String);
    return `${day} ${String(row.kind)}: ${from} > ${to} ${String(row.amount_minor)}`;
  });

const money = eur('100.00');
const day = on('05-20');

describe('a registration', () => {
  it('makes the receipt, of a payer who is known or not', () => {
    expect(rows(registered(), 'receipts')).toMatchObject([
      {
        ...{ tenant: 't', receipt_id: receiptId, customer_id: customerId, identified_at: 7, number: 'B-1', life: 0 },
        ...{ amount_minor: 10_000n, currency: 'EUR', booked_on: BOOKED_ON, value_on: BOOKED_ON, bank_rate: null },
      },
    ]);
    const { customerId: _, ...data } = registered().data as { customerId?: unknown };
    const unidentified = { ...registered(), data } as ReceiptEvent;
    expect(rows(unidentified, 'receipts')).toMatchObject([{ customer_id: null, identified_at: null }]);
  });
  it('claims the money', () => expect(moves(registered())).toEqual(['05-05 registered: nowhere > claimed 10000']));
});

describe('money goes', () => {
  const { customerId: _, ...unidentified } = confirmed().data as { customerId?: unknown };
  it.each<[string, ReceiptEvent, readonly string[]]>([
    ['from claimed to unapplied when it is confirmed', confirmed(), ['05-05 confirmed: claimed > unapplied 10000']],
    [
      'from claimed to unidentified while the payer is not known',
      { ...confirmed(), data: unidentified } as ReceiptEvent,
      ['05-05 confirmed: claimed > unidentified 10000'],
    ],
    ['from unidentified to unapplied', identified(money), ['05-05 identified: unidentified > unapplied 10000']],
    ['nowhere when it is cleared', cleared(day), ['05-20 cleared: nowhere > nowhere 0']],
    ['into flight', receiptAllocated(0, money, day), ['05-20 allocated: unapplied > inFlight 10000']],
    ['from flight to applied', allocationConfirmed(0, money, day), ['05-20 applied: inFlight > applied 10000']],
    [
      'from applied into flight when it is asked back',
      returnRequested(0, money, day, 'applied'),
      ['05-20 returnRequested: applied > inFlight 10000'],
    ],
    [
      'nowhere when it is asked back in flight',
      returnRequested(0, money, day, 'inFlight'),
      ['05-20 returnRequested: nowhere > nowhere 0'],
    ],
    [
      'back to unapplied',
      allocationReturned(0, money, day, ['inFlight', 'unapplied']),
      ['05-20 returned: inFlight > unapplied 10000'],
    ],
    [
      'nowhere when the reversal has taken it already',
      allocationReturned(0, money, day, ['inFlight', 'nowhere']),
      ['05-20 returned: nowhere > nowhere 0'],
    ],
    [
      'to reversed, out of every bucket on its day, and each allocation is called back',
      receiptReversed(
        day,
        [
          ['unapplied', '05-20', '-60.00'],
          ['inFlight', '05-20', '-40.00'],
          ['unapplied', '06-01', '10.00'],
        ],
        [0],
      ),
      [
        '05-20 reversed: nowhere > reversed 10000',
        '05-20 reversed: unapplied > nowhere 6000',
        '05-20 reversed: inFlight > nowhere 4000',
        '06-01 reversed: unapplied > nowhere -1000',
        '05-20 withdrawn: nowhere > nowhere 0',
      ],
    ],
  ])('%s', (_name, event, expected) => expect(moves(event)).toEqual(expected));
});

describe('an allocation', () => {
  const inFlight = { key: { tenant: 't', allocation_id: allocation(0) }, set: { in_flight: 0 } };
  it('is in flight', () =>
    expect(rows(receiptAllocated(0, money, day), 'receipt_allocations')).toMatchObject([
      {
        ...{ allocation_id: allocation(0), receipt_id: receiptId, instalment: 1, receivable_number: 'A' },
        ...{ amount_minor: 10_000n, receipt_amount_minor: 10_000n, currency: 'EUR', in_flight: 1 },
      },
    ]));
  it('until it is confirmed', () => expect(updates(allocationConfirmed(0, money, day))).toMatchObject([inFlight]));
  it('or given back', () =>
    expect(updates(allocationReturned(0, money, day, ['inFlight', 'unapplied']))).toMatchObject([inFlight]));
  it('says why it was declined', () =>
    expect(
      rows(allocationReturned(0, money, day, ['inFlight', 'unapplied', 'ExceedsOutstanding']), 'receipt_facts'),
    ).toMatchObject([{ kind: 'returned', allocation_id: allocation(0), reason: 'ExceedsOutstanding' }]));
});

describe('an identification', () => {
  it('names the payer from here on', () =>
    expect(updates(identified(money))).toMatchObject([
      { key: { tenant: 't', receipt_id: receiptId }, set: { customer_id: customerId, identified_at: 7 } },
    ]));
});
