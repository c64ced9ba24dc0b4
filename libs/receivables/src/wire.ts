import {
  businessDate,
  bookRate,
  effectiveOn,
  identity,
  readBody,
  sameCurrency,
  sum,
  zero,
  type Asking,
  type CalendarDate,
  type CustomerId,
  type Identity,
  type Input,
  type Money,
  type ReceivableId,
} from '#kernel';
import type {
  DisputeReceivable,
  EntitleInstalments,
  NewInstalment,
  RaiseReceivable,
  RecordPromise,
  ResolveDispute,
  ReverseReceivable,
} from './commands.js';
import { BASES, KINDS, TAX_MODES } from './events.js';

/** At most this many instalments. */
export const MAX_INSTALMENTS = 360;

/** An amount as JSON writes it. */
export interface MoneyWire {
  readonly amount: string;
  readonly currency: string;
}

/** The shapes of the requests, as JSON. */
export interface RaiseReceivableWire {
  readonly id?: string;
  readonly number?: string;
  readonly customerId: string;
  readonly basis: (typeof BASES)[number];
  readonly gross: MoneyWire;
  readonly tax?: MoneyWire;
  readonly bookedRate?: string;
  readonly invoice?: { readonly number: string; readonly issuedOn: string };
  readonly instalments: readonly InstalmentWire[];
  readonly effectiveOn?: string;
  readonly reason?: string;
}

export interface InstalmentWire {
  readonly number: number;
  readonly kind?: (typeof KINDS)[number];
  readonly dueOn: string;
  readonly amount: MoneyWire;
  readonly discount?: {
    readonly percent: string;
    readonly until: string;
    readonly taxMode: (typeof TAX_MODES)[number];
  };
}

/** A raise before its number and id are settled. */
export type Raising = Omit<RaiseReceivable, 'receivableId' | 'number' | 'life' | 'warnings'> & {
  readonly identity: Identity<ReceivableId>;
};

const instalment = (item: Input): NewInstalment => ({
  number: item.integer('number', 1, Number.MAX_SAFE_INTEGER),
  kind: item.has('kind') ? item.oneOf('kind', KINDS) : 'normal',
  dueOn: item.date('dueOn'),
  amount: item.money('amount'),
  ...(item.has('discount') && {
    discount: item.nested('discount', (inner) => ({
      percent: inner.percent('percent'),
      until: inner.date('until'),
      taxMode: inner.oneOf('taxMode', TAX_MODES),
    })),
  }),
});

const checkInstalments = (input: Input, instalments: readonly NewInstalment[], gross: Money | undefined): void => {
  const seen = new Set<number>();
  instalments.forEach(({ number, amount }, index) => {
    if (seen.has(number))
      input.refuse(
        `instalments/${index}/number`,
        'instalment-number-unique',
        `instalment number ${number} stands there twice`,
      );
    seen.add(number);
    sameCurrency(input, `instalments/${index}/amount`, amount, gross);
  });
  // Told also beside other mistakes, as long as every amount is one that can be added.
  const canBeAdded = instalments.length > 0 && instalments.every(({ amount }) => amount?.currency === gross?.currency);
  if (!gross || !canBeAdded) return;
  const whole = sum(
    instalments.map(({ amount }) => amount),
    gross.currency,
  );
  if (whole.minor !== gross.minor)
    input.refuse('instalments', 'instalments-sum', 'the instalments do not sum to the gross');
};

/** The invoice's date is the raise's own; without an invoice `effectiveOn` may be given. */
const raisedOn = (input: Input, invoice: { issuedOn: CalendarDate } | undefined, asking: Asking): CalendarDate => {
  if (!invoice) return effectiveOn(input, asking);
  if (input.has('effectiveOn') && input.date('effectiveOn') !== invoice.issuedOn)
    input.refuse(
      'effectiveOn',
      'effective-on-is-the-invoice-date',
      'a receivable with an invoice counts from invoice.issuedOn',
    );
  return invoice.issuedOn;
};

/** @throws InvalidInput */
export const readRaise = (body: unknown, asking: Asking) =>
  readBody(body, (input): Raising => {
    const gross = input.money('gross');
    const tax = input.has('tax') ? input.money('tax', { zero: true }) : gross && zero(gross.currency);
    sameCurrency(input, 'tax', tax, gross);
    if (tax && gross && tax.currency === gross.currency && tax.minor > gross.minor)
      input.refuse('tax', 'tax-range', 'the tax lies between zero and the gross');
    const invoice = input.has('invoice')
      ? input.nested('invoice', (inner) => ({
          number: inner.text('number', { max: 64 }),
          issuedOn: businessDate(inner, 'issuedOn', asking),
        }))
      : undefined;
    const instalments = input.list('instalments', 1, MAX_INSTALMENTS, instalment);
    checkInstalments(input, instalments, gross);
    return {
      type: 'RaiseReceivable',
      identity: identity<ReceivableId>(input),
      customerId: input.id<CustomerId>('customerId'),
      basis: input.oneOf('basis', BASES),
      gross,
      tax,
      bookedRate: bookRate(input, 'bookedRate', gross, asking),
      bookCurrency: asking.bookCurrency,
      ...(invoice && { invoice }),
      instalments,
      on: raisedOn(input, invoice, asking),
    };
  });

type On<Command> = Omit<Command, 'receivableId'>;
const ENTITLING = BASES.filter((basis) => basis !== 'plan') as Exclude<(typeof BASES)[number], 'plan'>[];

/** One reader for each command on a receivable, by its name in the URL. */
export const receivableReaders = {
  entitle: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<EntitleInstalments> => ({
      type: 'EntitleInstalments',
      basis: input.oneOf('basis', ENTITLING),
      ...(input.has('instalments') && { instalments: input.integers('instalments', 1, MAX_INSTALMENTS) }),
      ...(input.has('net') && { net: input.money('net', { zero: true }) }),
      ...(input.has('tax') && { tax: input.money('tax', { zero: true }) }),
      on: effectiveOn(input, asking),
    })),
  dispute: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<DisputeReceivable> => ({
      type: 'DisputeReceivable',
      ...(input.has('amount') && { amount: input.money('amount') }),
      on: effectiveOn(input, asking),
    })),
  resolve: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<ResolveDispute> => ({ type: 'ResolveDispute', on: effectiveOn(input, asking) })),
  promise: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<RecordPromise> => ({
      type: 'RecordPromise',
      instalment: input.integer('instalment', 1, Number.MAX_SAFE_INTEGER),
      amount: input.money('amount'),
      promisedOn: input.date('promisedOn'),
      on: effectiveOn(input, asking),
    })),
  reverse: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<ReverseReceivable> => ({ type: 'ReverseReceivable', on: effectiveOn(input, asking) })),
} as const;

export type ReceivableVerb = keyof typeof receivableReaders;
