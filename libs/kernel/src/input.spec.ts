import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Input, InvalidInput, type InputProblem } from './input.js';
import { uuidOf, type CustomerId } from './ids.js';

/** The problems of reading a body, as `pointer rule`; none when it passes. */
const told = (body: unknown, read: (input: Input) => unknown): readonly InputProblem[] => {
  const input = Input.of(body);
  read(input);
  try {
    input.finish();
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
};
const problems = (body: unknown, read: (input: Input) => unknown): readonly string[] =>
  told(body, read).map(({ pointer, rule }) => `${pointer} ${rule}`);

/** What one field gives for one value: the value read, or the rules it breaks. */
const reading =
  <T>(read: (input: Input) => T) =>
  (value: unknown): unknown => {
    const input = Input.of({ x: value });
    const got = read(input);
    return input.failed ? problems({ x: value }, read).map((line) => line.replace(/^\/x/, '')) : got;
  };

describe('a request', () => {
  it('is an object', () => {
    for (const body of [null, undefined, 5, 'text', [], true])
      expect(problems(body, (input) => [input.text('name'), input.money('amount')])).toEqual([' object']);
  });

  it('tells every problem at once', () => {
    expect(
      problems({ name: '', on: '2026-02-30', amount: { amount: '1', currency: 'EUR' }, surplus: 1 }, (input) => [
        input.text('name'),
        input.date('on'),
        input.money('amount'),
        input.id('customerId'),
      ]),
    ).toEqual([
      '/name text',
      '/on date',
      '/amount/amount amount-scale',
      '/customerId required',
      '/surplus unknown-field',
    ]);
  });

  it('says in a sentence what is wrong and where', () => {
    expect(told({ on: 'tomorrow' }, (input) => input.date('on'))).toEqual([
      { pointer: '/on', rule: 'date', detail: 'on must be a date that exists, such as "2026-11-23"' },
    ]);
    expect(() => Input.of({ a: 1 }).finish()).toThrow('/a: "a" is not a field of this request');
  });

  it('does not take null for absent', () => {
    expect(problems({ name: null }, (input) => input.optional('name', input.text))).toEqual(['/name text']);
    expect(problems({}, (input) => input.optional('name', input.text))).toEqual([]);
  });

  it('passes when everything it holds was asked for', () => {
    const input = Input.of({ name: 'ACME', days: 30 });
    expect([input.text('name'), input.integer('days', 0, 365), input.optional('note', input.text)]).toEqual([
      'ACME',
      30,
      undefined,
    ]);
    expect(() => input.finish()).not.toThrow();
  });

  it('of nothing but mistakes gets an answer of bounded size', () => {
    const body = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, index]));
    expect(problems(body, () => undefined)).toHaveLength(1_000);
  });
});

describe('names that every object inherits', () => {
  const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

  it('are unknown fields like any other when a request has them', () => {
    for (const name of inherited) {
      const body: unknown = JSON.parse(`{${JSON.stringify(name)}: {"polluted": true}}`);
      expect(problems(body, () => undefined)).toEqual([`/${name} unknown-field`]);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('are absent when a request does not have them', () => {
    for (const name of inherited) {
      expect(Input.of({}).has(name)).toBe(false);
      expect(problems({}, (input) => input.text(name))).toEqual([`/${name} required`]);
      expect(problems({}, (input) => input.object(name))).toEqual([`/${name} required`]);
    }
  });

  it('are read when they are asked for and there', () => {
    const input = Input.of(JSON.parse('{"__proto__": "a", "toString": "b"}'));
    expect([input.text('__proto__'), input.text('toString')]).toEqual(['a', 'b']);
    expect(() => input.finish()).not.toThrow();
  });
});

describe('a pointer', () => {
  it('is escaped as RFC 6901 wants, a slash in a name included', () => {
    const body = { 'a/b': 1, 'm~n': 1, '~1': 1, '': 1, 'ä"\\': 1 };
    expect(problems(body, () => undefined)).toEqual([
      '/a~1b unknown-field',
      '/m~0n unknown-field',
      '/~01 unknown-field',
      '/ unknown-field',
      '/ä"\\ unknown-field',
    ]);
  });

  it('leads through objects and lists', () => {
    const body = { 'in/out': { items: [{ n: 1 }, { n: 'x', m: 1 }, 5] } };
    expect(
      problems(body, (input) =>
        input.nested('in/out', (inner) => inner.list('items', 1, 9, (item) => item.integer('n', 1, 9))),
      ),
    ).toEqual(['/in~1out/items/1/n integer', '/in~1out/items/1/m unknown-field', '/in~1out/items/2 object']);
  });

  it('finds, by its own rule, exactly the field that was unknown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const body: unknown = JSON.parse(`{${JSON.stringify(name)}: 1}`);
        const [pointer = ''] = told(body, () => undefined).map((problem) => problem.pointer);
        expect(pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')).toBe(name);
      }),
    );
  });
});

