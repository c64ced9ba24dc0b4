import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  position,
  revision,
  streamName,
  tenant,
  uuidOf,
  type CalendarDate,
  type CustomerId,
  type EntityId,
  type Recorded,
} from '#kernel';
import { SqliteReadStore, type ReadStore, type Snapshot } from '#read-store';
import { temporaryFolder } from '#testing';
import type { CustomerEvent } from '../events.js';
import { customersModel } from '../project/customers.js';
import { customerList, customerNames, customerPage, type CustomerListQuestion } from './customers.js';

const TENANT = tenant('t');
const ENTITY = uuidOf<EntityId>('the entity');
const idOf = (code: string): CustomerId => uuidOf<CustomerId>('customer', code);
const on = (text: string): CalendarDate => `2026-${text}` as CalendarDate;
const terms = { netDays: 30, discount: { percent: '2', days: 10 } };

const registered = (code: string, name: string, day: string, more: object = {}): CustomerEvent =>
  ({
    type: 'CustomerRegistered',
    effectiveOn: on(day),
    data: { customerId: idOf(code), code, name, ...more },
  }) as CustomerEvent;

const history: readonly CustomerEvent[] = [
  registered('0379-NEVHP', 'Müller & Söhne', '03-01', { currency: 'EUR', terms }),
  registered('8976-AMJEO', '上海贸易公司', '03-02'),
  registered('C_100%', 'Zebra', '03-03'),
  { type: 'CustomerHeld', effectiveOn: on('04-01'), data: { customerId: idOf('8976-AMJEO') } },
  {
    type: 'CreditTermsAgreed',
    effectiveOn: on('05-01'),
    data: { customerId: idOf('0379-NEVHP'), terms: { netDays: 60, endOfMonth: true } },
  },
  {
    type: 'CustomerDetailsCorrected',
    effectiveOn: on('06-01'),
    data: { customerId: idOf('C_100%'), name: 'Antelope' },
  },
  {
    type: 'CustomerReleased',
    effectiveOn: on('06-15'),
    data: { customerId: idOf('8976-AMJEO'), heldSince: on('04-01') },
  },
];

const recorded = (event: CustomerEvent, index: number): Recorded<CustomerEvent> =>
  ({
    ...event,
    stream: streamName('customer', TENANT, event.data.customerId),
    revision: revision(history.slice(0, index).filter(({ data }) => data.customerId === event.data.customerId).length),
    position: position(index + 1),
    metadata: { tenant: TENANT, entity: ENTITY },
  }) as Recorded<CustomerEvent>;

