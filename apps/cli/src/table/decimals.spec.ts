import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecimalMarkEvidence } from './decimal-mark.js';
import { decimalMarkNamed, readAmount, readDecimal, type DecidedMark, type DecimalMark } from './decimals.js';

const SCALES: Readonly<Record<string, number>> = { EUR: 2, USD: 2, CNY: 2, JPY: 0, KWD: 3 };
const amount = (text: string, currency = 'EUR', mark: DecidedMark = 'point') =>
  readAmount(text, mark, currency, SCALES[currency] ?? 2);

const decided = (values: readonly string[], scale?: number) => {
  const evidence = new DecimalMarkEvidence();
  values.forEach((value, index) => evidence.see({ line: index + 2, column: 'amount', value }, scale));
  return evidence.decide();
};

describe('an amount', () => {
  it.each<[string, DecidedMark, string]>([
    ['1,234.56', 'point', '1234.56'],
    ['1.234,56', 'comma', '1234.56'],
    ['1 234,56', 'comma', '1234.56'],
    ['1\u202F234\u00A0567,8', 'comma', '1234567.80'],
    ["1'234.56", 'point', '1234.56'],
    ['1’234’567.80', 'point', '1234567.80'],
    ['１２３４．５６', 'point', '1234.56'],
    ['007.50', 'point', '7.50'],
    ['.5', 'point', '0.50'],
    ['120', 'unneeded', '120.00'],
  ])('reads %s with a decimal %s as %s', (text, mark, read) => {
    expect(amount(text, 'EUR', mark)).toBe(read);
  });

  it('is filled up to the scale of its currency', () => {
    expect([amount('120.5'), amount('120', 'JPY'), amount('120', 'KWD')]).toEqual(['120.50', '120', '120.000']);
  });

  it('is refused with more decimals than its currency has, zeros too', () => {
    for (const [text, currency] of [
      ['1.005', 'EUR'],
      ['1.500', 'EUR'],
      ['120.0', 'JPY'],
    ] as const)
      expect(amount(text, currency)).toMatchObject({ rule: 'amount-scale', detail: expect.stringContaining(currency) });
  });

  it.each(['$120', 'US$ 120', '120 USD', 'USD120.00', '＄120', '+120', '120.00 usd'])(
    'may name the currency of its row: %s',
    (text) => {
      expect(amount(text, 'USD')).toBe('120.00');
    },
  );

  it('may be written with Chinese marks', () => {
    expect([amount('￥1,234.50', 'CNY'), amount('1234.5元', 'CNY'), amount('¥120', 'JPY')]).toEqual([
      '1234.50',
      '1234.50',
      '120',
    ]);
  });

  it.each(['€120', '120 GBP', 'HK$120', 'xyz 120'])('is refused with the mark of another currency: %s', (text) => {
    expect(amount(text, 'USD')).toMatchObject({ rule: 'amount-currency' });
  });

  it.each(['-120', '(120.00)', '120.00-', '−120', '-$120', '$-120', '($120.00)'])(
    'is negative when written %s',
    (text) => {
      expect(amount(text, 'USD')).toBe('-120.00');
    },
  );

  it.each([
    '',
    'n/a',
    '1.2.3',
    '1,23,456',
    '1,234 567',
    '12 34',
    '(120',
    '-(120)',
    '$120 USD',
    '120 %',
    '1.5E+03',
    '0x10',
    '1,234',
    '1'.repeat(65),
  ])('is refused when it is no number with a decimal comma and thousands in threes: %s', (text) => {
    expect(amount(text, 'EUR', 'comma')).toMatchObject({ rule: text === '1,234' ? 'amount-scale' : 'amount-format' });
  });

  it('has at most 15 digits before the point', () => {
    expect(amount('999999999999999.99')).toBe('999999999999999.99');
    expect(amount('1000000000000000')).toMatchObject({ rule: 'amount-size' });
  });
});

