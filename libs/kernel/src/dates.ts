import type { Brand } from './brand.js';

/** A day of the calendar, `2026-11-23`, in whatever time zone its entity keeps its books. Compares as text. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

/** A moment in UTC with milliseconds, `2026-11-23T08:00:00.000Z`. Advisory: never an order. */
export type Instant = Brand<string, 'Instant'>;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY = 86_400_000;
/** Days of each month but February, which is looked at by year. */
const DAYS_IN = [0, 31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : (DAYS_IN[month] ?? 0);

/** The date if the text is one that exists (2026-02-30 does not), else nothing. Years 1900 to 9999. */
export const calendarDate = (text: string): CalendarDate | undefined => {
  if (!DATE.test(text)) return undefined;
  const year = Number(text.slice(0, 4));
  const day = Number(text.slice(8));
  return year >= 1900 && day >= 1 && day <= daysIn(year, Number(text.slice(5, 7))) ? (text as CalendarDate) : undefined;
};

const dayNumber = (date: CalendarDate): number => Date.parse(`${date}T00:00:00.000Z`) / DAY;

/** The date so many days later, or earlier. Throws a RangeError outside the years 1900 to 9999. */
export const addDays = (date: CalendarDate, days: number): CalendarDate => {
  const moved = calendarDate(new Date((dayNumber(date) + days) * DAY).toISOString().slice(0, -14));
  if (moved === undefined) throw new RangeError(`${days} days from ${date} is outside the years 1900 to 9999`);
  return moved;
};

/** Whole days from one date to a later one; negative when it is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumber(to) - dayNumber(from);

export const laterOf = (first: CalendarDate, ...others: readonly CalendarDate[]): CalendarDate =>
  others.reduce((latest, date) => (date > latest ? date : latest), first);

export const instant = (milliseconds: number): Instant => new Date(milliseconds).toISOString() as Instant;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day it is in a time zone at a moment. Throws a RangeError for a zone the IANA database does not have. */
export const dateIn = (timeZone: string, at: Instant): CalendarDate => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  // The parts are put together here, because how a locale writes a date changes with the runtime's data.
  const parts = format.formatToParts(new Date(at));
  const part = (wanted: 'year' | 'month' | 'day') => parts.find(({ type }) => type === wanted)?.value;
  return `${part('year')}-${part('month')}-${part('day')}` as CalendarDate;
};

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