const folder = temporaryFolder();
let store: ReadStore;
beforeAll(async () => {
  store = await SqliteReadStore.open(folder.file('rows.db'));
  await store.prepare([customersModel]);
  const changes = history.map(recorded).flatMap((event) => customersModel.project(event));
  const to = { position: position(history.length), checkpoint: '' };
  await store.apply(await store.lead('g'), { changes, parked: [], recorded: [], to });
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

const ask = <T>(query: (snapshot: Snapshot) => Promise<T>): Promise<T> => store.read('g', query);
const view = (day = '12-31', knownAt = history.length) => ({
  tenant: TENANT,
  asOf: on(day),
  knownAt: position(knownAt),
});
const page = (code: string, ...at: Parameters<typeof view>) =>
  ask((snapshot) => customerPage(snapshot, { ...view(...at), id: idOf(code) }));

describe('a customer', () => {
  it('has the terms of the registration on every day, later ones from their day on', async () => {
    expect(await page('0379-NEVHP', '01-01')).toEqual({
      ...{ id: idOf('0379-NEVHP'), code: '0379-NEVHP', name: 'Müller & Söhne', currency: 'EUR', revision: 1 },
      terms: { netDays: 30, endOfMonth: false, discount: { percent: '2', days: 10 } },
      situation: 'active',
    });
    expect(await page('0379-NEVHP', '05-01')).toMatchObject({
      terms: { netDays: 60, endOfMonth: true, discount: null },
    });
    expect(await page('0379-NEVHP', '05-01', 4)).toMatchObject({ terms: { netDays: 30 }, revision: 0 });
  });
  it('is held from day to day', async () => {
    expect(await page('8976-AMJEO', '03-31')).toMatchObject({ situation: 'active', terms: null, currency: null });
    expect(await page('8976-AMJEO', '06-14')).toMatchObject({ situation: 'held' });
    expect(await page('8976-AMJEO', '06-15')).toMatchObject({ situation: 'active', revision: 2 });
    expect(await page('8976-AMJEO', '06-15', 6)).toMatchObject({ situation: 'held' });
  });
  it('has its corrected name on every day, as soon as that is known', async () => {
    expect(await page('C_100%', '01-01')).toMatchObject({ name: 'Antelope' });
    expect(await page('C_100%', '12-31', 5)).toMatchObject({ name: 'Zebra' });
  });
  it('is not there before it was known', async () => expect(await page('C_100%', '12-31', 2)).toBeUndefined());
});

describe('names beside ids', () => {
  it('are those that were known', async () => {
    const ids = [idOf('C_100%'), idOf('C_100%'), idOf('nobody')];
    const names = (knownAt: number) =>
      ask((snapshot) => customerNames(snapshot, { tenant: TENANT, ids, knownAt: position(knownAt) }));
    expect([...(await names(7))]).toEqual([[idOf('C_100%'), { code: 'C_100%', name: 'Antelope' }]]);
    expect((await names(5)).get(idOf('C_100%'))?.name).toBe('Zebra');
    expect(await ask((snapshot) => customerNames(snapshot, { tenant: TENANT, ids: [], knownAt: position(7) }))).toEqual(
      new Map(),
    );
  });
});

describe('a list of customers', () => {
  const list = (question: Partial<CustomerListQuestion>) =>
    ask((snapshot) => customerList(snapshot, { ...view(), entity: ENTITY, limit: 50, ...question }));
  const codes = async (question: Partial<CustomerListQuestion>) => (await list(question)).items.map(({ code }) => code);

  it('is newest first, or by code or name as asked', async () => {
    expect(await codes({})).toEqual(['C_100%', '8976-AMJEO', '0379-NEVHP']);
    expect(await codes({ sort: 'code' })).toEqual(['0379-NEVHP', '8976-AMJEO', 'C_100%']);
    expect(await codes({ sort: 'name' })).toEqual(['C_100%', '0379-NEVHP', '8976-AMJEO']);
  });
  it.each<[string, readonly string[]]>([
    ['MÜLLER', ['0379-NEVHP']],
    ['贸易', ['8976-AMJEO']],
    ['nevhp', ['0379-NEVHP']],
    ['c_1', ['C_100%']],
    ['%', ['C_100%']],
    ['zebra', []],
    ['ante', ['C_100%']],
  ])('finds %s in code and name', async (search, found) => expect(await codes({ search })).toEqual(found));
  it('searches the names that were known', async () =>
    expect(await codes({ search: 'zebra', knownAt: position(5) })).toEqual(['C_100%']));
  it('is of one code, or of one situation on the day', async () => {
    expect(await codes({ code: 'C_100%' })).toEqual(['C_100%']);
    expect(await codes({ situation: 'held' })).toEqual([]);
    expect(await codes({ situation: 'held', asOf: on('05-01') })).toEqual(['8976-AMJEO']);
    expect(await codes({ situation: 'active', asOf: on('05-01') })).toEqual(['C_100%', '0379-NEVHP']);
  });
  it.each(['newest', 'code', 'name'] as const)('goes on behind its last row, by %s', async (sort) => {
    const whole = await codes({ sort });
    const first = await list({ sort, limit: 2 });
    expect(first.next).not.toBeNull();
    const rest = await list({ sort, limit: 2, ...(first.next && { after: first.next }) });
    expect([...first.items, ...rest.items].map(({ code }) => code)).toEqual(whole);
    expect(rest.next).toBeNull();
  });
  it('is of one entity', async () => expect(await codes({ entity: uuidOf<EntityId>('another') })).toEqual([]));
});
