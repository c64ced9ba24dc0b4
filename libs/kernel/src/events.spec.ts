import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currency, type Currency } from './currency.js';
import type { CalendarDate } from './dates.js';
import {
  amount,
  count,
  currencyCode,
  date,
  decodeData,
  encodeData,
  eventSet,
  eventType,
  id,
  list,
  oneOf,
  optional,
  rate,
  record,
  text,
  truth,
  UnreadableEvent,
  type Field,
} from './events.js';
import { uuidOf, type CustomerId } from './ids.js';
import { money, type Rate } from './money.js';

const EUR = currency('EUR') as Currency;
const today = '2026-11-23' as CalendarDate;
const customerId = uuidOf<CustomerId>('customer');

const line = record({ number: count, net: amount, note: optional(text) });
const Billed = eventType('Billed', 1, {
  total: amount,
  customerId: id<CustomerId>(),
  lines: list(line),
  discount: optional(record({ until: date, percent: text })),
});
const set = eventSet(Billed);
const billed = {
  type: 'Billed' as const,
  effectiveOn: today,
  data: {
    total: money(300n, EUR),
    customerId,
    lines: [
      { number: 1, net: money(100n, EUR) },
      { note: 'two', net: money(200n, EUR), number: 2 },
    ],
  },
};

const written = (event: typeof billed): string => JSON.stringify(encodeData(set, event).data);
const readBack = (json: unknown, version = 1): unknown => decodeData(set, 'Billed', version, json);

describe('an event', () => {
  it('is written with its keys in order at every depth, whatever the order of declaration or of the values', () => {
    expect(written(billed)).toBe(
      `{"customerId":"${customerId}","lines":[{"net":{"amount":"1.00","currency":"EUR"},"number":1},{"net":{"amount":"2.00","currency":"EUR"},"note":"two","number":2}],"total":{"amount":"3.00","currency":"EUR"}}`,
    );
  });

  it('is read back as it was written, money above 2^53 and optional parts included', () => {
    const data = {
      ...billed.data,
      total: money(-(2n ** 80n), EUR),
      discount: { until: today, percent: '2.5' },
      lines: [],
    };
    const { schemaVersion, data: json } = encodeData(set, { ...billed, data });
    expect([schemaVersion, decodeData(set, 'Billed', 1, JSON.parse(JSON.stringify(json)))]).toEqual([1, data]);
  });

  it('leaves an absent field out, and takes undefined for absent', () => {
    expect(written({ ...billed, data: { ...billed.data, discount: undefined } as typeof billed.data })).toBe(
      written(billed),
    );
    expect(Object.keys(readBack(encodeData(set, billed).data) as object)).not.toContain('discount');
  });
});

describe('what could not be read back', () => {
  const spoilt = (data: object) => () =>
    encodeData(set, { ...billed, data: { ...billed.data, ...data } as typeof billed.data });

  it('is not written: a missing field', () => {
    expect(spoilt({ total: undefined })).toThrow(new TypeError('Billed: total is missing in an event'));
    expect(spoilt({ lines: [{ number: 1 }] })).toThrow('Billed: lines: 0: net is missing in an event');
  });

  it('is not written: a field that was not declared, for no replay would have it', () => {
    expect(spoilt({ memo: 'x' })).toThrow('Billed: memo is not a field of this event');
    expect(spoilt({ lines: [{ ...billed.data.lines[0], memo: 'x' }] })).toThrow(
      'Billed: lines: 0: memo is not a field',
    );
  });

  it('is not written: a value that its field does not hold', () => {
    for (const [data, message] of [
      [{ total: { minor: 1, currency: 'EUR' } }, 'Billed: total: expected an amount'],
      [{ total: { minor: 1n, currency: 'EURO' } }, 'Billed: total: expected an amount'],
      [{ customerId: 'nobody' }, 'Billed: customerId: expected a UUID, found nobody'],
      [{ lines: [{ number: 1.5, net: money(1n, EUR) }] }, 'Billed: lines: 0: number: expected an integer from 0'],
      [{ lines: [{ number: NaN, net: money(1n, EUR) }] }, 'Billed: lines: 0: number: expected an integer from 0'],
      [{ lines: {} }, 'Billed: lines: expected a list'],
      [{ lines: [undefined] }, 'Billed: lines: 0: expected a value'],
      [{ discount: { until: '2026-02-30', percent: '2' } }, 'Billed: discount: until: expected a date'],
      [{ discount: { until: today, percent: '\uD800' } }, 'Billed: discount: percent: expected a text'],
      [{ discount: null }, 'Billed: discount: expected an object'],
    ] as const)
      expect(spoilt(data)).toThrow(message);
  });

  it('is not written: a fact of another context, or one that counts on no day', () => {
    const other = { ...billed, type: 'Shipped' as 'Billed' };
    expect(() => encodeData(set, other)).toThrow(new TypeError('Shipped is not an event of this context'));
    expect(() => encodeData(set, { ...billed, effectiveOn: 'today' as CalendarDate })).toThrow(
      'Billed: expected a date',
    );
  });
});