describe('the decimal mark', () => {
  it('is proven by a number that exists with one mark only', () => {
    expect(decided(['1,234', '12.50'], 2)).toBe('point');
    expect(decided(['1.234', '12,50'], 2)).toBe('comma');
    expect(decided(['1,234,567'], 2)).toBe('point');
    expect(decided(['12 34', '3,75'], 2)).toBe('comma');
    expect(decided(['0.125'], 3)).toBe('point');
  });

  it('is not needed where every number reads alike', () => {
    expect(decided(['120', "1'200", '7 000', 'n/a'], 2)).toBe('unneeded');
  });

  it('follows from the scale where nothing is proven', () => {
    expect(decided(['1,234', '120'], 2)).toBe('point');
    expect(decided(['1.234', '120'], 2)).toBe('comma');
    expect(decided(['1,500'], 0)).toBe('point');
  });

  it('is asked for where the scale leaves two readings', () => {
    expect(decided(['1,234'], 3)).toMatchObject({
      rule: 'decimal-mark-open',
      option: '--decimal',
      detail: expect.stringContaining('line 2, amount: "1,234" is 1234 (decimal point) or 1.234 (decimal comma)'),
    });
  });

  it('is asked for where cents may have been written with three decimals', () => {
    expect(decided(['55.940', '61.740'], 2)).toMatchObject({ rule: 'decimal-mark-open' });
  });

  it('is that of the many where the few have one reading of their own', () => {
    expect(decided(['12.50', '7.25', '3,75'], 2)).toBe('point');
  });

  it('is asked for where numbers contradict each other and others depend on it', () => {
    expect(decided(['12.50', '7.25', '3,75', '1,234'], 2)).toMatchObject({
      rule: 'decimal-mark-contradicts',
      option: '--decimal',
    });
    expect(decided(['12.50', '3,75'], 2)).toMatchObject({ rule: 'decimal-mark-contradicts' });
    expect(decided(['1,234', '1.234'], 2)).toMatchObject({ rule: 'decimal-mark-contradicts' });
  });

  it('follows --decimal', () => {
    expect(['point', '.', 'comma', ','].map(decimalMarkNamed)).toEqual(['point', 'point', 'comma', 'comma']);
    expect(decimalMarkNamed('dot')).toMatchObject({ rule: 'option-value' });
  });
});

describe('a plain decimal', () => {
  it('keeps its decimals and has neither sign nor currency', () => {
    expect([readDecimal('7,8100', 'comma'), readDecimal('1.085', 'point'), readDecimal('7', 'unneeded')]).toEqual([
      '7.8100',
      '1.085',
      '7',
    ]);
    expect([readDecimal('-7', 'point'), readDecimal('$7', 'point'), readDecimal('x', 'point')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('for any amount', () => {
  const minor = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
  const exact = (value: bigint, scale: number): string => {
    const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
    return `${value < 0n ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`;
  };
  const inMark = (text: string, mark: DecimalMark, thousands: string): string => {
    const [whole = '', fraction] = text.split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
    return fraction === undefined ? grouped : `${grouped}${mark === 'point' ? '.' : ','}${fraction}`;
  };
  const writing = fc.constantFrom<[DecimalMark, string]>(
    ['point', ','],
    ['point', ''],
    ['point', ' '],
    ['point', "'"],
    ['comma', '.'],
    ['comma', ''],
    ['comma', ' '],
    ['comma', "'"],
  );

  it('reads back the same minor units from either convention', () => {
    fc.assert(
      fc.property(minor, fc.constantFrom('EUR', 'JPY', 'KWD'), writing, (value, currency, [mark, thousands]) => {
        const text = exact(value, SCALES[currency] ?? 2);
        expect(amount(inMark(text, mark, thousands), currency, mark)).toBe(text);
      }),
    );
  });

  it('decides the convention that all amounts of a file were written in, or reads them alike', () => {
    fc.assert(
      fc.property(fc.array(minor, { minLength: 1 }), writing, (values, [mark, thousands]) => {
        const texts = values.map((value) => exact(value, 2));
        const written = texts.map((text) => inMark(text, mark, thousands));
        expect(decided(written, 2)).toBe(mark);
        expect(written.map((text) => amount(text, 'EUR', mark))).toEqual(texts);
      }),
    );
  });
});
