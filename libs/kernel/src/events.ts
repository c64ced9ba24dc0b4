import { currency, type Currency } from './currency.js';
import { calendarDate, type CalendarDate } from './dates.js';
import type { Fact } from './decider.js';
import { isUuid, type Uuid } from './ids.js';
import { formatAmount, parseAmount, parseRate, type Money, type Rate } from './money.js';

/** A stored event that this version cannot read. In a fold it is 503, in a projection it parks its key: never a guess. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

const unreadable = (at: string, expected: string, found: unknown): never => {
  throw new UnreadableEvent(`${at}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 60)}`);
};

/** How one value is written into an event and read back. `encode` gives plain JSON with its keys in order (RFC 8785). */
export interface Field<T> {
  readonly encode: (value: T) => unknown;
  readonly decode: (json: unknown, at: string) => T;
}

interface Optional<T> extends Field<T | undefined> {
  readonly optional: true;
}

export const optional = <T>(field: Field<T>): Optional<T> => ({
  optional: true,
  encode: (value) => (value === undefined ? undefined : field.encode(value)),
  decode: (json, at) => (json === undefined ? undefined : field.decode(json, at)),
});

const plain = <T>(expected: string, is: (json: unknown) => boolean): Field<T> => ({
  encode: (value) => value,
  decode: (json, at) => (is(json) ? (json as T) : unreadable(at, expected, json)),
});

export const text: Field<string> = plain('a text', (json) => typeof json === 'string');
export const truth: Field<boolean> = plain('true or false', (json) => typeof json === 'boolean');
export const count: Field<number> = plain(
  'an integer from 0',
  (json) => Number.isSafeInteger(json) && (json as number) >= 0,
);
export const date: Field<CalendarDate> = plain(
  'a date',
  (json) => typeof json === 'string' && calendarDate(json) !== undefined,
);
export const rate: Field<Rate> = plain('a rate', (json) => typeof json === 'string' && parseRate(json) !== undefined);
export const currencyCode: Field<Currency> = plain(
  'a currency',
  (json) => typeof json === 'string' && currency(json) !== undefined,
);
export const id = <Id extends Uuid>(): Field<Id> => plain('a UUID', (json) => typeof json === 'string' && isUuid(json));
export const oneOf = <const Choices extends readonly string[]>(...choices: Choices): Field<Choices[number]> =>
  plain(`one of ${choices.join(', ')}`, (json) => choices.includes(json as string));

const decodeAmount = (json: object, at: string): Money => {
  const { amount, currency: code, ...others } = json as Record<string, unknown>;
  const known = typeof code === 'string' ? currency(code) : undefined;
  const read = known && typeof amount === 'string' ? parseAmount(amount, known) : undefined;
  return read && 'minor' in read && Object.keys(others).length === 0 ? read : unreadable(at, 'an amount', json);
};

export const amount: Field<Money> = {
  encode: (value) => ({ amount: formatAmount(value), currency: value.currency }),
  decode: (json, at) =>
    typeof json === 'object' && json !== null ? decodeAmount(json, at) : unreadable(at, 'an amount', json),
};

export const list = <T>(field: Field<T>): Field<readonly T[]> => ({
  encode: (values) => values.map((value) => field.encode(value)),
  decode: (json, at) =>
    Array.isArray(json)
      ? json.map((item, index) => field.decode(item, `${at}/${index}`))
      : unreadable(at, 'a list', json),
});

type OptionalKeys<S> = { [K in keyof S]: S[K] extends { optional: true } ? K : never }[keyof S];
type ValueOf<F> = F extends Field<infer T> ? T : never;
export type RecordOf<S> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ValueOf<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: ValueOf<S[K]>;
};

