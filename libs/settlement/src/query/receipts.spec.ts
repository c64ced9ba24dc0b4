import { afterAll, describe, expect, it } from '@jest/globals';
import {
  position,
  revision,
  tenant,
  uuidOf,
  type Currency,
  type EntityId,
  type ReceiptId,
  type Recorded,
} from '#kernel';
import { SqliteReadStore, type ReadStore, type Snapshot } from '#read-store';
import { temporaryFolder } from '#testing';
import type { ReceiptEvent } from '../events.js';
import {
  allocation,
  allocationConfirmed,
  allocationReturned,
  confirmed,
  customerId,
  eur,
  identified,
  money,
  on,
  receiptAllocated,
  receiptId,
  receiptReversed,
  registered,
  returnRequested,
} from '../examples.js';
import { receiptsModel } from '../project/receipts.js';
import { inFlightTo } from './in-flight.js';
import {
  idOfReceiptNumber,
  receiptList,
  receiptNumbers,
  type ReceiptFilters,
  type ReceiptSort,
} from './receipt-list.js';
import { receiptPage } from './receipt-page.js';

const TENANT = tenant('t');
const ENTITY = uuidOf<EntityId>('the entity');

const recorded = (events: readonly ReceiptEvent[]): readonly Recorded<ReceiptEvent>[] =>
  events.map((event, index) => {
    const before = events.slice(0, index).filter(({ data }) => data.receiptId === event.data.receiptId);
    const at = { position: position(index + 1), revision: revision(before.length) };
    return { ...event, ...at, metadata: { tenant: TENANT, entity: ENTITY } } as Recorded<ReceiptEvent>;
  });

const folder = temporaryFolder();
const opened: ReadStore[] = [];
afterAll(async () => {
  for (const store of opened) await store.close();
  folder.remove();
});

/** Asks the rows of a history. */
const rowsOf = async (...events: readonly ReceiptEvent[]) => {
  const store = await SqliteReadStore.open(folder.file(`${opened.length}.db`));
  opened.push(store);
  await store.prepare([receiptsModel]);
  const changes = recorded(events).flatMap((event) => receiptsModel.project(event));
  const to = { position: position(events.length), checkpoint: '' };
  await store.apply(await store.lead('g'), { changes, parked: [], recorded: [], to });
  const ask = <T>(query: (snapshot: Snapshot) => Promise<T>): Promise<T> => store.read('g', query);
  const view = (day: string, knownAt = events.length) => ({
    tenant: TENANT,
    entity: ENTITY,
    asOf: on(day),
    knownAt: position(knownAt),
  });
  return {
    ask,
    page: (day: string, knownAt?: number) =>
      ask((snapshot) => receiptPage(snapshot, { ...view(day, knownAt), id: receiptId })),
    list: async (filters: ReceiptFilters, sort: ReceiptSort = '-bookedOn', knownAt?: number) => {
      const { items } = await ask((snapshot) =>
        receiptList(snapshot, { ...view('12-31', knownAt), limit: 50, filters, sort }),
      );
      return items.map(({ number }) => number);
    },
    inFlight: async (currency = 'EUR') => {
      const question = { tenant: TENANT, entity: ENTITY, customerId, currency: currency as Currency };
      return (await ask((snapshot) => inFlightTo(snapshot, question))).map(
        (each) => `${each.instalment} ${each.amount.minor}`,
      );
    },
  };
};

const without = (event: ReceiptEvent): ReceiptEvent => {
  const { customerId: _, ...data } = event.data as { customerId?: unknown };
  return { ...event, data } as ReceiptEvent;
};

