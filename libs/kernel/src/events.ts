import { currency, type Currency } from './currency.js';
import { calendarDate, type CalendarDate } from './dates.js';
import { isUuid, type Uuid } from './ids.js';
import { formatAmount, parseAmount, parseRate, type Money, type Rate } from './money.js';

/** A business fact before it is recorded. `effectiveOn` is the day it counts on, in the entity's time zone. */
export interface Fact {
  readonly type: string;
  readonly effectiveOn: CalendarDate;
  readonly data: object;
}

/** A stored event that this version cannot read. In a fold it is 503, in a projection it parks its key: never a guess. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

const unreadable = (at: string, expected: string, found: unknown): never => {
  throw new UnreadableEvent(`${at}: expected ${expected}, found ${JSON.stringify(found)?.slice(0, 60)}`);
};

/** A value that must not get into the book, because nothing could read it there. A defect of the one who made the event. */
const unwritable = (expected: string, found: unknown): never => {
  throw new TypeError(`expected ${expected}, found ${String(found).slice(0, 60)}`);
};

/**
 * How one value is written into an event and read back. `encode` gives plain JSON with its keys in order (RFC 8785) and
 * writes only what `decode` reads: it throws a TypeError for anything else, before it stands in the book for good.
 */
export interface Field<T> {
  readonly encode: (value: T) => unknown;
  readonly decode: (json: unknown, at: string) => T;
}

/** A field of whatever kind, in a list of several. */
export interface AnyField {
  readonly encode: (value: never) => unknown;
  readonly decode: (json: unknown, at: string) => unknown;
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
  encode: (value) => (is(value) ? value : unwritable(expected, value)),
  decode: (json, at) => (is(json) ? (json as T) : unreadable(at, expected, json)),
});

/** A text of well-formed Unicode: a lone surrogate has no canonical form. */
export const text: Field<string> = plain('a text', (json) => typeof json === 'string' && json.isWellFormed());
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
  const read = known && typeof amount === 'string' ? parseAmount(amount, known, Infinity) : undefined;
  return read && 'minor' in read && Object.keys(others).length === 0 ? read : unreadable(at, 'an amount', json);
};

/** Money of any size: the limit of what people enter is not one of what the book has computed. */
export const amount: Field<Money> = {
  encode: (value) =>
    typeof value?.minor === 'bigint' && currency(value.currency) !== undefined
      ? { amount: formatAmount(value), currency: value.currency }
      : unwritable('an amount', value),
  decode: (json, at) =>
    typeof json === 'object' && json !== null ? decodeAmount(json, at) : unreadable(at, 'an amount', json),
};

/** A TypeError of `encode` with the name of the field or the place in the list where it is. */
const placed = (place: string | number, error: unknown): unknown =>
  error instanceof TypeError ? new TypeError(`${place}: ${error.message}`) : error;

const encodeItem = <T>(field: Field<T>, item: T, index: number): unknown => {
  try {
    return item === undefined ? unwritable('a value', item) : field.encode(item);
  } catch (error) {
    throw placed(index, error);
  }
};

export const list = <T>(field: Field<T>): Field<readonly T[]> => ({
  encode: (values) =>
    Array.isArray(values)
      ? Array.from(values as readonly T[], (item, index) => encodeItem(field, item, index))
      : unwritable('a list', values),
  decode: (json, at) =>
    Array.isArray(json)
      ? json.map((item, index) => field.decode(item, `${at}/${index}`))
      : unreadable(at, 'a list', json),
});

type OptionalKeys<S> = { [K in keyof S]: S[K] extends { optional: true } ? K : never }[keyof S];
type ValueOf<F> = F extends AnyField ? ReturnType<F['decode']> : never;
export type RecordOf<S> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ValueOf<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: ValueOf<S[K]>;
};

/** Names that every object inherits something under, and names that JavaScript does not keep in the order they are written. */
const isFieldName = (name: string): boolean => /^[a-z][A-Za-z0-9]*$/.test(name) && !(name in Object.prototype);

