import { formatAmount, parseAmount, sum, type Currency, type Money } from '#kernel';
import type { Schemas } from './surface.js';

/** The bodies that most tests send, with what they do not care about filled in. */
export const money = (amount: string, currency = 'EUR'): Schemas['MoneyBody'] => ({ amount, currency });

const exact = (amount: string, currency: string): Money => {
  const read = parseAmount(amount, currency as Currency);
  if ('rule' in read) throw new Error(read.detail);
  return read;
};

type Raise = Schemas['RaiseReceivableBody'];

export interface Due {
  readonly dueOn: string;
  readonly amount: string;
  readonly kind?: Schemas['InstalmentBody']['kind'];
}

/** A raise whose instalments are numbered in order and sum to its gross. */
export const raising = (
  customerId: string,
  dues: readonly Due[],
  { currency = 'EUR', ...more }: Partial<Omit<Raise, 'gross' | 'instalments'>> & { readonly currency?: string } = {},
): Raise => {
  const amounts = dues.map(({ amount }) => exact(amount, currency));
  return {
    customerId,
    basis: 'invoice',
    gross: money(formatAmount(sum(amounts, currency as Currency)), currency),
    instalments: dues.map(({ dueOn, amount, kind }, index) => ({
      number: index + 1,
      dueOn,
      amount: money(amount, currency),
      ...(kind && { kind }),
    })),
    ...more,
  };
};

/** An invoice of one instalment. */
export const invoiced = (customerId: string, number: string, issuedOn: string, dueOn: string, amount: string): Raise =>
  raising(customerId, [{ dueOn, amount }], { number, invoice: { number, issuedOn } });

type Register = Schemas['RegisterReceiptBody'];

/** Confirmed money of a customer, by transfer. */
export const received = (
  customerId: string | undefined,
  amount: string,
  bookedOn: string,
  more: Partial<Register> = {},
): Register => ({
  ...(customerId !== undefined && { customerId }),
  amount: money(amount),
  instrument: 'transfer',
  bookedOn,
  confirmed: true,
  ...more,
});

export const byHand = (
  ...items: readonly (readonly [receivableId: string, instalment: number, amount: string])[]
): Schemas['IntentBody'] => ({
  method: 'hand',
  items: items.map(([receivableId, instalment, amount]) => ({ receivableId, instalment, amount: money(amount) })),
});
