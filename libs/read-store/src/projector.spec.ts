import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { instant } from '#kernel';
import { SqliteEventLog, START, type Checkpoint, type EventLog } from '#event-log';
import { temporaryFolder } from '#testing';
import { LIMITS } from './limits.js';
import { Fenced, type ParkedKey, type ReadStore } from './port.js';
import {
  added,
  entity,
  inPages,
  jar,
  labelled,
  models,
  noted,
  opened,
  weighed,
  write,
  type Found,
} from './projector.examples.js';
import { LogBehind, Projector, TooManyParked } from './projector.js';
import { SqliteReadStore } from './sqlite/store.js';

const folder = temporaryFolder();
let files = 0;
const path = (): string => folder.file(`${(files += 1)}.db`);
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});
afterAll(() => folder.remove());

const newLog = async (...history: readonly Found[]): Promise<EventLog> => {
  const log = await SqliteEventLog.open(path());
  cleanups.push(() => log.close());
  await write(log, ...history);
  return log;
};

const newStore = async (file = path()): Promise<ReadStore> => {
  const store = await SqliteReadStore.open(file);
  cleanups.push(() => store.close());
  return store;
};

/** A projector that runs until the test stops it; `ended` tells how its run ended. */
const start = (log: EventLog, store: ReadStore, of = models) => {
  const projector = new Projector(log, store, 'g', of);
  const stopping = new AbortController();
  const ended = projector.run(stopping.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  const stop = (): Promise<unknown> => (stopping.abort(), ended);
  cleanups.push(stop);
  return { projector, ended, stop };
};

/** Waits until the rows stand for everything that the log holds now. */
const caughtUp = async (log: EventLog, store: ReadStore): Promise<void> => {
  const { token } = await log.head();
  expect(await store.whenVisible('g', (at) => log.covers(at as Checkpoint, token), 20_000)).toBe(true);
};

const apply = async (log: EventLog, store: ReadStore, of = models): Promise<Projector> => {
  const { projector, stop } = start(log, store, of);
  await caughtUp(log, store);
  expect(await stop()).toBeUndefined();
  return projector;
};

const everything = (store: ReadStore) =>
  store.read('g', async ({ db, parked, position }) => ({
    jars: await db.selectFrom('jars').selectAll().orderBy('jar').execute(),
    coins: await db.selectFrom('coins').selectAll().orderBy('position').execute(),
    weights: await db.selectFrom('weights').selectAll().orderBy('position').execute(),
    parked: parked.map(({ model, key, position: at }: ParkedKey) => ({ model, key, at })),
    position,
  }));

const project = async (...history: readonly Found[]) => {
  const log = await newLog(...history);
  const store = await newStore();
  await apply(log, store);
  return everything(store);
};

describe('a projector', () => {
  it('carries the log into the rows, and then each event as it comes', async () => {
    const log = await newLog(opened('a'), added('a', 5n), noted('n'));
    const store = await newStore();
    const { projector, stop } = start(log, store);
    await caughtUp(log, store);
    await write(log, labelled('a', 'renamed'), weighed('a', '1200'));
    await caughtUp(log, store);
    await stop();
    expect(await everything(store)).toEqual({
      jars: [{ tenant: 't', jar: jar('a'), entity: entity('main'), label: 'renamed', changed_at: 4 }],
      coins: [{ tenant: 't', position: 2, jar: jar('a'), amount_minor: 5n }],
      weights: [{ tenant: 't', position: 5, entity: entity('main'), grams_minor: 1200n }],
      parked: [],
      position: 5,
    });
    expect(await projector.status()).toMatchObject({ position: 5, applied: 5, held: 0, parked: 0, problem: undefined });
  });

  it('brings older versions of an event to the newest', async () => {
    const old: Partial<Found> = { schemaVersion: 1, data: { name: 'from version 1' } };
    expect((await project(opened('a'), labelled('a', '', old))).jars).toMatchObject([{ label: 'from version 1' }]);
  });

  it('goes on where it stood when it is started again', async () => {
    const log = await newLog(opened('a'));
    const file = path();
    const store = await newStore(file);
    await apply(log, store);
    await store.close();
    await write(log, added('a', 5n));
    const again = await newStore(file);
    const projector = await apply(log, again);
    expect(await projector.status()).toMatchObject({ position: 2, applied: 1 });
    expect((await everything(again)).coins).toMatchObject([{ position: 2, amount_minor: 5n }]);
  });

  it('knows how far it is behind, in events and seconds', async () => {
    const log = await newLog(opened('a', { recordedAt: 60 }), added('a', 1n, { recordedAt: 100 }));
    const store = await newStore();
    const clock = (): number => Date.UTC(2026, 0, 1) + 90_000;
    const projector = new Projector(log, store, 'g', models, clock);
    expect(await projector.status()).toMatchObject({ position: 0, lagEvents: 2, lagSeconds: 30 });
    const stopping = new AbortController();
    const run = projector.run(stopping.signal);
    await caughtUp(log, store);
    expect(await projector.status()).toMatchObject({ position: 2, lagEvents: 0, lagSeconds: 0 });
    stopping.abort();
    await run;
    await write(log, added('a', 1n, { recordedAt: 99 }));
    expect(await projector.status()).toMatchObject({ lagEvents: 1, lagSeconds: 0 });
  });

  it('changes nothing when events come again', async () => {
    const history = [opened('a'), added('a', 5n), labelled('a', 'b'), added('a', -5n), weighed('a', '1')];
    const log = await newLog(...history);
    const store = await newStore();
    await apply(inPages(log, 2, 3), store);
    const twice = await everything(store);
    expect(twice).toEqual(await project(...history));
    await apply(log, store);
    expect(await everything(store)).toEqual(twice);
  });

  it('asks again for an event that was left out, and takes none behind it meanwhile', async () => {
    const log = await newLog(opened('a'), added('a', 5n), added('a', 6n));
    const store = await newStore();
    const reads: Checkpoint[] = [];
    const gaps: EventLog = Object.assign(inPages(log, 1_000), {
      async *follow(after: Checkpoint, signal: AbortSignal) {
        reads.push(after);
        for await (const page of log.follow(after, signal))
          yield reads.length === 1 ? page.filter((event) => event.position !== 2) : page;
      },
    });
    await apply(gaps, store);
    expect(reads.length).toBe(2);
    expect((await everything(store)).coins).toMatchObject([{ position: 2 }, { position: 3 }]);
  });

  it('refuses two models that write one table', async () => {
    const [first] = models;
    const twice = [...models, { ...first, name: 'copy' }] as typeof models;
    const [log, store] = [await newLog(), await newStore()];
    expect(() => new Projector(log, store, 'g', twice)).toThrow('the table jars is written by jars and by copy');
  });

  it('refuses a log that ends before the rows, and writes nothing', async () => {
    const store = await newStore();
    await apply(await newLog(opened('a'), added('a', 5n)), store);
    const { epoch } = await store.lead('g');
    const { ended } = start(await newLog(opened('a')), store);
    const error = await ended;
    expect(error).toBeInstanceOf(LogBehind);
    expect((error as Error).message).toBe('the log ends at 1, the rows of g stand for 2: events are missing');
    expect((await store.lead('g')).epoch).toBe(epoch + 1);
  });

  it('ends at the signal, also before it has begun', async () => {
    const [log, store] = [await newLog(opened('a')), await newStore()];
    await new Projector(log, store, 'g', models).run(AbortSignal.abort());
    expect(await store.read('g', ({ position }) => Promise.resolve(position))).toBe(0);
  });
});

describe('of two projectors', () => {
  it('the older one is fenced, and nothing is lost or doubled', async () => {
    const log = await newLog(opened('a'));
    const file = path();
    const [mine, other] = [await newStore(file), await newStore(file)];
    const first = start(log, mine);
    await caughtUp(log, mine);
    const second = start(log, other);
    for (let coin = 1n; coin <= 20n; coin += 1n) await write(log, added('a', coin));
    await caughtUp(log, other);
    expect(await first.ended).toBeInstanceOf(Fenced);
    await second.stop();
    const { coins: rows } = await everything(other);
    expect(rows.map((row) => row.amount_minor)).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(index + 1)));
  });

  it('the fenced one takes over again when it is run again', async () => {
    const [log, file] = [await newLog(opened('a')), path()];
    const [mine, other] = [await newStore(file), await newStore(file)];
    const first = start(log, mine);
    await caughtUp(log, mine);
    await other.lead('g');
    await write(log, added('a', 1n));
    expect(await first.ended).toBeInstanceOf(Fenced);
    const stopping = new AbortController();
    const again = first.projector.run(stopping.signal);
    await caughtUp(log, mine);
    stopping.abort();
    await again;
    expect((await everything(mine)).coins).toHaveLength(1);
  });
});