/** An object with exactly these fields; its keys are written in order whatever the order of the declaration. */
export const record = <const S extends Readonly<Record<string, Field<any>>>>(shape: S): Field<RecordOf<S>> => {
  const fields = Object.keys(shape)
    .sort()
    .map((key) => ({ key, field: shape[key] as Field<unknown>, required: !('optional' in (shape[key] as object)) }));
  const known = new Set(Object.keys(shape));
  return {
    encode: (value) => {
      const out: Record<string, unknown> = {};
      for (const { key, field, required } of fields) {
        const given = (value as Record<string, unknown>)[key];
        if (given !== undefined) out[key] = field.encode(given);
        else if (required) throw new TypeError(`${key} is missing in an event`);
      }
      return out;
    },
    decode: (json, at) => {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return unreadable(at, 'an object', json);
      const out: Record<string, unknown> = {};
      let seen = 0;
      for (const { key, field, required } of fields) {
        const given = (json as Record<string, unknown>)[key];
        if (given === undefined && !required) continue;
        out[key] = field.decode(given, `${at}/${key}`);
        seen += 1;
      }
      if (Object.keys(json).length !== seen)
        unreadable(
          at,
          `only ${[...known].join(', ')}`,
          Object.keys(json).filter((key) => !known.has(key)),
        );
      return out as RecordOf<S>;
    },
  };
};

/** Brings the stored data of one version to the next: pure, one event to one event, nothing split or renamed. */
export type Upcaster = (data: unknown) => unknown;

/** One kind of stored fact: its name, the version that is written now, its fields, and how older versions are read. */
export interface EventType<Type extends string, Data extends object> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Field<Data>;
  readonly upcasters: Readonly<Record<number, Upcaster>>;
}

export const eventType = <Type extends string, const S extends Readonly<Record<string, Field<any>>>>(
  type: Type,
  schemaVersion: number,
  shape: S,
  upcasters: Readonly<Record<number, Upcaster>> = {},
): EventType<Type, RecordOf<S>> => ({ type, schemaVersion, data: record(shape), upcasters });

/** The facts of a list of event types, as the union that deciders and projections switch over. */
export type FactOf<Types extends readonly EventType<string, any>[]> = {
  [Index in keyof Types]: Types[Index] extends EventType<infer Type, infer Data extends object>
    ? { readonly type: Type; readonly effectiveOn: CalendarDate; readonly data: Data }
    : never;
}[number];

/** The codec of a closed set of facts. */
export interface EventSet<Event extends Fact> {
  readonly types: ReadonlyMap<string, EventType<string, Event['data']>>;
}

export const eventSet = <const Types extends readonly EventType<string, any>[]>(
  ...types: Types
): EventSet<FactOf<Types>> => ({
  types: new Map(types.map((type) => [type.type, type])),
});

/** The plain JSON of a fact's data, keys in order, with the version it is written in. Throws a TypeError for a missing field. */
export const encodeData = <Event extends Fact>(
  set: EventSet<Event>,
  event: Event,
): { schemaVersion: number; data: unknown } => {
  const type = set.types.get(event.type);
  if (!type) throw new TypeError(`${event.type} is not an event of this context`);
  return { schemaVersion: type.schemaVersion, data: type.data.encode(event.data) };
};

/** Reads stored data of any version ever written. Throws UnreadableEvent. */
export const decodeData = <Event extends Fact>(
  set: EventSet<Event>,
  name: string,
  schemaVersion: number,
  json: unknown,
): Event['data'] => {
  const type = set.types.get(name);
  if (!type) throw new UnreadableEvent(`${name} is not known here`);
  if (!Number.isInteger(schemaVersion) || schemaVersion > type.schemaVersion || schemaVersion < 1)
    throw new UnreadableEvent(`${name} of version ${schemaVersion} is not known here`);
  let data = json;
  for (let version = schemaVersion; version < type.schemaVersion; version += 1) {
    const upcast = type.upcasters[version];
    if (!upcast) throw new UnreadableEvent(`${name} has no way from version ${version} to ${version + 1}`);
    data = upcast(data);
  }
  return type.data.decode(data, name);
};
