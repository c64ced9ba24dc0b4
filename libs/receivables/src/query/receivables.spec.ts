import { afterAll, describe, expect, it } from '@jest/globals';
import {
  position,
  revision,
  tenant,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type EntityId,
  type ReceivableId,
  type Recorded,
} from '#kernel';
import { SqliteReadStore, type ReadStore, type Snapshot } from '#read-store';
import { temporaryFolder } from '#testing';
import type { ReceivableEvent } from '../events.js';
import {
  allocation,
  collected,
  collectionReversed,
  customerId,
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
  usd,
} from '../examples.js';
import { receivablesModel } from '../project/receivables.js';
import { openInstalments, type OnItsWay } from './open-instalments.js';
import { receivableList, type ReceivableFilters } from './receivable-list.js';
import { idOfReceivableNumber, receivablePage } from './receivable-page.js';

const TENANT = tenant('t');
const ENTITY = uuidOf<EntityId>('the entity');
const EUR = 'EUR' as Currency;

/** The event, of another receivable. */
const of = (id: ReceivableId, event: ReceivableEvent): ReceivableEvent =>
  ({ ...event, data: { ...event.data, receivableId: id } }) as ReceivableEvent;

const recorded = (events: readonly ReceivableEvent[]): readonly Recorded<ReceivableEvent>[] =>
  events.map((event, index) => {
    const before = events.slice(0, index).filter(({ data }) => data.receivableId === event.data.receivableId);
    const at = { position: position(index + 1), revision: revision(before.length) };
    return { ...event, ...at, metadata: { tenant: TENANT, entity: ENTITY } } as Recorded<ReceivableEvent>;
  });

const folder = temporaryFolder();
const opened: ReadStore[] = [];
afterAll(async () => {
  for (const store of opened) await store.close();
  folder.remove();
});

/** Asks the rows of a history. */
const rowsOf = async (...events: readonly ReceivableEvent[]) => {
  const store = await SqliteReadStore.open(folder.file(`${opened.length}.db`));
  opened.push(store);
  await store.prepare([receivablesModel]);
  const changes = recorded(events).flatMap((event) => receivablesModel.project(event));
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
    page: (day: string, knownAt?: number) =>
      ask((snapshot) => receivablePage(snapshot, { ...view(day, knownAt), id: receivableId })),
    numbers: async (filters: ReceivableFilters, day = '12-31') => {
      const { items } = await ask((snapshot) => receivableList(snapshot, { ...view(day), limit: 50, filters }));
      return items.map(({ number }) => number);
    },
    byNumber: (number: string, knownAt?: number) =>
      ask((snapshot) =>
        idOfReceivableNumber(snapshot, {
          ...{ tenant: TENANT, entity: ENTITY, number },
          ...(knownAt !== undefined && { knownAt: position(knownAt) }),
        }),
      ),
    open: async (inFlight: readonly OnItsWay[] = [], asked: { entity?: EntityId; currency?: Currency } = {}) => {
      const question = { tenant: TENANT, entity: ENTITY, customerId, currency: EUR, inFlight, ...asked };
      const items = await ask((snapshot) => openInstalments(snapshot, question));
      return items.map(({ receivableNumber, instalment, open }) => `${receivableNumber}/${instalment} ${open.minor}`);
    },
  };
};

