import { effectiveOn, readBody, type Asking, type Input } from '#kernel';
import type { CreditTerms, CustomerCommand } from './decide/customer.js';

export interface CreditTermsWire {
  readonly netDays: number;
  readonly endOfMonth?: boolean;
  readonly discount?: { readonly percent: string; readonly days: number };
}

/** The shape of a new customer, as JSON. */
export interface RegisterCustomerWire {
  readonly code: string;
  readonly name: string;
  readonly currency?: string;
  readonly terms?: CreditTermsWire;
  readonly effectiveOn?: string;
  readonly reason?: string;
}

/** The longest credit that terms may grant, in days. */
const MAX_DAYS = 3_650;

const terms = (input: Input): CreditTerms => ({
  netDays: input.integer('netDays', 0, MAX_DAYS),
  ...(input.has('endOfMonth') && { endOfMonth: input.truth('endOfMonth') }),
  ...(input.has('discount') && {
    discount: input.nested('discount', (inner) => ({
      percent: inner.percent('percent'),
      days: inner.integer('days', 0, MAX_DAYS),
    })),
  }),
});

type On<Type extends CustomerCommand['type']> = Omit<Extract<CustomerCommand, { type: Type }>, 'customerId'>;

/** @throws InvalidInput */
export const readRegisterCustomer = (body: unknown, asking: Asking) =>
  readBody(body, (input): On<'RegisterCustomer'> => ({
    type: 'RegisterCustomer',
    code: input.code('code'),
    name: input.text('name', { max: 200 }),
    ...(input.has('currency') && { currency: input.currency('currency') }),
    ...(input.has('terms') && { terms: input.nested('terms', terms) }),
    on: effectiveOn(input, asking),
  }));

/** One reader for each command on a customer, by its name in the URL. */
export const customerReaders = {
  correct: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<'CorrectCustomerDetails'> => ({
      type: 'CorrectCustomerDetails',
      name: input.text('name', { max: 200 }),
      on: effectiveOn(input, asking),
    })),
  'agree-terms': (body: unknown, asking: Asking) =>
    readBody(body, (input): On<'AgreeCreditTerms'> => ({
      type: 'AgreeCreditTerms',
      terms: input.nested('terms', terms),
      on: effectiveOn(input, asking),
    })),
  hold: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<'HoldCustomer'> => ({ type: 'HoldCustomer', on: effectiveOn(input, asking) })),
  release: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<'ReleaseCustomer'> => ({ type: 'ReleaseCustomer', on: effectiveOn(input, asking) })),
} as const;

export type CustomerVerb = keyof typeof customerReaders;
