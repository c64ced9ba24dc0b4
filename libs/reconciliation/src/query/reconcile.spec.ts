import { afterAll, describe, expect, it } from '@jest/globals';
import {
  currency,
  isRefused,
  money,
  position,
  revision,
  tenant,
  uuidOf,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type EntityId,
  type Money,
  type ReceiptId,
  type ReceivableId,
  type Recorded,
  type StreamName,
} from '#kernel';
import { react } from '#processes';
import { SqliteReadStore, type AnyModel, type Change, type ReadStore } from '#read-store';
import {
  receivable,
  receivableEvents,
  receivablesModel,
  receivableStream,
  type ReceivableCommand,
  type ReceivableEvent,
  type ReceivableState,
} from '#receivables';
import {
  receipt,
  receiptEvents,
  receiptsModel,
  receiptStream,
  type ReceiptCommand,
  type ReceiptEvent,
  type ReceiptState,
} from '#settlement';
import { accountsModel } from '#statements';
import { temporaryFolder } from '#testing';
import { reconciliation, type ReconciliationAnswer } from './reconcile.js';

const TENANT = tenant('t');
const ENTITY = uuidOf<EntityId>('the entity');
const MODELS: readonly AnyModel[] = [receivablesModel, receiptsModel, accountsModel(receivableEvents, receiptEvents)];
const on = (text: string): CalendarDate => `2026-${text}` as CalendarDate;
const eur = (minor: bigint): Money => money(minor, currency('EUR') as Currency);
const customerId = uuidOf<CustomerId>('the customer');
const receivableId = uuidOf<ReceivableId>('the receivable');
const receiptId = uuidOf<ReceiptId>('the receipt');
const item = {
  receivableId,
  receivableNumber: 'R1',
  instalment: 1,
  customerId,
  itemOn: on('05-01'),
  amount: eur(10_000n),
};
const bookCurrency = currency('EUR') as Currency;

const raise: ReceivableCommand = {
  ...{ type: 'RaiseReceivable', receivableId, number: 'R1', life: 0, customerId, basis: 'invoice', bookCurrency },
  ...{ gross: eur(10_000n), tax: eur(0n), on: on('05-01') },
  instalments: [{ number: 1, kind: 'normal', dueOn: on('05-31'), amount: eur(10_000n) }],
};
const receive: ReceiptCommand = {
  ...{ type: 'RegisterReceipt', receiptId, number: 'RC1', life: 0, customerId, amount: eur(12_000n), bookCurrency },
  ...{ instrument: 'transfer', bookedOn: on('05-10'), valueOn: on('05-10'), confirmed: true },
  allocate: { method: 'hand', purpose: 'collect', items: [item] },
};

/** R1 of 100.00 is paid by RC1 of 120.00; the positions are those of the process, one event after the other. */
const story = (): readonly (Recorded<ReceivableEvent> | Recorded<ReceiptEvent>)[] => {
  const events: (Recorded<ReceivableEvent> | Recorded<ReceiptEvent>)[] = [];
  let [owed, paid]: [ReceivableState, ReceiptState] = [receivable.initial, receipt.initial];
  const waiting: (ReceivableCommand | ReceiptCommand)[] = [raise, receive];
  const record = (stream: StreamName, event: ReceivableEvent | ReceiptEvent): void => {
    const metadata = { tenant: TENANT, entity: ENTITY };
    const at = { stream, position: position(events.length + 1), revision: revision(0), metadata };
    const recorded = { ...event, ...at } as (typeof events)[number];
    events.push(recorded);
    waiting.push(...react(recorded).map(({ command }) => command));
  };
  for (let command = waiting.shift(); command; command = waiting.shift())
    if ('receivableId' in command) {
      const ruling = receivable.decide(command, owed);
      if (isRefused(ruling)) throw new Error(ruling.refusal);
      owed = ruling.events.reduce(receivable.evolve, owed);
      for (const event of ruling.events) record(receivableStream(TENANT, receivableId), event);
    } else {
      const ruling = receipt.decide(command, paid);
      if (isRefused(ruling)) throw new Error(ruling.refusal);
      paid = ruling.events.reduce(receipt.evolve, paid);
      for (const event of ruling.events) record(receiptStream(TENANT, receiptId), event);
    }
  return events;
};

const folder = temporaryFolder();
const opened: ReadStore[] = [];
afterAll(async () => {
  for (const store of opened) await store.close();
  folder.remove();
});

/** The checks of the story's rows after something has happened to them, as of 06-10 unless said otherwise. */
const checked = async (
  damage: (changes: readonly Change[]) => readonly Change[] = (changes) => changes,
  { knownAt, asOf = '06-10' }: { readonly knownAt?: number; readonly asOf?: string } = {},
): Promise<ReconciliationAnswer> => {
  const events = story();
  const store = await SqliteReadStore.open(folder.file(`${opened.length}.db`));
  opened.push(store);
  await store.prepare(MODELS);
  const changes = events.flatMap((event) =>
    MODELS.filter(({ categories }) => categories.includes(event.stream.split('-')[0] ?? '')).flatMap((model) =>
      model.project(event),
    ),
  );
  const to = { position: position(events.length), checkpoint: '' };
  await store.apply(await store.lead('g'), { changes: damage(changes), parked: [], recorded: [], to });
  const view = { tenant: TENANT, entity: ENTITY, asOf: on(asOf), knownAt: position(knownAt ?? events.length) };
  return store.read('g', (snapshot) => reconciliation(snapshot, view));
};

