import { MAX_WHOLE_DIGITS } from '#kernel';
import { fileProblem, quoted, type FileProblem } from './file-problem.js';

/** What stands before the decimals: a point as in 1,234.56 or a comma as in 1.234,56. */
export type DecimalMark = 'point' | 'comma';

/** `unneeded`: no number of the file reads differently with the other mark. */
export type DecidedMark = DecimalMark | 'unneeded';

export interface NumberProblem {
  readonly rule: 'amount-format' | 'amount-scale' | 'amount-size' | 'amount-currency';
  readonly detail: string;
}

/** Digits as the file has them, without signs and marks: never a float. */
export interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

/** A cell taken apart: its sign, what names a currency, and the digits with their separators. */
interface Written {
  readonly negative: boolean;
  readonly currencyMark: string;
  readonly digits: string;
}

/** The longest number worth reading: 15 digits, their separators, a sign and a currency stay far below. */
const MAX_LENGTH = 64;

const CURRENCY = String.raw`[A-Z]{3}|US\$|HK\$|[$€£¥]|元|圆|人民币`;
const WRITTEN = new RegExp(
  String.raw`^(\()? ?([-+])? ?(${CURRENCY})? ?([-+])? ?([\d.,' ]*\d) ?(${CURRENCY})? ?(-)? ?(\))?$`,
  'i',
);

/** Currencies that a sign can stand for. A sign that is not listed for a currency contradicts it. */
const SIGNS: Readonly<Record<string, string>> = {
  $: 'USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD',
  US$: 'USD',
  HK$: 'HKD',
  '€': 'EUR',
  '£': 'GBP EGP FKP GIP LBP SDG SHP SSP SYP',
  '¥': 'CNY JPY',
  元: 'CNY HKD TWD MOP',
  圆: 'CNY',
  人民币: 'CNY',
  RMB: 'CNY',
};

/** Full-width digits and signs, the narrow and hard spaces and the typographic apostrophe and minus in their plain form. */
const plain = (text: string): string =>
  /[^\x20-\x7e]/.test(text) ? text.replace(/[’´]/g, "'").replace(/[−–]/g, '-').normalize('NFKC') : text;

export const written = (text: string): Written | undefined => {
  if (text.length > MAX_LENGTH) return undefined;
  const parts = WRITTEN.exec(plain(text));
  if (!parts) return undefined;
  const [, open, sign, before, innerSign, digits = '', after, minusBehind, close] = parts;
  const signs = [open, sign, innerSign, minusBehind].filter((mark) => mark !== undefined);
  if (
    (open === undefined) !== (close === undefined) ||
    signs.length > 1 ||
    (before !== undefined && after !== undefined)
  )
    return undefined;
  return { negative: signs.some((mark) => mark !== '+'), currencyMark: (before ?? after ?? '').toUpperCase(), digits };
};

/** Thousands stand in threes behind one kind of separator, and no group of thousands begins with a zero. */
const grouped = (separators: readonly string[]): string =>
  separators.map((mark) => String.raw`|[1-9]\d{0,2}(?:${mark}\d{3})+`).join('');
const FORMS: Readonly<Record<DecimalMark, RegExp>> = {
  point: new RegExp(String.raw`^(\d+${grouped([',', ' ', "'"])})?(?:\.(\d+))?$`),
  comma: new RegExp(String.raw`^(\d+${grouped([String.raw`\.`, ' ', "'"])})?(?:,(\d+))?$`),
};

export const readingOf = (digits: string, mark: DecimalMark): Decimal | undefined => {
  const parts = FORMS[mark].exec(digits);
  if (!parts) return undefined;
  const whole = (parts[1] ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  return { whole: whole === '' ? '0' : whole, fraction: parts[2] ?? '' };
};

const decimalIn = (digits: string, mark: DecidedMark): Decimal | undefined =>
  readingOf(digits, mark === 'unneeded' ? 'point' : mark);

const notANumber = (text: string, mark: DecidedMark): NumberProblem => {
  const how = /^\d([.,]\d+)?E[+-]?\d+$/i.test(text)
    ? 'in scientific notation: format the column as a number with decimals there and save again'
    : `no amount such as ${mark === 'comma' ? '1.234,56' : '1,234.56'}${mark === 'unneeded' ? '' : `, read with a decimal ${mark}`}`;
  return { rule: 'amount-format', detail: `${quoted(text)} is ${how}` };
};

/**
 * Reads a cell as an amount with exactly `scale` digits after the point (`120` is "120.00" in EUR), or says what is
 * wrong with it. Missing decimals are filled up; surplus ones are refused even when they are zeros, because `1.500` in
 * EUR may have meant fifteen hundred.
 */
export const readAmount = (
  text: string,
  mark: DecidedMark,
  currency: string,
  scale: number,
): string | NumberProblem => {
  const parts = written(text);
  const decimal = parts && decimalIn(parts.digits, mark);
  if (!decimal) return notANumber(text, mark);
  const { currencyMark, negative } = parts;
  if (currencyMark !== '' && currencyMark !== currency && !SIGNS[currencyMark]?.split(' ').includes(currency))
    return { rule: 'amount-currency', detail: `${quoted(text)} names another currency than the row's, ${currency}` };
  if (decimal.whole.length > MAX_WHOLE_DIGITS)
    return {
      rule: 'amount-size',
      detail: `an amount has at most ${MAX_WHOLE_DIGITS} digits before the point, not ${decimal.whole.length}`,
    };
  if (decimal.fraction.length > scale) {
    const detail = `an amount in ${currency} has ${scale} digits after the point, ${quoted(text)} has ${decimal.fraction.length}`;
    return { rule: 'amount-scale', detail };
  }
  const sign = negative ? '-' : '';
  return scale === 0 ? `${sign}${decimal.whole}` : `${sign}${decimal.whole}.${decimal.fraction.padEnd(scale, '0')}`;
};

/** Reads a cell as a plain decimal text, its decimals as the file has them; nothing when it is not a positive number. */
export const readDecimal = (text: string, mark: DecidedMark): string | undefined => {
  const parts = written(text);
  const decimal = parts && !parts.negative && parts.currencyMark === '' ? decimalIn(parts.digits, mark) : undefined;
  return decimal && (decimal.fraction === '' ? decimal.whole : `${decimal.whole}.${decimal.fraction}`);
};

export const decimalMarkNamed = (name: string): DecimalMark | FileProblem => {
  if (name === 'point' || name === '.') return 'point';
  if (name === 'comma' || name === ',') return 'comma';
  return fileProblem('option-value', `--decimal is point or comma, not ${quoted(name)}`, '--decimal');
};