describe('the page of a receipt', () => {
  it('is nowhere in the buckets before its booking, and not there before it was known', async () => {
    const rows = await rowsOf(...money());
    expect(await rows.page('05-04')).toMatchObject({
      situation: 'registered',
      buckets: { claimed: '0.00', unapplied: '0.00' },
    });
    expect(await rows.page('05-05')).toMatchObject({
      situation: 'confirmed',
      buckets: { claimed: '0.00', unapplied: '100.00' },
    });
    expect(await rows.page('05-05', 1)).toMatchObject({
      situation: 'registered',
      revision: 0,
      buckets: { claimed: '100.00' },
    });
    expect(await rows.page('05-05', 0)).toBeUndefined();
  });

  it('has no payer until one was known', async () => {
    const rows = await rowsOf(without(registered()), without(confirmed()), identified(eur('100.00')));
    expect(await rows.page('05-05', 2)).toMatchObject({ customerId: null, buckets: { unidentified: '100.00' } });
    expect(await rows.page('05-05')).toMatchObject({
      customerId,
      buckets: { unidentified: '0.00', unapplied: '100.00' },
    });
    expect(await rows.list({ unidentified: true }, '-bookedOn', 2)).toEqual(['B-1']);
    expect(await rows.list({ customerId }, '-bookedOn', 2)).toEqual([]);
    expect(await rows.list({ customerId })).toEqual(['B-1']);
    expect(await rows.list({ unidentified: true })).toEqual([]);
  });

  it('follows each allocation from day to day', async () => {
    const part = eur('40.00');
    const rows = await rowsOf(
      ...money(),
      receiptAllocated(0, part, on('05-06')),
      allocationConfirmed(0, part, on('05-10')),
      returnRequested(0, part, on('05-20'), 'applied'),
      allocationReturned(0, part, on('05-20'), ['inFlight', 'unapplied']),
      receiptAllocated(1, part, on('05-21')),
      allocationReturned(1, part, on('05-21'), ['inFlight', 'unapplied', 'ExceedsOutstanding']),
    );
    const allocations = async (day: string, knownAt?: number) =>
      (await rows.page(day, knownAt))?.allocations.map(({ on: since, state, reason }) => [
        since.slice(5),
        state,
        reason ?? '',
      ]);
    expect(await allocations('05-05')).toEqual([]);
    expect(await allocations('05-06')).toEqual([['05-06', 'inFlight', '']]);
    expect(await allocations('05-10')).toEqual([['05-10', 'applied', '']]);
    expect(await allocations('05-20', 5)).toEqual([['05-20', 'inFlight', '']]);
    expect(await allocations('05-31')).toEqual([
      ['05-20', 'returned', ''],
      ['05-21', 'declined', 'exceeds-outstanding'],
    ]);
    expect((await rows.page('05-10'))?.allocations).toMatchObject([
      {
        id: allocation(0),
        receivableNumber: 'A',
        amount: { amount: '40.00', currency: 'EUR' },
        receiptAmount: { amount: '40.00' },
      },
    ]);
  });

  it('is all in reversed once it is reversed', async () => {
    const rows = await rowsOf(...money(), receiptReversed(on('06-03'), [['unapplied', '06-03', '-100.00']]));
    expect(await rows.page('06-02')).toMatchObject({
      situation: 'confirmed',
      buckets: { unapplied: '100.00', reversed: '0.00' },
    });
    expect(await rows.page('06-03')).toMatchObject({
      situation: 'reversed',
      buckets: { unapplied: '0.00', reversed: '100.00' },
    });
  });
});

describe('money on its way', () => {
  const part = eur('40.00');
  it('is what was allocated and has no answer', async () => {
    const rows = await rowsOf(
      ...money(),
      receiptAllocated(0, part),
      receiptAllocated(1, part),
      allocationConfirmed(0, part, on('05-05')),
    );
    expect(await rows.inFlight()).toEqual(['1 4000']);
    expect(await rows.inFlight('USD')).toEqual([]);
  });
  it('is not what goes back', async () => {
    const rows = await rowsOf(
      ...money(),
      receiptAllocated(0, part),
      allocationConfirmed(0, part, on('05-05')),
      returnRequested(0, part, on('05-20'), 'applied'),
    );
    expect(await rows.inFlight()).toEqual([]);
  });
});

describe('a list of receipts', () => {
  const named = (number: string, day: string, amount: string): ReceiptEvent => {
    const event = registered({ number, bookedOn: on(day), amount: eur(amount) });
    return { ...event, data: { ...event.data, receiptId: uuidOf<ReceiptId>(number) } } as ReceiptEvent;
  };
  const history = [named('A', '05-01', '30.00'), named('B', '05-03', '10.00'), named('C', '05-02', '1000.00')];

  it('is newest first, or as asked', async () => {
    const rows = await rowsOf(...history);
    expect(await rows.list({})).toEqual(['B', 'C', 'A']);
    expect(await rows.list({}, 'number')).toEqual(['A', 'B', 'C']);
    expect(await rows.list({}, 'amount')).toEqual(['B', 'A', 'C']);
    expect(await rows.list({ bookedFrom: on('05-02'), bookedTo: on('05-02') })).toEqual(['C']);
    expect(await rows.list({ number: 'A', instrument: 'transfer', currency: 'EUR' as Currency })).toEqual(['A']);
    expect(await rows.list({ instrument: 'cash' })).toEqual([]);
  });

  it.each(['-bookedOn', 'number', '-amount'] as const)('goes on behind its last row, by %s', async (sort) => {
    const rows = await rowsOf(...history);
    const view = { tenant: TENANT, entity: ENTITY, asOf: on('12-31'), knownAt: position(3), limit: 2, sort };
    const first = await rows.ask((snapshot) => receiptList(snapshot, view));
    const rest = await rows.ask((snapshot) =>
      receiptList(snapshot, { ...view, ...(first.next && { after: first.next }) }),
    );
    expect([...first.items, ...rest.items].map(({ number }) => number)).toEqual(await rows.list({}, sort));
    expect(rest.next).toBeNull();
  });

  it('finds a receipt by its number, and the numbers of ids', async () => {
    const rows = await rowsOf(...history);
    const lookUp = (number: string) =>
      rows.ask((snapshot) => idOfReceiptNumber(snapshot, { tenant: TENANT, entity: ENTITY, number }));
    expect(await lookUp('C')).toBe(uuidOf('C'));
    expect(await lookUp('D')).toBeUndefined();
    const ids = [uuidOf<ReceiptId>('A'), uuidOf<ReceiptId>('nobody')];
    expect(await rows.ask((snapshot) => receiptNumbers(snapshot, { tenant: TENANT, ids }))).toEqual(
      new Map([[ids[0], 'A']]),
    );
  });
});
