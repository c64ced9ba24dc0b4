import { convert, dinero, halfAwayFromZero, toSnapshot, transformScale, type DineroCurrency } from 'dinero.js/bigint';
import type { Brand } from './brand.js';
import { scaleOf, type Currency } from './currency.js';

/** An exact amount: `minor` counts the currency's smallest units (cents), its scale is always the currency's own. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

/** Book units for one unit of the transaction currency: a positive decimal text with its own scale, `0.92347`. */
export type Rate = Brand<string, 'Rate'>;

/** Digits an amount may have before the point. */
export const MAX_WHOLE_DIGITS = 15;
const MAX_RATE_DIGITS = 12;

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency });
export const zero = (currency: Currency): Money => ({ minor: 0n, currency });

/** Why a text is not an amount of the currency, as the rule it breaks and a sentence. */
export interface AmountProblem {
  readonly rule: 'amount-format' | 'amount-scale' | 'amount-size';
  readonly detail: string;
}

/**
 * Reads a decimal text with exactly the currency's scale (`120.00` EUR, `120` JPY), up to 15 digits before the point.
 * What the book itself has computed and stored may be longer than what people may enter.
 */
export const parseAmount = (
  text: string,
  currency: Currency,
  maxWholeDigits: number = MAX_WHOLE_DIGITS,
): Money | AmountProblem => {
  const parts = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text);
  if (!parts)
    return {
      rule: 'amount-format',
      detail: `an amount is a decimal text such as "120.00", not ${JSON.stringify(text.slice(0, 40))}`,
    };
  const [, sign, whole = '', fraction = ''] = parts;
  const scale = scaleOf(currency);
  if (fraction.length !== scale)
    return {
      rule: 'amount-scale',
      detail: `an amount in ${currency} has exactly ${scale} digits after the point, not ${fraction.length}`,
    };
  if (whole.length > maxWholeDigits)
    return {
      rule: 'amount-size',
      detail: `an amount has at most ${maxWholeDigits} digits before the point, not ${whole.length}`,
    };
  const minor = BigInt(`${sign}${whole}${fraction}`);
  if (sign !== '' && minor === 0n)
    return { rule: 'amount-format', detail: 'an amount of zero has no sign: every amount has one text only' };
  return { minor, currency };
};

/** The decimal text of an amount, with exactly the currency's scale. */
export const formatAmount = ({ minor, currency }: Money): string => {
  const scale = scaleOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

/** `120.00 EUR`, for sentences. */
export const spoken = (amount: Money): string => `${formatAmount(amount)} ${amount.currency}`;

const same = (left: Money, right: Money): Currency => {
  if (left.currency !== right.currency) throw new Error(`${left.currency} and ${right.currency} do not add up`);
  return left.currency;
};

export const plus = (left: Money, right: Money): Money => ({
  currency: same(left, right),
  minor: left.minor + right.minor,
});
export const minus = (left: Money, right: Money): Money => ({
  currency: same(left, right),
  minor: left.minor - right.minor,
});
export const negated = (amount: Money): Money => ({ currency: amount.currency, minor: -amount.minor });
export const isZero = (amount: Money): boolean => amount.minor === 0n;
export const sameMoney = (left: Money, right: Money): boolean =>
  left.currency === right.currency && left.minor === right.minor;
export const exceeds = (left: Money, right: Money): boolean => (same(left, right), left.minor > right.minor);
export const sum = (amounts: readonly Money[], currency: Currency): Money => amounts.reduce(plus, zero(currency));

/** numerator ÷ denominator to the nearest integer, halves away from zero, so that a credit note mirrors its invoice. */
export const divideRounded = (numerator: bigint, denominator: bigint): bigint => {
  const negative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * top + bottom) / (2n * bottom);
  return negative ? -rounded : rounded;
};

/**
 * Splits by integer ratios: all parts but the last are half away from zero of the exact share, the last is the rest
 * (50,000.00 in 1:1:1 = 16,666.67, 16,666.67, 16,666.66). Throws for no ratios, negative ones, or all zero.
 */
export const split = (amount: Money, ratios: readonly bigint[]): Money[] => {
  const whole = ratios.reduce((total, ratio) => total + ratio, 0n);
  if (ratios.length === 0 || whole <= 0n || ratios.some((ratio) => ratio < 0n))
    throw new Error('a split needs ratios, none negative, not all zero');
  const parts = ratios.slice(0, -1).map((ratio) => money(divideRounded(amount.minor * ratio, whole), amount.currency));
  return [...parts, minus(amount, sum(parts, amount.currency))];
};

const RATE = new RegExp(`^(0|[1-9]\\d{0,${MAX_RATE_DIGITS - 1}})(\\.\\d{1,${MAX_RATE_DIGITS}})?$`);

/** Reads a positive decimal text, at most 12 digits before and 12 after the point. */
export const parseRate = (text: string): Rate | undefined =>
  RATE.test(text) && /[1-9]/.test(text) ? (text as Rate) : undefined;

const dineroCurrency = (code: Currency): DineroCurrency<bigint> => ({
  code,
  base: 10n,
  exponent: BigInt(scaleOf(code)),
});

/** An amount at a rate, in the other currency's own scale, half away from zero. */
export const atRate = (amount: Money, rate: Rate, into: Currency): Money => {
  const [whole = '0', fraction = ''] = rate.split('.');
  const rates = { [into]: { amount: BigInt(whole + fraction), scale: BigInt(fraction.length) } };
  const exact = convert(
    dinero({ amount: amount.minor, currency: dineroCurrency(amount.currency) }),
    dineroCurrency(into),
    rates,
  );
  return money(toSnapshot(transformScale(exact, BigInt(scaleOf(into)), halfAwayFromZero)).amount, into);
};