describe('the page of a receivable', () => {
  it('shows nothing outstanding before the day it was raised on, and is not there before it was known', async () => {
    const rows = await rowsOf(raised());
    expect(await rows.page('03-31')).toMatchObject({
      ...{ gross: '300.00', outstanding: '0.00', collectionStatus: 'open', dueStatus: 'notDue', situation: 'raised' },
      instalments: [{ amount: '100.00', outstanding: '0.00', dueStatus: 'notDue', entitled: false }, {}, {}],
    });
    expect(await rows.page('04-01')).toMatchObject({ outstanding: '300.00' });
    expect(await rows.page('04-01', 0)).toBeUndefined();
  });

  it('is due on the due date and overdue from the next day on', async () => {
    const rows = await rowsOf(raised());
    expect(await rows.page('04-29')).toMatchObject({ dueStatus: 'notDue' });
    expect(await rows.page('04-30')).toMatchObject({ dueStatus: 'due', daysOverdue: 0 });
    expect(await rows.page('05-01')).toMatchObject({ dueStatus: 'overdue', daysOverdue: 1 });
  });

  it('lists what was collected and what of it was taken back', async () => {
    const rows = await rowsOf(
      raised(),
      collected(1, eur('100.00'), on('04-10'), { valueOn: on('04-08') }),
      collectionReversed(1, eur('100.00'), on('04-20'), on('04-10')),
    );
    const receipt = {
      receiptId,
      allocationId: allocation(1),
      instalment: 1,
      amount: '100.00',
      on: '2026-04-10',
      valueOn: '2026-04-08',
    };
    expect(await rows.page('04-15')).toMatchObject({
      receipts: [{ ...receipt, reversedOn: null }],
      instalments: [{ collectionStatus: 'collected', actualOn: '2026-04-08' }, {}, {}],
    });
    expect(await rows.page('04-20')).toMatchObject({
      receipts: [{ ...receipt, reversedOn: '2026-04-20' }],
      instalments: [{ collectionStatus: 'open', actualOn: null }, {}, {}],
    });
  });

  it('lists disputes and promises', async () => {
    const promise = { instalment: 2, dueOn: on('05-31'), amount: eur('50.00'), promisedOn: on('06-06') };
    const rows = await rowsOf(
      raised(),
      disputed(eur('30.00'), [], on('04-05')),
      resolved(eur('30.00'), on('04-05'), on('04-09')),
      disputed(eur('10.00'), [], on('04-12')),
      { type: 'PromiseToPayRecorded', effectiveOn: on('04-13'), data: { receivableId, customerId, ...promise } },
    );
    const page = await rows.page('04-30');
    expect(page).toMatchObject({ disputed: true, revision: 4 });
    expect(page?.disputes).toEqual([
      { amount: '30.00', on: '2026-04-05', resolvedOn: '2026-04-09' },
      { amount: '10.00', on: '2026-04-12', resolvedOn: null },
    ]);
    expect(page?.promises).toEqual([{ instalment: 2, amount: '50.00', on: '2026-04-13', promisedOn: '2026-06-06' }]);
    expect(await rows.page('04-10')).toMatchObject({ disputed: false, promises: [] });
  });

  it('of a reversed receivable is superseded, with nothing settled', async () => {
    const rows = await rowsOf(raised(), reversed([eur('100.00'), eur('100.00'), eur('100.00')], on('04-20')));
    expect(await rows.page('04-20')).toMatchObject({
      ...{ situation: 'reversed', outstanding: '0.00', collectionStatus: 'superseded', dueStatus: 'closed' },
      instalments: [{ amount: '0.00', outstanding: '0.00' }, {}, {}],
    });
    expect(await rows.page('04-19')).toMatchObject({ situation: 'raised', outstanding: '300.00' });
  });
});

describe('a number', () => {
  const second = uuidOf<ReceivableId>('the second life');
  it('leads to the last life that was known', async () => {
    const rows = await rowsOf(
      raised(),
      reversed([], on('04-20')),
      of(second, raised({ life: 1, effectiveOn: on('04-21') })),
    );
    expect(await rows.byNumber('INV-1')).toBe(second);
    expect(await rows.byNumber('INV-1', 2)).toBe(receivableId);
    expect(await rows.byNumber('INV-2')).toBeUndefined();
  });
});