describe('what is not as it was written', () => {
  const json = (): Record<string, unknown> => JSON.parse(written(billed)) as Record<string, unknown>;

  it('is unreadable: a field too many, too few, or of another kind, and it says where', () => {
    for (const [spoilt, where] of [
      [{ memo: 1 }, 'Billed: expected only total, customerId, lines, discount, found ["memo"]'],
      [{ total: undefined }, 'Billed: expected a field total'],
      [{ total: { amount: '1.0', currency: 'EUR' } }, 'Billed/total: expected an amount'],
      [{ total: { amount: '1.00', currency: 'EUR', scale: 2 } }, 'Billed/total: expected an amount'],
      [{ total: 1 }, 'Billed/total: expected an amount'],
      [{ total: ['1.00', 'EUR'] }, 'Billed/total: expected an amount'],
      [
        { lines: [{ number: -1, net: { amount: '1.00', currency: 'EUR' } }] },
        'Billed/lines/0/number: expected an integer',
      ],
      [{ lines: [null] }, 'Billed/lines/0: expected an object'],
      [{ lines: 'none' }, 'Billed/lines: expected a list'],
      [{ customerId: customerId.toUpperCase() }, 'Billed/customerId: expected a UUID'],
      [{ discount: null }, 'Billed/discount: expected an object'],
    ] as const) {
      expect(() => readBack({ ...json(), ...spoilt })).toThrow(UnreadableEvent);
      expect(() => readBack({ ...json(), ...spoilt })).toThrow(where);
    }
  });

  it('is unreadable: no object at all', () => {
    for (const data of [null, undefined, [], 'x', 5, true]) expect(() => readBack(data)).toThrow(UnreadableEvent);
  });

  it('is unreadable: an unknown type, or a version that is not known yet or never was', () => {
    expect(() => decodeData(set, 'Shipped', 1, json())).toThrow(new UnreadableEvent('Shipped is not known here'));
    expect(() => decodeData(set, 'toString', 1, json())).toThrow(UnreadableEvent);
    for (const version of [2, 0, -1, 1.5, NaN]) expect(() => readBack(json(), version)).toThrow(UnreadableEvent);
  });

  it('is unreadable: a name that every object inherits', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(() => readBack(JSON.parse(written(billed).replace('{', `{"${name}":{},`)))).toThrow(UnreadableEvent);
  });

  it('never fails in any other way, whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('customerId', 'lines', 'total', 'discount', 'x'), (value, key) => {
        try {
          readBack(value);
          readBack({ ...json(), [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableEvent);
        }
      }),
    );
  });
});