describe('a text', () => {
  const text = reading((input) => input.text('x'));

  it('is trimmed and composed (NFC)', () => {
    expect(text('  ACME  GmbH ')).toBe('ACME  GmbH');
    expect(text('Zu\u0308rich 苏州 🧾')).toBe('Zürich 苏州 🧾');
  });

  it('has at least one character and at most 1,000, counted as characters', () => {
    expect([text(''), text('   '), text('🧾'.repeat(1001))]).toEqual([[' text'], [' text'], [' text']]);
    expect(text('🧾'.repeat(1000))).toBe('🧾'.repeat(1000));
  });

  it('is printable and well formed', () => {
    for (const bad of ['a\u0000', 'a\nb', 'a\u202Eb', 'a\u2028b', 'a\uE000', '\uD800', 'a\u200Bb', 'a\uFFFF'])
      expect([bad, text(bad)]).toEqual([bad, [' text']]);
  });

  it('is nothing else', () => {
    for (const bad of [5, true, [], {}, null]) expect(text(bad)).toEqual([' text']);
  });
});

describe('a code', () => {
  const code = reading((input) => input.code('x'));

  it('has 1 to 64 characters, case kept', () => {
    expect([code('Rg-7/2026 A'), code('x'.repeat(64)), code('x'.repeat(65))]).toEqual([
      'Rg-7/2026 A',
      'x'.repeat(64),
      [' text'],
    ]);
  });

  it('has not the shape of an id, in capitals neither', () => {
    expect(code(uuidOf('a'))).toEqual([' code-shaped-like-id']);
    expect(code(uuidOf('a').toUpperCase())).toEqual([' code-shaped-like-id']);
  });

  it('has not the shape of the numbers that a series gives', () => {
    expect([code('R-2026-000001'), code('RE-2026-1234567')]).toEqual([
      [' code-shaped-like-series'],
      [' code-shaped-like-series'],
    ]);
    expect([code('R-2026-00001'), code('r-2026-000001')]).toEqual(['R-2026-00001', 'r-2026-000001']);
  });
});

describe('the other values', () => {
  it('truth is true or false', () => {
    const truth = reading((input) => input.truth('x'));
    expect([truth(true), truth(false), truth('true'), truth(0)]).toEqual([true, false, [' boolean'], [' boolean']]);
  });

  it('an integer lies between its bounds and is a number', () => {
    const days = reading((input) => input.integer('x', 0, 365));
    expect([days(0), days(365)]).toEqual([0, 365]);
    for (const bad of [-1, 366, 1.5, '30', NaN, Infinity, null, 1e300])
      expect([bad, days(bad)]).toEqual([bad, [' integer']]);
  });

  it('a choice is one of those there are', () => {
    const method = reading((input) => input.oneOf('x', ['hand', 'exact']));
    expect([method('hand'), method('Hand'), method('toString'), method(['hand'])]).toEqual([
      'hand',
      [' one-of'],
      [' one-of'],
      [' one-of'],
    ]);
  });

  it('a date exists', () => {
    const date = reading((input) => input.date('x'));
    expect([date('2024-02-29'), date('2026-02-29'), date(20260101)]).toEqual(['2024-02-29', [' date'], [' date']]);
  });

  it('an id is a lower-case UUID', () => {
    const id = reading((input) => input.id<CustomerId>('x'));
    expect(id(uuidOf('a'))).toBe(uuidOf('a'));
    expect([id(uuidOf('a').toUpperCase()), id('1'), id(1)]).toEqual([[' uuid'], [' uuid'], [' uuid']]);
  });

  it('a percentage is a decimal text above 0 and below 100', () => {
    const percent = reading((input) => input.percent('x'));
    expect([percent('2'), percent('2.5'), percent('99.9999'), percent('0.5')]).toEqual(['2', '2.5', '99.9999', '0.5']);
    for (const bad of ['0', '0.0000', '100', '02', '2.', '2.55555', '-1', 2])
      expect([bad, percent(bad)]).toEqual([bad, [' percent']]);
  });

  it('a currency is its code, a rate a positive decimal text', () => {
    const [code, rate] = [reading((input) => input.currency('x')), reading((input) => input.rate('x'))];
    expect([code('EUR'), code('eur'), code(978)]).toEqual(['EUR', [' currency'], [' currency']]);
    expect([rate('0.92347'), rate('0'), rate(0.92)]).toEqual(['0.92347', [' rate'], [' rate']]);
  });
});