describe('open instalments', () => {
  const other = uuidOf<ReceivableId>('the other');
  const onItsWay = (ordinal: number, amount: string, id = receivableId): OnItsWay => ({
    ...{ allocationId: allocation(ordinal), receivableId: id, instalment: 1, amount: eur(amount) },
  });

  it('are entitled, of one currency and entity, the oldest due date first, then by number', async () => {
    const rows = await rowsOf(
      raised(),
      of(other, raised({ number: 'A-1', instalments: [eur('300.00')] })),
      of(uuidOf<ReceivableId>('a plan'), raised({ number: 'PLAN', basis: 'plan' })),
      of(
        uuidOf<ReceivableId>('in dollars'),
        raised({ number: 'USD', gross: usd('300.00'), instalments: [usd('300.00')] }),
      ),
    );
    expect(await rows.open()).toEqual(['A-1/1 30000', 'INV-1/1 10000', 'INV-1/2 10000', 'INV-1/3 10000']);
    expect(await rows.open([], { currency: 'USD' as Currency })).toEqual(['USD/1 30000']);
    expect(await rows.open([], { entity: uuidOf<EntityId>('another') })).toEqual([]);
  });

  it('count with what is left on the last day', async () => {
    const rows = await rowsOf(
      raised(),
      collected(1, eur('40.00'), on('12-01')),
      collected(2, eur('100.00'), on('12-01'), { instalment: 2 }),
    );
    expect(await rows.open()).toEqual(['INV-1/1 6000', 'INV-1/3 10000']);
  });

  it('count without money that is on its way', async () => {
    const rows = await rowsOf(raised());
    expect(await rows.open([onItsWay(1, '30.00'), onItsWay(2, '20.00')])).toEqual([
      'INV-1/1 5000',
      'INV-1/2 10000',
      'INV-1/3 10000',
    ]);
    expect(await rows.open([onItsWay(1, '100.00')])).toEqual(['INV-1/2 10000', 'INV-1/3 10000']);
    expect(await rows.open([onItsWay(1, '100.00', other)])).toHaveLength(3);
  });

  it('do not take off twice what has arrived, nor what was declined', async () => {
    const rows = await rowsOf(
      raised(),
      collected(1, eur('30.00'), on('05-05')),
      declined('Withdrawn', 2, eur('50.00'), on('05-05')),
    );
    expect(await rows.open([onItsWay(1, '30.00'), onItsWay(2, '50.00')])).toEqual([
      'INV-1/1 7000',
      'INV-1/2 10000',
      'INV-1/3 10000',
    ]);
  });

  it('are there as soon as they are entitled, and gone when all is settled', async () => {
    const whole = eur('100.00');
    const none = eur('0.00');
    const entitling = entitled(on('04-10'), [whole, none, none], [{ number: 2, open: whole }]);
    expect(await (await rowsOf(raised({ basis: 'plan' }), entitling)).open()).toEqual(['INV-1/2 10000']);
    expect(await (await rowsOf(raised(), settled(on('05-05')))).open()).toEqual([]);
    expect(await (await rowsOf(raised(), settled(on('05-05')), reopened(whole, on('06-03')))).open()).toHaveLength(3);
  });
});

describe('a list of receivables', () => {
  const named = (number: string, day: string, due: string): ReceivableEvent => {
    const event = of(
      uuidOf<ReceivableId>(number),
      raised({ number, effectiveOn: on(day), instalments: [eur('300.00')] }),
    );
    const { instalments } = event.data as { instalments: readonly object[] };
    return {
      ...event,
      data: { ...event.data, instalments: instalments.map((each) => ({ ...each, dueOn: on(due) })) },
    } as unknown as ReceivableEvent;
  };
  const history = [named('A', '04-01', '05-01'), named('B', '04-03', '06-01'), named('C', '04-02', '07-01')];

  it('is newest first, and holds what had been raised by the day', async () => {
    const rows = await rowsOf(...history);
    expect(await rows.numbers({})).toEqual(['B', 'C', 'A']);
    expect(await rows.numbers({}, '04-02')).toEqual(['C', 'A']);
  });

  it('is filtered by number, by the day of the raise and by due dates', async () => {
    const rows = await rowsOf(...history);
    expect(await rows.numbers({ number: 'C' })).toEqual(['C']);
    expect(await rows.numbers({ raisedFrom: on('04-02'), raisedTo: on('04-02') })).toEqual(['C']);
    expect(await rows.numbers({ dueFrom: on('06-01') })).toEqual(['B', 'C']);
    expect(await rows.numbers({ dueFrom: on('05-02'), dueTo: on('06-01') })).toEqual(['B']);
    expect(await rows.numbers({ dueTo: '2026-04-30' as CalendarDate })).toEqual([]);
    expect(await rows.numbers({ customerId: uuidOf('somebody else') })).toEqual([]);
    expect(await rows.numbers({ basis: 'plan' })).toEqual([]);
    expect(await rows.numbers({ currency: 'USD' as Currency })).toEqual([]);
  });
});

describe('amounts above 2^53', () => {
  const large = eur('999999999999999.99');
  it('are exact on the page and in the list', async () => {
    const rows = await rowsOf(raised({ gross: large, instalments: [large] }), collected(1, eur('0.02'), on('05-05')));
    expect(await rows.page('05-05')).toMatchObject({ gross: '999999999999999.99', outstanding: '999999999999999.97' });
    expect(await rows.numbers({ collectionStatus: 'partlyCollected' })).toEqual(['INV-1']);
    expect(
      await rows.open([{ allocationId: 'x' as AllocationId, receivableId, instalment: 1, amount: eur('0.01') }]),
    ).toEqual(['INV-1/1 99999999999999996']);
  });
});
