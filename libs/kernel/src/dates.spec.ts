import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  calendarDate,
  dateIn,
  daysBetween,
  instant,
  isTimeZone,
  laterOf,
  type CalendarDate,
  type Instant,
} from './dates.js';

const day = (text: string): CalendarDate => {
  const read = calendarDate(text);
  if (!read) throw new Error(`${text} is no date`);
  return read;
};
const at = (text: string): Instant => instant(Date.parse(text));

const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(9999, 11, 31);
const DAY = 86_400_000;
/** A day by its number from 1900-01-01, written by the platform's own calendar. */
const anyDayNumber = fc.integer({ min: 0, max: (LAST - FIRST) / DAY });
const dayOfNumber = (number: number): CalendarDate => day(new Date(FIRST + number * DAY).toISOString().slice(0, 10));

describe('a calendar date', () => {
  it('exists, leap years included', () => {
    for (const text of ['2024-02-29', '2000-02-29', '2026-12-31', '1900-01-01', '9999-12-31'])
      expect([text, calendarDate(text)]).toEqual([text, text]);
    for (const text of [
      '2026-02-29',
      '1900-02-29',
      '2100-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-00-10',
      '2026-13-01',
      '2026-01-00',
    ])
      expect([text, calendarDate(text)]).toEqual([text, undefined]);
  });

  it('is written with all its digits and nothing else', () => {
    for (const text of [
      '',
      '2026-1-1',
      '26-01-01',
      '2026/01/01',
      '2026-01-01T00:00:00Z',
      ' 2026-01-01',
      '2026-01-01\n',
      '+2026-01-01',
      '1899-12-31',
    ])
      expect([text, calendarDate(text)]).toEqual([text, undefined]);
  });

  it('exists exactly when the platform agrees', () => {
    const part = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 9999 }), part(13), part(32), (year, month, date) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
        const moment = new Date(Date.UTC(year, month - 1, date));
        expect(calendarDate(text) !== undefined).toBe(
          moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date,
        );
      }),
    );
  });

  it('compares as text in the order of the days', () => {
    fc.assert(
      fc.property(anyDayNumber, anyDayNumber, (a, b) => {
        expect(dayOfNumber(a) < dayOfNumber(b)).toBe(a < b);
        expect(laterOf(dayOfNumber(a), dayOfNumber(b))).toBe(dayOfNumber(Math.max(a, b)));
      }),
    );
  });
});

describe('counting days', () => {
  it('crosses months, years and leap days', () => {
    expect(addDays(day('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(day('2026-02-28'), 1)).toBe('2026-03-01');
    expect(addDays(day('2026-12-31'), 1)).toBe('2027-01-01');
    expect(addDays(day('2026-01-01'), -1)).toBe('2025-12-31');
    expect(daysBetween(day('2026-05-31'), day('2026-06-10'))).toBe(10);
    expect(daysBetween(day('2024-01-01'), day('2025-01-01'))).toBe(366);
  });

  it('there and back is where it began; the days between are the days added', () => {
    fc.assert(
      fc.property(anyDayNumber, anyDayNumber, (a, b) => {
        const [from, to] = [dayOfNumber(a), dayOfNumber(b)];
        expect(daysBetween(from, to)).toBe(b - a);
        expect(addDays(from, daysBetween(from, to))).toBe(to);
        expect(daysBetween(to, from)).toBe(-daysBetween(from, to) + 0);
      }),
    );
  });

  it('ends where dates end', () => {
    expect(() => addDays(day('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(day('1900-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(day('2026-01-01'), Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  });
});

describe('the day in a time zone', () => {
  it('turns at that zone’s midnight', () => {
    expect(dateIn('Asia/Shanghai', at('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(dateIn('Asia/Shanghai', at('2026-11-23T16:00:00.000Z'))).toBe('2026-11-24');
    expect(dateIn('UTC', at('2026-12-31T23:59:59.999Z'))).toBe('2026-12-31');
    expect(dateIn('UTC', at('2027-01-01T00:00:00.000Z'))).toBe('2027-01-01');
  });

  it('follows summer time', () => {
    expect(dateIn('America/New_York', at('2026-01-15T04:59:59.999Z'))).toBe('2026-01-14');
    expect(dateIn('America/New_York', at('2026-01-15T05:00:00.000Z'))).toBe('2026-01-15');
    expect(dateIn('America/New_York', at('2026-07-15T03:59:59.999Z'))).toBe('2026-07-14');
    expect(dateIn('America/New_York', at('2026-07-15T04:00:00.000Z'))).toBe('2026-07-15');
    // The night of 2026-11-01 has 25 hours there: its last one before midnight is an hour later than the day before.
    expect(dateIn('America/New_York', at('2026-11-01T04:00:00.000Z'))).toBe('2026-11-01');
    expect(dateIn('America/New_York', at('2026-11-02T04:59:59.999Z'))).toBe('2026-11-01');
    expect(dateIn('America/New_York', at('2026-11-02T05:00:00.000Z'))).toBe('2026-11-02');
  });

  it('is a date that exists, never more than a day from the one in UTC', () => {
    const zones = fc.constantFrom(
      'Asia/Shanghai',
      'America/New_York',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Asia/Kathmandu',
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2100, 0, 1) }), (zone, milliseconds) => {
        const there = day(dateIn(zone, instant(milliseconds)));
        expect(Math.abs(daysBetween(dateIn('UTC', instant(milliseconds)), there))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('needs a zone that the IANA database has', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC')]).toEqual([true, true]);
    expect([isTimeZone('Europe/Nowhere'), isTimeZone(''), isTimeZone('Berlin')]).toEqual([false, false, false]);
    expect(() => dateIn('Europe/Nowhere', instant(0))).toThrow(RangeError);
  });
});
