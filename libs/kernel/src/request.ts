import type { Currency } from './currency.js';
import { addDays, type CalendarDate } from './dates.js';
import { InvalidInput, Input } from './input.js';
import type { Uuid } from './ids.js';
import { atRate, MAX_WHOLE_DIGITS, type Money, type Rate } from './money.js';

/** What a request is read against: the entity's day and its book's currency. */
export interface Asking {
  readonly today: CalendarDate;
  readonly bookCurrency: Currency;
}

/** How a new document is named: by the caller's number, by the caller's id, or by neither (its id follows from the key). */
export type Identity<Id extends Uuid> =
  { readonly by: 'number'; readonly number: string } | { readonly by: 'id'; readonly id: Id } | { readonly by: 'key' };

const EARLIEST = '1970-01-01' as CalendarDate;

/** A day that a fact may count on: from 1970-01-01 to a year ahead of today. */
export const businessDate = (input: Input, name: string, { today }: Asking): CalendarDate => {
  const read = input.date(name);
  const latest = addDays(today, 366);
  if (read !== undefined && (read < EARLIEST || read > latest))
    input.refuse(name, 'date-range', `${name} must lie between ${EARLIEST} and ${latest}`);
  return read;
};

/** `effectiveOn` where the body has no date of its own; today when it is left out. */
export const effectiveOn = (input: Input, asking: Asking): CalendarDate =>
  input.has('effectiveOn') ? businessDate(input, 'effectiveOn', asking) : asking.today;

/** `id?` or `number?`, not both. */
export const identity = <Id extends Uuid>(input: Input): Identity<Id> => {
  const number = input.has('number') ? input.code('number') : undefined;
  const id = input.has('id') ? input.id<Id>('id') : undefined;
  if (number !== undefined && id !== undefined) input.refuse('id', 'number-and-id', 'give a number or an id, not both');
  if (number !== undefined) return { by: 'number', number };
  return id === undefined ? { by: 'key' } : { by: 'id', id };
};

/** A rate to the book's currency: needed in a foreign currency, refused in the book's own, its result no larger than an amount may be. */
export const bookRate = (
  input: Input,
  name: string,
  amount: Money | undefined,
  { bookCurrency }: Asking,
): Rate | undefined => {
  const given = input.has(name) ? input.rate(name) : undefined;
  if (!amount) return given;
  if (amount.currency === bookCurrency) {
    if (given !== undefined)
      input.refuse(name, 'rate-in-book-currency', `${name} has no place in the book's own currency ${bookCurrency}`);
    return undefined;
  }
  if (!input.has(name))
    input.refuse(name, 'rate-required', `${name} is required for ${amount.currency} in a book in ${bookCurrency}`);
  if (given !== undefined && atRate(amount, given, bookCurrency).minor.toString().length > MAX_WHOLE_DIGITS)
    input.refuse(name, 'amount-size', `the amount at this rate has more than ${MAX_WHOLE_DIGITS} digits`);
  return given;
};

/** Every amount is in the currency of the document. */
export const sameCurrency = (
  input: Input,
  name: string,
  amount: Money | undefined,
  expected: Money | undefined,
): void => {
  if (amount && expected && amount.currency !== expected.currency)
    input.refuse(
      `${name}/currency`,
      'currency-mixed',
      `${name} is in ${amount.currency}, the document in ${expected.currency}`,
    );
};

/** Reads a whole body; `reason` may stand in every one. Throws InvalidInput with every problem found. */
export const readBody = <T>(
  body: unknown,
  read: (input: Input) => T,
): { readonly asked: T; readonly reason?: string } => {
  const input = Input.of(body);
  if (input.failed) input.finish();
  const asked = read(input);
  const reason = input.optional('reason', (name) => input.text(name));
  input.finish();
  return reason === undefined ? { asked } : { asked, reason };
};

/** A single problem of a request that is not in its body, such as a parameter. */
export const invalid = (pointer: string, rule: string, detail: string): InvalidInput =>
  new InvalidInput([{ pointer, rule, detail }]);
