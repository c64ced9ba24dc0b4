import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { currency, scaleOf, type Currency } from './currency.js';
import {
  atRate,
  divideRounded,
  exceeds,
  formatAmount,
  isZero,
  minus,
  money,
  negated,
  parseAmount,
  parseRate,
  plus,
  sameMoney,
  split,
  spoken,
  sum,
  zero,
  type Rate,
} from './money.js';

const code = (text: string): Currency => {
  const found = currency(text);
  if (!found) throw new Error(`${text} is no currency`);
  return found;
};
const [EUR, USD, JPY, KWD] = [code('EUR'), code('USD'), code('JPY'), code('KWD')];
const rate = (text: string): Rate => {
  const read = parseRate(text);
  if (!read) throw new Error(`${text} is no rate`);
  return read;
};
const rule = (text: string, of: Currency) => {
  const read = parseAmount(text, of);
  return 'rule' in read ? read.rule : read.minor;
};

const anyCurrency = fc.constantFrom(EUR, JPY, KWD);
/** Far above 2^53 on both sides of zero, and often near it. */
const anyMinor = fc.oneof(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: -200n, max: 200n }));
const positiveMinor = fc.bigInt({ min: 0n, max: 10n ** 20n });

describe('an amount as text', () => {
  it('has exactly the digits of its currency after the point', () => {
    expect([rule('120.00', EUR), rule('120', JPY), rule('1.234', KWD)]).toEqual([12000n, 120n, 1234n]);
    for (const [text, of] of [
      ['120.5', EUR],
      ['120', EUR],
      ['120.000', EUR],
      ['120.0', JPY],
      ['1.23', KWD],
    ] as const)
      expect([text, rule(text, of)]).toEqual([text, 'amount-scale']);
  });

  it('is a plain decimal text and nothing else', () => {
    for (const text of [
      '',
      ' 1.00',
      '1.00 ',
      '1.00\n',
      '+1.00',
      '1,00',
      '1.',
      '.50',
      '01.00',
      '--1.00',
      '1e2',
      '１.００',
    ])
      expect([text, rule(text, EUR)]).toEqual([text, 'amount-format']);
  });

  it('has one text only: zero has no sign', () => {
    expect([rule('0.00', EUR), rule('-0.00', EUR), rule('-0', JPY)]).toEqual([0n, 'amount-format', 'amount-format']);
  });

  it('has at most 15 digits before the point', () => {
    expect(rule('999999999999999.99', EUR)).toBe(99999999999999999n);
    expect(rule('1000000000000000.00', EUR)).toBe('amount-size');
    expect(rule('-1000000000000000', JPY)).toBe('amount-size');
  });

  it('says what is wrong in a sentence with the figures', () => {
    expect(parseAmount('120.5', EUR)).toEqual({
      rule: 'amount-scale',
      detail: 'an amount in EUR has exactly 2 digits after the point, not 1',
    });
  });

  it('is written with every digit of its currency', () => {
    expect([5n, -5n, 0n, 100n, -12345n].map((minor) => formatAmount(money(minor, EUR)))).toEqual([
      '0.05',
      '-0.05',
      '0.00',
      '1.00',
      '-123.45',
    ]);
    expect([formatAmount(money(-7n, JPY)), formatAmount(money(-7n, KWD))]).toEqual(['-7', '-0.007']);
    expect(spoken(money(12000n, EUR))).toBe('120.00 EUR');
  });

  it('survives being written and read, above 2^53 too', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, (minor, of) => {
        expect(parseAmount(formatAmount(money(minor, of)), of, Infinity)).toEqual(money(minor, of));
      }),
    );
    expect(formatAmount(money(9007199254740993n, EUR))).toBe('90071992547409.93');
  });

  it('is the only text of its amount: whatever can be read is written the same', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,17}\.\d{2}$/), (text) => {
        const read = parseAmount(text, EUR);
        if (!('rule' in read)) expect(formatAmount(read)).toBe(text);
      }),
    );
  });
});