describe('an outage', () => {
  const seen = async (projector: Projector): Promise<string> => {
    for (;;) {
      const { problem } = await projector.status();
      if (problem !== undefined) return problem;
      await setImmediate();
    }
  };

  it('of the read store is waited out and shown', async () => {
    const [log, file] = [await newLog(opened('a')), path()];
    const store = await newStore(file);
    const { projector } = start(log, store);
    await caughtUp(log, store);
    const blocking = new DatabaseSync(file);
    blocking.exec('BEGIN IMMEDIATE');
    await write(log, added('a', 1n));
    expect(await seen(projector)).toBe('database is locked');
    blocking.exec('ROLLBACK');
    blocking.close();
    await caughtUp(log, store);
    expect(await projector.status()).toMatchObject({ position: 2, lagEvents: 0, problem: undefined });
  });

  it('of the log is waited out and shown', async () => {
    const log = await newLog(opened('a'), added('a', 5n));
    const store = await newStore();
    let times = 3;
    const breaking: EventLog = Object.assign(inPages(log, 1), {
      async *follow(after: Checkpoint, signal: AbortSignal) {
        for await (const page of inPages(log, 1).follow(after, signal)) {
          yield page;
          if ((times -= 1) > 0) return;
        }
      },
    });
    const { projector } = start(breaking, store);
    expect(await seen(projector)).toBe('the log has ended the reading');
    await caughtUp(log, store);
    expect((await everything(store)).coins).toHaveLength(1);
  });

  it('does not hold up the end', async () => {
    const log = await newLog(opened('a'));
    const store = await newStore();
    const { projector, stop } = start(log, store);
    await caughtUp(log, store);
    await log.close();
    await seen(projector);
    expect(await stop()).toBeUndefined();
  });
});

