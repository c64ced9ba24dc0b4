import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateOrderEvidence } from './date-order.js';
import { dateOrderNamed, readDate, type DecidedOrder } from './dates.js';

const decided = (...values: readonly string[]) => {
  const evidence = new DateOrderEvidence();
  values.forEach((value, index) => evidence.see({ line: index + 2, column: 'DueDate', value }));
  return evidence.decide();
};

describe('a date', () => {
  it.each([
    '2026-11-03',
    '2026/11/3',
    '2026.11.03',
    '20261103',
    '2026年11月3日',
    '2026 年 11 月 3 日',
    '２０２６年１１月３日',
    '2026-11-03T08:26:00.000Z',
    '2026-11-03 08:26:00+08:00',
    '2026/11/3 上午 8:26',
  ])('reads %s without any order, its time dropped', (text) => {
    expect(readDate(text, 'unneeded')).toBe('2026-11-03');
  });

  it.each<[string, DecidedOrder, string]>([
    ['3/11/2026', 'day-first', '2026-11-03'],
    ['3/11/2026', 'month-first', '2026-03-11'],
    ['03.11.2026', 'day-first', '2026-11-03'],
    ['3-11-26', 'day-first', '2026-11-03'],
    ['12/1/10 8:26', 'month-first', '2010-12-01'],
    ['12/1/10 8:26 PM', 'day-first', '2010-01-12'],
    ['26/11/03', 'year-first', '2026-11-03'],
    ['5/5/2026', 'unneeded', '2026-05-05'],
  ])('reads %s %s as %s', (text, order, date) => {
    expect(readDate(text, order)).toBe(date);
  });

  it('has two-digit years from 1970 to 2069', () => {
    expect(['1/1/69', '1/1/70', '1/1/00'].map((text) => readDate(text, 'day-first'))).toEqual([
      '2069-01-01',
      '1970-01-01',
      '2000-01-01',
    ]);
  });

  it.each(['2026-02-30', '2026-13-01', '20260230', '31/4/2026', '2/13/2026', '29/2/2025'])(
    'refuses %s, which does not exist',
    (text) => {
      expect(readDate(text, 'day-first')).toMatchObject({ rule: 'date-impossible' });
    },
  );

  it('refuses the count of days of a spreadsheet and says which day it is', () => {
    expect(readDate('45234', 'day-first')).toMatchObject({
      rule: 'date-serial',
      detail: expect.stringContaining('2023-11-04'),
    });
    expect(readDate('45234.35', 'unneeded')).toMatchObject({ rule: 'date-serial' });
  });

  it.each(['soon', '2026', '2026-11', '1/2/3', '1/2-2026', '2026-1-1x', '45234x'])(
    'refuses %s, which is no date',
    (text) => {
      expect(readDate(text, 'day-first')).toMatchObject({ rule: 'date-format' });
    },
  );
});

describe('the order of day and month', () => {
  it('is proven by a date that exists in one order only', () => {
    expect(decided('1/2/2026', '13/2/2026')).toBe('day-first');
    expect(decided('1/2/2026', '2/13/2026')).toBe('month-first');
  });

  it('is not needed where every date begins with its year or reads alike', () => {
    expect(decided('2026-11-03', '5/5/2026', '2026年1月2日')).toBe('unneeded');
  });

  it('is not proven by a date that does not exist in any order', () => {
    expect(decided('31/31/2026', '30/2/2026', '1/2/2026')).toMatchObject({ rule: 'date-order-open' });
  });

  it('is asked for where it stays open, with both readings of an example', () => {
    expect(decided('1/2/2013', '2013-02-01')).toMatchObject({
      rule: 'date-order-open',
      option: '--date-format',
      detail: expect.stringContaining(
        'line 2, DueDate: "1/2/2013" is 2013-02-01 (day first) or 2013-01-02 (month first)',
      ),
    });
  });

  it('is asked for where dates contradict each other', () => {
    const problem = decided('13/2/2026', '2/13/2026');
    expect(problem).toMatchObject({ rule: 'date-order-contradicts', option: '--date-format' });
    expect(problem).toHaveProperty('detail', expect.stringMatching(/line 2.*13\/2\/2026.*line 3.*2\/13\/2026/));
  });

  it('is day first for dates with dots that prove nothing', () => {
    expect(decided('1.2.2026', '3.4.2026')).toBe('day-first');
    expect(decided('1.2.2026', '2.13.2026')).toBe('month-first');
    expect(decided('1.2.2026', '3/4/2026')).toMatchObject({ rule: 'date-order-open' });
  });

  it('is asked for where all dates look as if they began with a year of two digits', () => {
    expect(decided('26/11/23', '25/12/31', '26/01/05')).toMatchObject({
      rule: 'date-order-open',
      detail: expect.stringContaining('YY/M/D'),
    });
    expect(decided('13/2/26')).toBe('day-first');
  });

  it('follows --date-format', () => {
    expect(['D/M/YYYY', 'dd.mm.yy', 'M/D/YYYY', 'YYYY-MM-DD', 'YYYYMMDD', 'YY/M/D'].map(dateOrderNamed)).toEqual([
      'day-first',
      'day-first',
      'month-first',
      'year-first',
      'year-first',
      'year-first',
    ]);
    for (const format of ['European', 'D/D/YYYY', 'YYYY/D/M', ''])
      expect(dateOrderNamed(format)).toMatchObject({ rule: 'option-value' });
  });
});

describe('for any date', () => {
  const day = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2069-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const parts = (date: string) => date.split('-').map(Number) as [number, number, number];

  it('reads back what was written in the decided order', () => {
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1 }),
        fc.constantFrom('/', '-', '.'),
        fc.boolean(),
        (dates, separator, isDayFirst) => {
          const write = (date: string) => {
            const [year, month, dayOfMonth] = parts(date);
            return (isDayFirst ? [dayOfMonth, month, year] : [month, dayOfMonth, year]).join(separator);
          };
          const values = [...dates, '2026-01-31'].map(write);
          const order = decided(...values);
          expect(order).toBe(isDayFirst ? 'day-first' : 'month-first');
          expect(values.map((value) => readDate(value, order as DecidedOrder))).toEqual([...dates, '2026-01-31']);
        },
      ),
    );
  });

  it('reads back what was written with the year first, in whatever order the file is', () => {
    fc.assert(
      fc.property(
        day,
        fc.constantFrom<DecidedOrder>('day-first', 'month-first', 'year-first', 'unneeded'),
        (date, order) => {
          const [year, month, dayOfMonth] = parts(date);
          for (const text of [
            date,
            date.replaceAll('-', ''),
            `${year}/${month}/${dayOfMonth}`,
            `${year}年${month}月${dayOfMonth}日`,
          ])
            expect(readDate(text, order)).toBe(date);
        },
      ),
    );
  });
});
