import { describe, expect, it } from '@jest/globals';
import { counted, grouped, spokenSeconds } from './figures.js';
import { cut, layout, widthOf } from './layout.js';
import { spokenPace } from './progress.js';
import { harmless } from './screen.js';

describe('figures', () => {
  it.each([
    ['5725.06', '5,725.06'],
    ['-1234567.891', '-1,234,567.891'],
    ['999', '999'],
    ['1000', '1,000'],
    ['0.00', '0.00'],
  ])('%s is %s', (amount, expected) => expect(grouped(amount)).toBe(expected));
  it('count things and seconds as people say them', () => {
    expect([counted(1, 'row'), counted(2466, 'row')]).toEqual(['1 row', '2,466 rows']);
    expect([0.44, 12.4, 99.7, 200].map(spokenSeconds)).toEqual(['0.4 s', '12 s', '1 min 40 s', '3 min 20 s']);
  });
  it('tell the pace and the time left', () => {
    expect(spokenPace({ done: 1200, total: 2466, seconds: 2 })).toBe('1,200 of 2,466 rows, 600 a second, 2.1 s left');
    expect(spokenPace({ done: 0, total: 10, seconds: 0 })).toBe('0 of 10 rows');
  });
});

describe('a table', () => {
  it('has its amounts at the right, under each other', () =>
    expect(
      layout(
        [
          ['USD', 'open'],
          ['Alder', '1.00'],
          ['B', '12,000.00'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['USD         open', 'Alder       1.00', 'B      12,000.00']));
  it('stays straight with Chinese names and accents', () => {
    expect(widthOf('北风贸易')).toBe(8);
    expect(widthOf('e\u0301')).toBe(1);
    expect(
      layout(
        [
          ['北风', '1'],
          ['C', '22'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['北风   1', 'C     22']);
  });
  it('cuts what is too long and shows that', () => {
    expect(cut('Northwind Bakery', 10)).toBe('Northwind…');
    expect(widthOf(cut('北风贸易公司', 7))).toBeLessThanOrEqual(7);
    expect(cut('Northwind', 9)).toBe('Northwind');
  });
});

it('nothing in a file steers the terminal', () => {
  expect(harmless('a\u001b[31m\u009b2J\u202ecsv\nb')).toBe('a\\u001b[31m\\u009b2J\\u202ecsv\nb');
});
