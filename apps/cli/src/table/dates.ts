import { addDays, calendarDate, type CalendarDate } from '#kernel';
import { fileProblem, quoted, type FileProblem } from './file-problem.js';

/** How a date that does not begin with a four-digit year is read. `year-first` only by `--date-format`. */
export type DateOrder = 'day-first' | 'month-first' | 'year-first';

/** `unneeded`: no date of the file reads differently in another order. */
export type DecidedOrder = DateOrder | 'unneeded';

export interface DateProblem {
  readonly rule: 'date-format' | 'date-impossible' | 'date-serial';
  readonly detail: string;
}

/** A time of day behind a date says nothing about the day and is dropped: `8:26`, `T08:26:00.000Z`, `上午 8:26`. */
const TIME = String.raw`(?:[T ] ?(?:上午|下午)? ?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${TIME}$`, 'i');
const COMPACT = new RegExp(String.raw`^(\d{4})(\d{2})(\d{2})${TIME}$`, 'i');
const CHINESE = new RegExp(String.raw`^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]${TIME}$`, 'i');
const SHORT = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`, 'i');

const dateOf = (year: string, month: string, day: string): CalendarDate | undefined =>
  calendarDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);

/** Two digits stand for 1970 to 2069. */
const fullYear = (year: string): string => (year.length === 4 ? year : `${Number(year) >= 70 ? '19' : '20'}${year}`);

/** Full-width digits and signs, as Chinese input methods write them, in their plain form. */
const plain = (text: string): string => (/[^\x20-\x7e]/.test(text) ? text.normalize('NFKC').trim() : text);

export interface ShortDate {
  readonly first: string;
  readonly second: string;
  readonly third: string;
  readonly dotted: boolean;
}

/** The parts of a date whose order is open until the file decides it. */
export const shortDate = (text: string): ShortDate | undefined => {
  const parts = SHORT.exec(plain(text));
  if (!parts) return undefined;
  const [, first = '', separator, second = '', third = ''] = parts;
  return { first, second, third, dotted: separator === '.' };
};

export const inOrder = ({ first, second, third }: ShortDate, order: DateOrder): CalendarDate | undefined => {
  if (order === 'day-first') return dateOf(fullYear(third), second, first);
  if (order === 'month-first') return dateOf(fullYear(third), first, second);
  return third.length === 2 && first.length === 2 ? dateOf(fullYear(first), second, third) : undefined;
};

/** Days of the calendar since 1899-12-30, as spreadsheets store them, from 1954 to 2119. */
const serialDate = (text: string): CalendarDate | undefined => {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return undefined;
  const days = Number(text.slice(0, 5));
  return days >= 20_000 && days <= 80_000 ? addDays('1900-01-01' as CalendarDate, days - 2) : undefined;
};

const impossible = (text: string, how: string): DateProblem => ({
  rule: 'date-impossible',
  detail: `${quoted(text)}${how} is a date that does not exist, or not from 1900 on`,
});

/** Reads a cell as a date in the order decided for the file, or says what is wrong with it. */
export const readDate = (text: string, order: DecidedOrder): CalendarDate | DateProblem => {
  const value = plain(text);
  const full = YEAR_FIRST.exec(value) ?? CHINESE.exec(value) ?? COMPACT.exec(value);
  if (full) {
    const [month = '', day = ''] = full.length === 5 ? [full[3], full[4]] : [full[2], full[3]];
    return dateOf(full[1] ?? '', month, day) ?? impossible(text, '');
  }
  const short = shortDate(text);
  if (short) {
    const decided = order === 'unneeded' ? 'day-first' : order;
    const date = inOrder(short, decided);
    return date ?? impossible(text, order === 'unneeded' ? '' : `, read ${decided.replace('-', ' ')},`);
  }
  const serial = serialDate(value);
  if (serial) {
    const detail = `${quoted(text)} is a spreadsheet's count of days (${serial}): format the column as a date there and save again`;
    return { rule: 'date-serial', detail };
  }
  return { rule: 'date-format', detail: `${quoted(text)} is not a date such as 2026-11-23` };
};

const ORDERS: Readonly<Record<string, DateOrder>> = { DMY: 'day-first', MDY: 'month-first', YMD: 'year-first' };

/** What `--date-format` may say: the letters' order counts, not their number or what separates them. */
export const dateOrderNamed = (format: string): DateOrder | FileProblem => {
  const letters = /^(D{1,2}|M{1,2}|Y{2}|Y{4})[-/.]?(D{1,2}|M{1,2})[-/.]?(D{1,2}|Y{2}|Y{4})$/i.exec(format);
  const initials = letters?.slice(1).map((part) => part.charAt(0).toUpperCase());
  return (
    ORDERS[initials?.join('') ?? ''] ??
    fileProblem(
      'option-value',
      `--date-format is D/M/YYYY, M/D/YYYY or YYYY-MM-DD, not ${quoted(format)}`,
      '--date-format',
    )
  );
};