describe('adding', () => {
  it('is exact, and takes back what it added', () => {
    fc.assert(
      fc.property(anyMinor, anyMinor, (a, b) => {
        expect(plus(money(a, EUR), money(b, EUR)).minor).toBe(a + b);
        expect(minus(plus(money(a, EUR), money(b, EUR)), money(b, EUR))).toEqual(money(a, EUR));
        expect(isZero(plus(money(a, EUR), negated(money(a, EUR))))).toBe(true);
        expect(exceeds(money(a, EUR), money(b, EUR))).toBe(a > b);
      }),
    );
  });

  it('of nothing is zero of the currency', () => {
    expect(sum([], JPY)).toEqual(zero(JPY));
    expect(sum([money(1n, EUR), money(2n, EUR)], EUR)).toEqual(money(3n, EUR));
  });

  it('does not mix currencies', () => {
    expect(() => plus(money(1n, EUR), money(1n, USD))).toThrow('EUR and USD do not add up');
    expect(() => minus(money(1n, EUR), money(1n, USD))).toThrow();
    expect(() => exceeds(money(1n, EUR), money(1n, USD))).toThrow();
    expect(() => sum([money(1n, USD)], EUR)).toThrow();
    expect(sameMoney(money(1n, EUR), money(1n, USD))).toBe(false);
  });
});

describe('dividing', () => {
  it('rounds halves away from zero', () => {
    expect([5n, -5n, 15n, -15n, 4n, -4n, 6n, -6n].map((top) => divideRounded(top, 10n))).toEqual([
      1n,
      -1n,
      2n,
      -2n,
      0n,
      0n,
      1n,
      -1n,
    ]);
  });

  it('is never further than a half from the exact quotient, and takes the outer one at exactly a half', () => {
    const divisor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((value) => value !== 0n);
    fc.assert(
      fc.property(anyMinor, divisor, (top, bottom) => {
        const off = 2n * (divideRounded(top, bottom) * bottom - top);
        const [distance, half] = [off < 0n ? -off : off, bottom < 0n ? -bottom : bottom];
        expect(distance <= half).toBe(true);
        const inward = top < 0n !== bottom < 0n ? off * bottom > 0n : off * bottom < 0n;
        if (distance === half) expect(inward).toBe(false);
      }),
    );
  });

  it('mirrors: the opposite sign gives the opposite result', () => {
    fc.assert(
      fc.property(anyMinor, fc.bigInt({ min: 1n, max: 10n ** 12n }), (top, bottom) => {
        expect(divideRounded(-top, bottom)).toBe(-divideRounded(top, bottom));
        expect(divideRounded(top, -bottom)).toBe(-divideRounded(top, bottom));
      }),
    );
  });
});

describe('splitting', () => {
  const ratios = fc
    .array(fc.bigInt({ min: 0n, max: 1000n }), { minLength: 1, maxLength: 40 })
    .filter((values) => values.some((value) => value > 0n));

  it('of 50,000.00 in three gives the remainder to the last: 16,666.67, 16,666.67, 16,666.66', () => {
    expect(split(money(5_000_000n, EUR), [1n, 1n, 1n]).map(formatAmount)).toEqual(['16666.67', '16666.67', '16666.66']);
  });

  it('sums to the whole for any amount, count and ratios', () => {
    fc.assert(
      fc.property(anyMinor, ratios, anyCurrency, (minor, by, of) => {
        expect(sum(split(money(minor, of), by), of)).toEqual(money(minor, of));
        expect(split(money(minor, of), by)).toHaveLength(by.length);
      }),
    );
  });

  it('gives every part but the last half away from zero of its exact share', () => {
    fc.assert(
      fc.property(anyMinor, ratios, (minor, by) => {
        const whole = by.reduce((total, ratio) => total + ratio, 0n);
        const parts = split(money(minor, EUR), by).map((part) => part.minor);
        // Twice the distance from the exact share, in parts of the whole; a half counts outwards.
        parts.slice(0, -1).forEach((part, index) => {
          const off = 2n * ((part < 0n ? -part : part) * whole - (minor < 0n ? -minor : minor) * (by[index] as bigint));
          expect(off <= whole && off > -whole).toBe(true);
          expect(part === 0n || part < 0n === minor < 0n).toBe(true);
        });
      }),
    );
  });

  it('mirrors, so that a credit note splits as its invoice did', () => {
    fc.assert(
      fc.property(anyMinor, ratios, (minor, by) => {
        expect(split(money(-minor, EUR), by)).toEqual(split(money(minor, EUR), by).map(negated));
      }),
    );
  });

  it('of very little among very many takes the rounding back from the last, as the rule says', () => {
    expect(split(money(5n, EUR), Array<bigint>(10).fill(1n)).map((part) => part.minor)).toEqual([
      ...Array<bigint>(9).fill(1n),
      -4n,
    ]);
  });

  it('needs ratios, none negative, not all zero', () => {
    for (const by of [[], [0n, 0n], [1n, -1n], [2n, -1n]])
      expect(() => split(money(100n, EUR), by)).toThrow('a split needs ratios');
  });
});

