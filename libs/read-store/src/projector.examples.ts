import {
  amount,
  currency,
  date,
  eventSet,
  eventType,
  instant,
  money,
  revision,
  seal,
  streamName,
  tenant,
  text,
  uuidOf,
  type CalendarDate,
  type Currency,
  type EncodedEvent,
  type EntityId,
  type FactOf,
  type StreamName,
} from '#kernel';
import type { Checkpoint, EventLog, StoredEvent } from '#event-log';
import { insert, integerColumn, minorColumn, table, textColumn, update, type AnyModel, type Model } from './model.js';

/** Two documents of one small business: a jar with coins in it, and a note that no model reads. */
const JarOpened = eventType('JarOpened', 1, { label: text });
const JarLabelled = eventType(
  'JarLabelled',
  2,
  { label: text },
  { 1: (data) => ({ label: (data as { name: unknown }).name }) },
);
const CoinAdded = eventType('CoinAdded', 1, { amount });
/** Its size is a text of digits, so that a model can make a row of it that no table takes. */
const CoinWeighed = eventType('CoinWeighed', 1, { milligrams: text, on: date });
const facts = [JarOpened, JarLabelled, CoinAdded, CoinWeighed] as const;
const jarEvents = eventSet(...facts);
type JarEvent = FactOf<typeof facts>;

const jars = table(
  'jars',
  { tenant: textColumn, jar: textColumn, entity: textColumn, label: textColumn, changed_at: integerColumn },
  { key: ['tenant', 'jar'], indexes: [['tenant', 'entity']] },
);
const coins = table(
  'coins',
  { tenant: textColumn, position: integerColumn, jar: textColumn, amount_minor: minorColumn },
  { key: ['tenant', 'position'] },
);
const weights = table(
  'weights',
  { tenant: textColumn, position: integerColumn, entity: textColumn, grams_minor: minorColumn },
  { key: ['tenant', 'position'] },
);

const jarModel: Model<JarEvent> = {
  name: 'jars',
  version: 1,
  orderKey: 'stream',
  tables: [jars, coins],
  categories: ['jar'],
  events: jarEvents,
  project: ({ type, data, stream, position, metadata }) => {
    const key = { tenant: metadata.tenant as string, jar: stream as string };
    switch (type) {
      case 'JarOpened':
        return [insert(jars, { ...key, entity: metadata.entity, label: data.label, changed_at: position })];
      case 'JarLabelled':
        return [update(jars, key, { label: data.label, changed_at: position })];
      case 'CoinAdded':
        return [
          insert(coins, { ...key, position, amount_minor: data.amount.minor }),
          update(jars, key, { changed_at: position }),
        ];
      case 'CoinWeighed':
        return [];
    }
  },
};

const weightModel: Model<JarEvent> = {
  name: 'weights',
  version: 1,
  orderKey: 'entity',
  tables: [weights],
  categories: ['jar'],
  events: jarEvents,
  project: ({ type, data, position, metadata: { tenant: of, entity } }) =>
    type === 'CoinWeighed'
      ? [insert(weights, { tenant: of, position, entity, grams_minor: BigInt(data.milligrams) })]
      : [],
};

export const models: readonly AnyModel[] = [jarModel, weightModel];

export const jar = (name: string): StreamName => streamName('jar', tenant('t'), uuidOf(name));
export const note = (name: string): StreamName => streamName('note', tenant('t'), uuidOf(name));
export const entity = (name: string): EntityId => uuidOf('entity', name);

/** An event as it may be found in a log, whoever wrote it. */
export interface Found {
  readonly stream: StreamName;
  readonly type: string;
  readonly data: unknown;
  readonly schemaVersion?: number;
  readonly entity?: EntityId;
  readonly recordedAt?: number;
  /** Texts that are stored in place of the data and the metadata. */
  readonly dataText?: string;
  readonly metadataText?: string;
}

const eur = (minor: bigint) => amount.encode(money(minor, currency('EUR') as Currency));

export const opened = (name: string, more: Partial<Found> = {}): Found => ({
  stream: jar(name),
  type: 'JarOpened',
  data: { label: name },
  ...more,
});
export const labelled = (name: string, label: string, more: Partial<Found> = {}): Found => ({
  stream: jar(name),
  type: 'JarLabelled',
  schemaVersion: 2,
  data: { label },
  ...more,
});
export const added = (name: string, minor: bigint, more: Partial<Found> = {}): Found => ({
  stream: jar(name),
  type: 'CoinAdded',
  data: { amount: eur(minor) },
  ...more,
});
export const weighed = (name: string, milligrams: string, more: Partial<Found> = {}): Found => ({
  stream: jar(name),
  type: 'CoinWeighed',
  data: { milligrams, on: '2026-01-01' },
  ...more,
});
export const noted = (name: string, more: Partial<Found> = {}): Found => ({
  stream: note(name),
  type: 'NoteTaken',
  data: {},
  ...more,
});

const encoded = (found: Found, at: number): EncodedEvent => {
  const { encoded: sealed } = seal({
    stream: found.stream,
    revision: revision(at),
    type: found.type,
    schemaVersion: found.schemaVersion ?? 1,
    data: found.data,
    ordinal: 0,
    metadata: {
      $causationId: 'c',
      $correlationId: 'c',
      actor: 'test',
      commandHash: '',
      commandId: uuidOf(found.stream, at),
      effectiveOn: '2026-01-01' as CalendarDate,
      entity: found.entity ?? entity('main'),
      prev: '',
      recordedAt: instant(Date.UTC(2026, 0, 1) + (found.recordedAt ?? at) * 1_000),
      tenant: tenant('t'),
    },
  });
  return { ...sealed, data: found.dataText ?? sealed.data, metadata: found.metadataText ?? sealed.metadata };
};

/** Writes events at the end of their streams, in this order. */
export const write = async (log: EventLog, ...history: readonly Found[]): Promise<void> => {
  for (const found of history) {
    const { length } = await log.readStream(found.stream, revision(0), 1_000);
    await log.append(found.stream, length === 0 ? 'noStream' : revision(length - 1), [encoded(found, length)]);
  }
};

/** The same log, read in pages of another size, each event as often as wanted. */
export const inPages = (log: EventLog, size: number, times = 1): EventLog => ({
  append: (...args) => log.append(...args),
  readStream: (...args) => log.readStream(...args),
  readAll: (...args) => log.readAll(...args),
  head: () => log.head(),
  covers: (...args) => log.covers(...args),
  parseToken: (given) => log.parseToken(given),
  close: () => log.close(),
  async *follow(after: Checkpoint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
    for await (const page of log.follow(after, signal))
      for (let from = 0; from < page.length; from += size)
        for (let time = 0; time < times; time += 1) yield page.slice(from, from + size);
  },
});
