import { describe, expect, it } from '@jest/globals';
import { position, revision, tenant, uuidOf, type EntityId, type Recorded } from '#kernel';
import type { Change } from '#read-store';
import type { ReceivableEvent } from '../events.js';
import {
  allocation,
  collected,
  collectionReversed,
  declined,
  disputed,
  entitled,
  eur,
  on,
  raised,
  receiptId,
  receivableId,
  reopened,
  resolved,
  reversed,
  settled,
  withdrawn,
} from '../examples.js';
import { NEVER, receivablesModel } from './receivables.js';

/** What the model makes of an event at position 7, revision 3. */
const projected = (event: ReceivableEvent): readonly Change[] => {
  const metadata = { tenant: tenant('t'), entity: uuidOf<EntityId>('the entity') };
  return receivablesModel.project({
    ...event,
    metadata,
    position: position(7),
    revision: revision(3),
  } as Recorded<ReceivableEvent>);
};

const rows = (event: ReceivableEvent, table: string) =>
  projected(event).flatMap((change) => (change.change === 'insert' && change.table.name === table ? [change.row] : []));
const fact = (event: ReceivableEvent) => rows(event, 'receivable_facts');
const updates = (event: ReceivableEvent) => projected(event).filter(({ change }) => change === 'update');

describe('a raise', () => {
  const event = raised({ invoice: { number: 'F-9', issuedOn: on('04-01') } });
  it('makes the receivable, open until further notice', () =>
    expect(rows(event, 'receivables')).toMatchObject([
      {
        ...{ tenant: 't', receivable_id: receivableId, number: 'INV-1', life: 0, basis: 'invoice', currency: 'EUR' },
        ...{ gross_minor: 30_000n, booked_minor: 30_000n, booked_rate: null, raised_on: '2026-04-01', position: 7 },
        ...{ invoice_number: 'F-9', invoice_on: '2026-04-01', closed_on: NEVER, closed_by: null },
      },
    ]));
  it('makes its instalments, entitled unless it is a plan', () => {
    expect(rows(event, 'receivable_instalments')).toMatchObject([
      { instalment: 1, due_on: '2026-04-30', original_due_on: '2026-04-30', amount_minor: 10_000n, entitled: 1 },
      { instalment: 2, due_on: '2026-05-31' },
      { instalment: 3, due_on: '2026-06-30' },
    ]);
    expect(rows(raised({ basis: 'plan' }), 'receivable_instalments')).toMatchObject([{ entitled: 0 }, {}, {}]);
  });
  it('is no fact of its own', () => expect(fact(event)).toEqual([]));
});

describe('every later event leaves a row with its revision', () => {
  const at = { position: 7, revision: 3, receivable_id: receivableId };
  const day = on('05-05');
  const money = eur('100.00');
  const none = { reduction_minor: 0n, disputed_minor: 0n, promised_minor: 0n };
  const promised: ReceivableEvent = {
    type: 'PromiseToPayRecorded',
    effectiveOn: day,
    data: { ...raised().data, receivableId, instalment: 2, dueOn: on('05-31'), amount: money, promisedOn: on('06-06') },
  } as ReceivableEvent;
  it.each<[string, ReceivableEvent, object]>([
    [
      'a collection',
      collected(1, money, day),
      { kind: 'collected', instalment: 1, reduction_minor: 10_000n, value_on: day },
    ],
    [
      'its mirror',
      collectionReversed(1, money, on('06-03'), day),
      { kind: 'collectionReversed', reduction_minor: -10_000n },
    ],
    [
      'a decline',
      declined('Withdrawn', 1, money, day),
      { kind: 'declined', allocation_id: allocation(1), receipt_id: receiptId, ...none },
    ],
    ['a withdrawal', withdrawn(1, day), { kind: 'withdrawn', allocation_id: allocation(1), ...none }],
    [
      'a dispute',
      disputed(money, [], day),
      { kind: 'disputed', instalment: 0, disputed_minor: 10_000n, reduction_minor: 0n },
    ],
    [
      'its end',
      resolved(money, day, on('06-01')),
      { kind: 'resolved', disputed_minor: -10_000n, effective_on: '2026-06-01' },
    ],
    ['a promise', promised, { kind: 'promised', instalment: 2, promised_minor: 10_000n, promised_on: '2026-06-06' }],
    ['the last collection', settled(day), { kind: 'settled', ...none }],
    ['a reopening', reopened(money, day), { kind: 'reopened', ...none }],
  ])('%s', (_, event, row) => expect(fact(event)).toMatchObject([{ ...at, line: 0, ...row }]));

  it('an entitlement, one for each instalment', () => {
    const event = entitled(
      day,
      [money, eur('0.00'), eur('0.00')],
      [
        { number: 1, open: money },
        { number: 3, open: money },
      ],
    );
    expect(fact(event)).toMatchObject([
      { line: 0, kind: 'entitled', instalment: 1, reduction_minor: 0n },
      { line: 1, kind: 'entitled', instalment: 3 },
    ]);
  });
  it('a reversal, and one for what goes with each instalment', () =>
    expect(fact(reversed([money, eur('40.00')], day))).toMatchObject([
      { line: 0, kind: 'reversed', instalment: 0, reduction_minor: 0n },
      { line: 1, kind: 'reversed', instalment: 1, reduction_minor: 10_000n },
      { line: 2, kind: 'reversed', instalment: 2, reduction_minor: 4_000n },
    ]));
});

describe('a receivable', () => {
  it.each<[string, ReceivableEvent, object]>([
    [
      'is closed by its settlement',
      settled(on('05-05')),
      { closed_on: '2026-05-05', closed_at: 7, closed_by: 'settled' },
    ],
    [
      'is closed by its reversal',
      reversed([], on('05-05')),
      { closed_on: '2026-05-05', closed_at: 7, closed_by: 'reversed' },
    ],
    [
      'is open again once it is reopened',
      reopened(eur('1.00'), on('06-03')),
      { closed_on: NEVER, closed_at: 0, closed_by: null },
    ],
  ])('%s', (_, event, set) =>
    expect(updates(event)).toMatchObject([{ key: { tenant: 't', receivable_id: receivableId }, set }]),
  );
});