/** An object with exactly these fields; its keys are written in order whatever the order of the declaration. */
export const record = <const S extends Readonly<Record<string, AnyField>>>(shape: S): Field<RecordOf<S>> => {
  const fields = Object.keys(shape)
    .sort()
    .map((key) => ({
      key,
      field: shape[key] as unknown as Field<unknown>,
      required: !('optional' in (shape[key] as object)),
    }));
  const known = new Set(Object.keys(shape));
  for (const key of known) if (!isFieldName(key)) throw new TypeError(`${key} is no name for a field of an event`);
  return {
    encode: (value) => {
      if (typeof value !== 'object' || value === null) return unwritable('an object', value);
      const out: Record<string, unknown> = {};
      let written = 0;
      for (const { key, field, required } of fields) {
        const given = (value as Record<string, unknown>)[key];
        if (given === undefined && !required) continue;
        if (given === undefined) throw new TypeError(`${key} is missing in an event`);
        try {
          out[key] = field.encode(given);
          written += 1;
        } catch (error) {
          throw placed(key, error);
        }
      }
      // A field that is not written would be in this process's state and in no replay.
      const given = Object.keys(value);
      for (const key of given.length === written ? [] : given)
        if (!known.has(key) && (value as Record<string, unknown>)[key] !== undefined)
          throw new TypeError(`${key} is not a field of this event`);
      return out;
    },
    decode: (json, at) => {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return unreadable(at, 'an object', json);
      const out: Record<string, unknown> = {};
      let seen = 0;
      for (const { key, field, required } of fields) {
        const given = (json as Record<string, unknown>)[key];
        if (given === undefined && !required) continue;
        if (given === undefined) return unreadable(at, `a field ${key}`, undefined);
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

/** An event type of whatever name and data, in a list of several. */
export type AnyEventType = Omit<EventType<string, never>, 'data'> & { readonly data: AnyField };

export const eventType = <Type extends string, const S extends Readonly<Record<string, AnyField>>>(
  type: Type,
  schemaVersion: number,
  shape: S,
  upcasters: Readonly<Record<number, Upcaster>> = {},
): EventType<Type, RecordOf<S>> => {
  if (!Number.isInteger(schemaVersion) || schemaVersion < 1) throw new TypeError(`${type}: versions count from 1`);
  return { type, schemaVersion, data: record(shape), upcasters };
};

/** The facts of a list of event types, as the union that deciders and projections switch over. */
export type FactOf<Types extends readonly AnyEventType[]> = {
  [Index in keyof Types]: Types[Index] extends EventType<infer Type, infer Data extends object>
    ? { readonly type: Type; readonly effectiveOn: CalendarDate; readonly data: Data }
    : never;
}[number];

/** The codec of a closed set of facts. */
export interface EventSet<Event extends Fact> {
  readonly types: ReadonlyMap<string, EventType<string, Event['data']>>;
}

export const eventSet = <const Types extends readonly AnyEventType[]>(...types: Types): EventSet<FactOf<Types>> => {
  const known = new Map(types.map((type) => [type.type, type]));
  if (known.size !== types.length) throw new TypeError('two event types of one set have the same name');
  return { types: known as unknown as EventSet<FactOf<Types>>['types'] };
};

/**
 * The plain JSON of a fact's data, keys in order, with the version it is written in. Throws a TypeError for what could
 * not be read back: a missing or an undeclared field, a value that is not what its field holds.
 */
export const encodeData = <Event extends Fact>(
  set: EventSet<Event>,
  event: Event,
): { schemaVersion: number; data: unknown } => {
  const type = set.types.get(event.type);
  if (!type) throw new TypeError(`${event.type} is not an event of this context`);
  try {
    date.encode(event.effectiveOn);
    return { schemaVersion: type.schemaVersion, data: type.data.encode(event.data) };
  } catch (error) {
    throw placed(event.type, error);
  }
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
  return type.data.decode(upcast(type, schemaVersion, json), name);
};

/** An upcaster is written for what its version looked like; whatever else it meets is unreadable, however it fails. */
const upcast = (type: EventType<string, object>, from: number, json: unknown): unknown => {
  let data = json;
  for (let version = from; version < type.schemaVersion; version += 1) {
    const step = type.upcasters[version];
    if (!step) throw new UnreadableEvent(`${type.type} has no way from version ${version} to ${version + 1}`);
    try {
      data = step(data);
    } catch (error) {
      throw new UnreadableEvent(`${type.type} of version ${version} is not what it was`, { cause: error });
    }
  }
  return data;
};