describe('older versions', () => {
  const Moved = eventType(
    'Moved',
    3,
    { to: text, by: text, on: date },
    {
      1: (data) => ({
        ...(data as { place: string }),
        by: (data as { who: { name: string } }).who.name,
        who: undefined,
      }),
      2: ({ place, who: _, ...data }: any) => ({ ...data, to: place }),
    },
  );
  const moved = eventSet(Moved);

  it('are brought to the newest one, step by step', () => {
    const newest = { to: 'Suzhou', by: 'Li', on: today };
    expect(decodeData(moved, 'Moved', 1, { place: 'Suzhou', who: { name: 'Li' }, on: today })).toEqual(newest);
    expect(decodeData(moved, 'Moved', 2, { place: 'Suzhou', by: 'Li', on: today })).toEqual(newest);
    expect(decodeData(moved, 'Moved', 3, newest)).toEqual(newest);
  });

  it('are unreadable when they are not what their version looked like', () => {
    expect(() => decodeData(moved, 'Moved', 1, { place: 'Suzhou', on: today })).toThrow(UnreadableEvent);
    expect(() => decodeData(moved, 'Moved', 1, null)).toThrow(UnreadableEvent);
    expect(() => decodeData(moved, 'Moved', 2, { by: 'Li', on: today })).toThrow(UnreadableEvent);
  });

  it('are unreadable when nobody wrote the way from them', () => {
    const gap = eventSet(eventType('Moved', 3, { to: text }, { 2: (data) => data }));
    expect(() => decodeData(gap, 'Moved', 1, { to: 'x' })).toThrow('Moved has no way from version 1 to 2');
    expect(decodeData(gap, 'Moved', 2, { to: 'x' })).toEqual({ to: 'x' });
  });

  it('are not written any more', () => {
    expect(
      encodeData(moved, { type: 'Moved' as const, effectiveOn: today, data: { to: 'a', by: 'b', on: today } })
        .schemaVersion,
    ).toBe(3);
  });
});

describe('a declaration', () => {
  it('refuses names that JavaScript reorders or that every object inherits', () => {
    for (const name of ['10', '__proto__', 'toString', 'constructor', 'with-dash', 'Capital', ''])
      expect(() => record({ [name]: text })).toThrow('is no name for a field of an event');
  });

  it('refuses two types of one name, and versions that do not count from 1', () => {
    expect(() => eventSet(eventType('A', 1, {}), eventType('A', 2, {}))).toThrow('the same name');
    for (const version of [0, 1.5, NaN]) expect(() => eventType('A', version, {})).toThrow('versions count from 1');
  });
});

describe('every kind of field', () => {
  const kinds: readonly (readonly [string, Field<any>, readonly unknown[], readonly unknown[]])[] = [
    ['text', text, ['', 'ä\n"\\', '🧾'], [1, null, '\uDC00']],
    ['truth', truth, [true, false], [0, 'true', null]],
    ['count', count, [0, Number.MAX_SAFE_INTEGER], [-1, 0.5, 2 ** 53, '1', NaN]],
    ['date', date, [today, '2024-02-29'], ['2026-02-29', '', 20261123]],
    ['rate', rate, ['0.92347' as Rate], ['0', 1, '']],
    ['currencyCode', currencyCode, [EUR], ['eur', '', 1]],
    ['id', id(), [customerId], ['', 'x', 1]],
    ['oneOf', oneOf('plan', 'invoice'), ['plan', 'invoice'], ['', 'toString', 1]],
    ['amount', amount, [money(0n, EUR), money(-1n, EUR), money(10n ** 40n, EUR)], [1n, '1.00', null]],
    ['list', list(count), [[], [1, 2, 1]], [1, 'ab', null, [null], [-1]]],
    [
      'record',
      record({ b: count, a: optional(text) }),
      [{ b: 1 }, { b: 1, a: '' }],
      [{ a: '' }, null, [], { b: 1, c: 1 }],
    ],
  ];

  it('reads what it writes and writes nothing else', () => {
    for (const [name, field, good, bad] of kinds) {
      for (const value of good)
        expect([name, field.decode(JSON.parse(JSON.stringify(field.encode(value))), name)]).toEqual([name, value]);
      for (const value of bad) expect(() => field.encode(value)).toThrow(TypeError);
      for (const value of bad.filter((json) => typeof json !== 'bigint'))
        expect(() => field.decode(value, name)).toThrow(UnreadableEvent);
    }
  });
});