describe('money', () => {
  const money = reading((input) => input.money('x'));

  it('is an amount with exactly the digits of its currency, above zero', () => {
    expect(money({ amount: '120.00', currency: 'EUR' })).toEqual({ minor: 12000n, currency: 'EUR' });
    expect(money({ amount: '120.5', currency: 'EUR' })).toEqual(['/amount amount-scale']);
    expect(money({ amount: '1234567890123456.00', currency: 'EUR' })).toEqual(['/amount amount-size']);
    expect(money({ amount: '0.00', currency: 'EUR' })).toEqual(['/amount amount-above-zero']);
    expect(money({ amount: '-1.00', currency: 'EUR' })).toEqual(['/amount amount-above-zero']);
  });

  it('may be zero where the request says so, never less', () => {
    const tax = reading((input) => input.money('x', { zero: true }));
    expect(tax({ amount: '0.00', currency: 'EUR' })).toEqual({ minor: 0n, currency: 'EUR' });
    expect(tax({ amount: '-0.01', currency: 'EUR' })).toEqual(['/amount amount-not-negative']);
  });

  it('is never a number, and has no other fields', () => {
    expect(money(120)).toEqual([' object']);
    expect(money({ amount: 120, currency: 'EUR' })).toEqual(['/amount amount-format']);
    expect(money({ amount: '1.00', currency: 'EUR', scale: 2 })).toEqual(['/scale unknown-field']);
    expect(money({})).toEqual(['/currency required', '/amount required']);
  });
});

describe('a list', () => {
  const numbers = reading((input) => input.integers('x', 1, 3));

  it('has as many items as it may', () => {
    const items = reading((input) => input.list('x', 1, 2, (item) => item.integer('n', 1, 9)));
    expect(items([{ n: 1 }, { n: 2 }])).toEqual([1, 2]);
    for (const bad of [[], [{ n: 1 }, { n: 2 }, { n: 3 }], {}, 'n', null])
      expect([bad, items(bad)]).toEqual([bad, [' list']]);
  });

  it('of integers counts from 1 and repeats none', () => {
    expect(numbers([3, 1])).toEqual([3, 1]);
    expect(numbers([0, 1.5, '2'])).toEqual(['/0 integer', '/1 integer', '/2 integer']);
    expect(numbers([2, 2])).toEqual([' unique']);
  });
});

describe('any JSON at all', () => {
  it('is read or refused, and nothing else ever happens', () => {
    const read = (input: Input) => [
      input.optional('text', input.text),
      input.optional('code', input.code),
      input.optional('on', input.date),
      input.optional('amount', input.money),
      input.optional('rate', input.rate),
      input.optional('numbers', (name) => input.integers(name, 0, 9)),
      input.optional('items', (name) => input.list(name, 0, 9, (item) => [item.text('name'), item.money('amount')])),
      input.optional('inner', (name) => input.nested(name, (inner) => inner.truth('flag'))),
    ];
    const key = fc.constantFrom('text', 'code', 'on', 'amount', 'rate', 'numbers', 'items', 'inner', '__proto__', 'x');
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(key, fc.jsonValue()), fc.jsonValue()), (body) => {
        for (const { pointer, rule, detail } of told(JSON.parse(JSON.stringify(body)), read)) {
          expect(pointer === '' || pointer.startsWith('/')).toBe(true);
          expect(rule).toMatch(/^[a-z-]+$/);
          expect(detail).not.toBe('');
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