describe('poison', () => {
  const around = (poison: Found): readonly Found[] => [
    opened('good', { entity: entity('good') }),
    opened('bad', { entity: entity('bad') }),
    added('bad', 1n, { entity: entity('bad') }),
    { ...poison, entity: entity('bad') },
    added('bad', 2n, { entity: entity('bad') }),
    added('good', 3n, { entity: entity('good') }),
    weighed('good', '7', { entity: entity('good') }),
    weighed('bad', '8', { entity: entity('bad') }),
  ];
  const amountsOf = ({ coins: rows }: Awaited<ReturnType<typeof everything>>) => rows.map((row) => row.amount_minor);
  const weightsOf = ({ weights: rows }: Awaited<ReturnType<typeof everything>>) => rows.map((row) => row.grams_minor);
  const both = [
    { model: 'jars', key: jar('bad'), at: 4 },
    { model: 'weights', key: entity('bad'), at: 4 },
  ];

  const unreadable: readonly [string, Found][] = [
    ['an unknown type', { ...added('bad', 9n), type: 'JarBroken' }],
    ['an unknown version', added('bad', 9n, { schemaVersion: 2 })],
    ['a version without a way to the newest', labelled('bad', 'x', { schemaVersion: 0 })],
    ['data that is not JSON', added('bad', 9n, { dataText: '{"amount":' })],
    ['data of another shape', added('bad', 9n, { data: { amount: 9 } })],
    ['an impossible amount', added('bad', 9n, { data: { amount: { amount: '1.999', currency: 'EUR' } } })],
  ];
  it.each(unreadable)('of %s parks its key in every model that reads it, and nothing else', async (_, poison) => {
    const rows = await project(...around(poison));
    expect(rows.parked).toEqual(both);
    expect(amountsOf(rows)).toEqual([1n, 3n]);
    expect(weightsOf(rows)).toEqual([7n]);
    expect(rows.position).toBe(8);
  });

  const forWeights: readonly [string, Found][] = [
    ['that a model fails over', weighed('bad', 'heavy')],
    ['whose row its table does not take', weighed('bad', '9'.repeat(30))],
  ];
  it.each(forWeights)('of an event %s parks its key in that model, the others take it', async (_, poison) => {
    const rows = await project(...around(poison));
    expect(rows.parked).toEqual([{ model: 'weights', key: entity('bad'), at: 4 }]);
    expect(amountsOf(rows)).toEqual([1n, 2n, 3n]);
    expect(weightsOf(rows)).toEqual([7n]);
  });

  it('of a row that is there already, or is not there, parks the document', async () => {
    const rows = await project(opened('a'), opened('a'), added('a', 1n), added('never opened', 2n), added('a', 3n));
    expect(rows.parked).toEqual([
      { model: 'jars', key: jar('a'), at: 2 },
      { model: 'jars', key: jar('never opened'), at: 4 },
    ]);
    expect(rows.jars).toMatchObject([{ label: 'a', changed_at: 1 }]);
    expect(amountsOf(rows)).toEqual([]);
  });

  it('of an event that does not tell its entity holds back all of a model that goes by entity', async () => {
    const rows = await project(...around(added('bad', 9n, { metadataText: 'damaged' })));
    expect(rows.parked).toEqual([
      { model: 'jars', key: jar('bad'), at: 4 },
      { model: 'weights', key: '*', at: 4 },
    ]);
    expect(amountsOf(rows)).toEqual([1n, 3n]);
    expect(weightsOf(rows)).toEqual([]);
  });

  it('in what no model reads is passed over', async () => {
    const rows = await project(noted('n', { dataText: '{', metadataText: '{' }), opened('a'));
    expect(rows).toMatchObject({ parked: [], position: 2, jars: [{ label: 'a' }] });
  });

  it('is still parked after a restart, and what waits is counted', async () => {
    const log = await newLog(...around({ ...added('bad', 9n), type: 'JarBroken' }));
    const store = await newStore();
    expect(await (await apply(log, store)).status()).toMatchObject({ parked: 2, held: 4 });
    await write(log, added('bad', 4n, { entity: entity('bad') }), added('good', 5n, { entity: entity('good') }));
    expect(await (await apply(log, store)).status()).toMatchObject({ parked: 2, held: 2, applied: 2 });
    expect(amountsOf(await everything(store))).toEqual([1n, 3n, 5n]);
  });

  it('without an end stops the projector: this version cannot read this log', async () => {
    const log = await newLog();
    const names = Array.from({ length: LIMITS.parkedKeys + 1 }, (_, index) => `jar ${index}`);
    for (let from = 0; from < names.length; from += 1_000)
      await Promise.all(
        names.slice(from, from + 1_000).map((name) => write(log, { ...opened(name), type: 'JarBroken' })),
      );
    const { ended } = start(log, await newStore());
    expect(await ended).toBeInstanceOf(TooManyParked);
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const plain = fc.oneof(
  { weight: 3, arbitrary: name.map((of) => opened(of)) },
  { weight: 2, arbitrary: fc.tuple(name, fc.string()).map(([of, label]) => labelled(of, label)) },
  { weight: 6, arbitrary: fc.tuple(name, fc.bigInt(-(10n ** 17n), 10n ** 17n)).map(([of, minor]) => added(of, minor)) },
  { weight: 3, arbitrary: fc.tuple(name, fc.nat()).map(([of, milligrams]) => weighed(of, `${milligrams}`)) },
  { weight: 1, arbitrary: name.map((of) => noted(of)) },
);
const poisoned = fc.oneof(
  name.map((of) => ({ ...opened(of), type: 'JarBroken' })),
  name.map((of) => added(of, 1n, { dataText: '{' })),
  name.map((of) => weighed(of, '9'.repeat(30))),
  name.map((of) => added(of, 1n, { metadataText: '{}' })),
);
const found = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: poisoned }),
    fc.constantFrom('x', 'y'),
    fc.nat(50),
  )
  .map(([event, of, recordedAt]): Found => ({ ...event, entity: entity(of), recordedAt }));

const moments = Array.from({ length: 51 }, (_, second) => instant(Date.UTC(2026, 0, 1) + second * 1_000));

/** What was known at each moment, as the rows say. */
const knownTimes = (store: ReadStore): Promise<readonly number[]> =>
  store.read('g', ({ knownAt }) => Promise.all(moments.map((moment) => knownAt(moment))));

/** The same, said by the log: all before the first event that was recorded later. */
const runningMaximum = async (log: EventLog): Promise<readonly number[]> => {
  const events = await log.readAll(START, 1_000);
  const recorded = events.map((event) => (JSON.parse(event.metadata) as { recordedAt?: string }).recordedAt ?? '');
  return moments.map((moment) => {
    const later = recorded.findIndex((at) => at > moment);
    return later < 0 ? events.length : later;
  });
};

describe('any history', () => {
  it('gives the same rows live, built again, stopped and started, and in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(found, { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(30),
        async (history, size, cut) => {
          const log = await newLog();
          const stores = await Promise.all([newStore(), newStore(), newStore()]);
          const [live, built, stopped] = stores as [ReadStore, ReadStore, ReadStore];
          const running = start(log, live);
          await write(log, ...history.slice(0, cut));
          await apply(inPages(log, size), stopped);
          await write(log, ...history.slice(cut));
          await apply(inPages(log, size), stopped);
          await apply(log, built);
          await caughtUp(log, live);
          await running.stop();
          const rows = await everything(built);
          expect(await knownTimes(built)).toEqual(await runningMaximum(log));
          expect(await knownTimes(live)).toEqual(await knownTimes(built));
          expect(await everything(live)).toEqual(rows);
          expect(await everything(stopped)).toEqual(rows);
        },
      ),
      { numRuns: 12 },
    );
  });
});