describe('a rate', () => {
  it('is a positive decimal text with at most 12 digits on each side', () => {
    for (const text of ['1', '0.92347', '0.000000000001', '999999999999.999999999999', '1.0'])
      expect([text, parseRate(text)]).toEqual([text, text]);
    for (const text of [
      '',
      '0',
      '0.0',
      '-1',
      '+1',
      '1.',
      '.5',
      '01',
      '1e3',
      '1,5',
      ' 1',
      '1234567890123',
      '0.1234567890123',
    ])
      expect([text, parseRate(text)]).toEqual([text, undefined]);
  });

  it('brings an amount into the scale of the other currency, half away from zero', () => {
    expect(atRate(money(100_000n, USD), rate('0.92347'), EUR)).toEqual(money(92_347n, EUR));
    expect(atRate(money(33_333n, USD), rate('0.91010'), EUR)).toEqual(money(30_336n, EUR));
    expect(atRate(money(1n, EUR), rate('150'), JPY)).toEqual(money(2n, JPY));
    expect(atRate(money(-1n, EUR), rate('150'), JPY)).toEqual(money(-2n, JPY));
    expect(atRate(money(1n, JPY), rate('0.0021'), KWD)).toEqual(money(2n, KWD));
  });

  const anyRate = fc.stringMatching(/^(0|[1-9]\d{0,11})(\.\d{1,12})?$/).filter((text) => /[1-9]/.test(text));

  it('agrees with plain integer arithmetic for every amount, rate and pair of scales', () => {
    fc.assert(
      fc.property(anyMinor, anyRate, anyCurrency, anyCurrency, (minor, text, from, into) => {
        const [whole = '', fraction = ''] = text.split('.');
        const top = minor * BigInt(whole + fraction) * 10n ** BigInt(scaleOf(into));
        const bottom = 10n ** BigInt(fraction.length + scaleOf(from));
        const size = ((top < 0n ? -top : top) * 10n) / bottom;
        const rounded = size / 10n + (size % 10n >= 5n ? 1n : 0n);
        expect(atRate(money(minor, from), rate(text), into)).toEqual(money(top < 0n ? -rounded : rounded, into));
      }),
      { numRuns: 500 },
    );
  });

  it('mirrors: the opposite amount comes to the opposite result', () => {
    fc.assert(
      fc.property(positiveMinor, anyRate, anyCurrency, (minor, text, into) => {
        expect(atRate(money(-minor, EUR), rate(text), into)).toEqual(
          negated(atRate(money(minor, EUR), rate(text), into)),
        );
      }),
    );
  });
});

describe('a currency', () => {
  it('is known by its code in capitals, and has its own number of digits', () => {
    expect([currency('eur'), currency('EURO'), currency(''), currency('XXX'), currency('toString')]).toEqual(
      Array(5).fill(undefined),
    );
    expect([EUR, JPY, KWD].map(scaleOf)).toEqual([2, 0, 3]);
  });
});