/** Where the story collects: the receivable knows of it, the receipt does not yet. */
const collectedAt = story().findIndex(({ type }) => type === 'InstalmentCollected') + 1;

type Row = Readonly<Record<string, unknown>>;
const isRow = (change: Change, table: string, fits: (row: Row) => boolean): boolean =>
  change.change === 'insert' && change.table.name === table && fits(change.row);
/** The rows without some. */
const losing = (table: string, fits: (row: Row) => boolean) => (changes: readonly Change[]) =>
  changes.filter((change) => !isRow(change, table, fits));
/** The rows with other values in some. */
const changing = (table: string, fits: (row: Row) => boolean, set: Row) => (changes: readonly Change[]) =>
  changes.map((change) =>
    change.change === 'insert' && isRow(change, table, fits) ? { ...change, row: { ...change.row, ...set } } : change,
  );

describe('a book whose sides agree', () => {
  it('is balanced, check by check', async () => {
    const even = { currency: 'EUR', difference: '0.00', inFlight: '0.00', oldestDays: 0, items: [] };
    expect(await checked()).toEqual({
      balanced: true,
      checks: [
        { name: 'receivables-receipts', left: '100.00', right: '100.00', ...even },
        { name: 'receivables-accounts', left: '0.00', right: '0.00', ...even },
        { name: 'receipts-accounts', left: '20.00', right: '20.00', ...even },
      ],
    });
  });
  it('is balanced as of an earlier day', async () =>
    expect(await checked(undefined, { asOf: '05-09' })).toMatchObject({
      balanced: true,
      checks: [{ left: '0.00' }, { left: '100.00', right: '100.00' }, { left: '0.00' }],
    }));
  it('has nothing to check while it is empty', async () =>
    expect(await checked(() => [])).toEqual({ balanced: true, checks: [] }));
});

describe('money in flight', () => {
  it('is told apart with its age, and unbalances nothing', async () => {
    const { balanced, checks } = await checked(undefined, { knownAt: collectedAt });
    expect(balanced).toBe(true);
    expect(checks[0]).toEqual({
      ...{ name: 'receivables-receipts', currency: 'EUR', left: '100.00', right: '0.00' },
      ...{ difference: '0.00', inFlight: '100.00', oldestDays: 31 },
      items: [
        { document: 'R1', documentId: receivableId, difference: '100.00', cause: 'in-flight', since: '2026-05-10' },
      ],
    });
  });
});

describe('a difference', () => {
  const isCollected = ({ kind }: Row): boolean => kind === 'collected';
  const isApplied = ({ kind }: Row): boolean => kind === 'applied';
  it.each<[string, ReturnType<typeof losing>, number, object]>([
    [
      'of applied money that was never collected',
      losing('receivable_facts', isCollected),
      0,
      { left: '0.00', right: '100.00', difference: '-100.00', items: [{ cause: 'applied-not-collected' }] },
    ],
    [
      'of collected money of which no receipt knows',
      losing('receipt_facts', ({ allocation_id }) => allocation_id !== null),
      0,
      { left: '100.00', right: '0.00', difference: '100.00', items: [{ cause: 'collected-not-applied' }] },
    ],
    [
      'of two amounts',
      changing('receivable_facts', isCollected, { reduction_minor: 9_000n }),
      0,
      { left: '90.00', right: '100.00', difference: '-10.00', items: [{ cause: 'amounts-differ' }] },
    ],
    [
      'of what is outstanding and not on the account',
      losing('account_owed', ({ kind }) => kind === 'receivableRaised'),
      1,
      { left: '0.00', right: '-100.00', difference: '100.00', items: [{ cause: 'on-account-not-outstanding' }] },
    ],
    [
      'of unapplied money that is not on the account',
      losing('account_money', () => true),
      2,
      {
        left: '20.00',
        right: '0.00',
        difference: '20.00',
        items: [{ document: 'RC1', cause: 'unapplied-not-on-account' }],
      },
    ],
  ])('%s is named', async (_, damage, check, expected) => {
    const answer = await checked(damage);
    expect(answer.balanced).toBe(false);
    expect(answer.checks[check]).toMatchObject(expected);
  });

  it('tells since when the sides differ, and for how many days', async () => {
    const { checks } = await checked(changing('receipt_facts', isApplied, { effective_on: '2026-05-20' }), {
      asOf: '05-15',
    });
    expect(checks[0]).toMatchObject({ inFlight: '100.00', oldestDays: 5, items: [{ since: '2026-05-10' }] });
    const later = await checked(
      changing('account_money', ({ kind }) => kind === 'receiptAllocated', { unapplied_minor: -9_000n }),
    );
    expect(later.checks[2]).toMatchObject({ difference: '-10.00', oldestDays: 31, items: [{ since: '2026-05-10' }] });
  });

  it('of two items that cancel out is a difference all the same', async () => {
    const like = (changes: readonly Change[], table: string, set: Row): readonly Change[] => {
      const [first] = changes.filter((change) => isRow(change, table, () => true));
      return first?.change === 'insert' ? [{ ...first, row: { ...first.row, ...set } }] : [];
    };
    const other = { receivable_id: uuidOf<ReceivableId>('another') };
    const answer = await checked((changes) => [
      ...changes,
      ...like(changes, 'account_owed', { owed_minor: -500n, line: 8 }),
      ...like(changes, 'account_receivables', other),
      ...like(changes, 'account_owed', { owed_minor: 500n, line: 9, ...other }),
    ]);
    expect(answer.checks[1]).toMatchObject({ difference: '0.00', items: [{}, {}] });
    expect(answer.balanced).toBe(false);
  });
});
