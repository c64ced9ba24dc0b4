import {
  bookRate,
  businessDate,
  effectiveOn,
  identity,
  readBody,
  sameCurrency,
  type AllocationId,
  type Asking,
  type CustomerId,
  type Identity,
  type Input,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import {
  MAX_ITEMS,
  type AskedItem,
  type ClearReceipt,
  type ConfirmReceipt,
  type IdentifyReceipt,
  type Method,
  type Purpose,
  type RegisterReceipt,
  type RequestReturn,
  type ReverseReceipt,
} from './commands.js';
import { CAUSES, INSTRUMENTS, METHODS, PURPOSES } from './events.js';

interface MoneyWire {
  readonly amount: string;
  readonly currency: string;
}

export interface AllocateWire {
  readonly method: Method;
  readonly purpose?: Purpose;
  readonly items?: readonly {
    readonly receivableId: string;
    readonly instalment: number;
    readonly amount: MoneyWire;
    readonly receiptAmount?: MoneyWire;
    readonly rate?: string;
  }[];
}

/** The shape of a new receipt, as JSON. */
export interface RegisterReceiptWire {
  readonly id?: string;
  readonly number?: string;
  readonly customerId?: string;
  readonly amount: MoneyWire;
  readonly instrument: (typeof INSTRUMENTS)[number];
  readonly bookedOn: string;
  readonly valueOn?: string;
  readonly bankRate?: string;
  readonly confirmed?: boolean;
  readonly allocate?: AllocateWire;
  readonly reason?: string;
}

/** What money is asked to be for, before the items' receivables were looked at. */
export interface AskedAllocation {
  readonly method: Method;
  readonly purpose: Purpose;
  readonly items: readonly AskedItem[];
}

/** A registration before its number and id are settled and its items were looked at. */
export type Registering = Omit<RegisterReceipt, 'receiptId' | 'number' | 'life' | 'warnings' | 'allocate'> & {
  readonly identity: Identity<ReceiptId>;
  readonly allocate?: AskedAllocation;
};

const item = (inner: Input): AskedItem => ({
  receivableId: inner.id<ReceivableId>('receivableId'),
  instalment: inner.integer('instalment', 1, Number.MAX_SAFE_INTEGER),
  amount: inner.money('amount'),
  ...(inner.has('receiptAmount') && { receiptAmount: inner.money('receiptAmount') }),
  ...(inner.has('rate') && { rate: inner.rate('rate') }),
});

const allocation = (input: Input): AskedAllocation => {
  const method = input.oneOf('method', METHODS);
  const purpose = input.has('purpose') ? input.oneOf('purpose', PURPOSES) : 'collect';
  if (method !== 'hand' && input.has('items'))
    input.refuse('items', 'items-only-by-hand', `${method} chooses its items itself`);
  return {
    method,
    purpose,
    items: method === 'hand' || input.has('items') ? input.list('items', 1, MAX_ITEMS, item) : [],
  };
};

/** @throws InvalidInput */
export const readRegister = (body: unknown, asking: Asking) =>
  readBody(body, (input): Registering => {
    const amount = input.money('amount');
    const bookedOn = businessDate(input, 'bookedOn', asking);
    const allocate = input.has('allocate') ? input.nested('allocate', allocation) : undefined;
    allocate?.items.forEach(({ receiptAmount }, index) =>
      sameCurrency(input, `allocate/items/${index}/receiptAmount`, receiptAmount, amount),
    );
    if (allocate && !input.has('customerId'))
      input.refuse('customerId', 'allocate-needs-customer', 'money can only be allocated when its payer is known');
    return {
      type: 'RegisterReceipt',
      identity: identity<ReceiptId>(input),
      ...(input.has('customerId') && { customerId: input.id<CustomerId>('customerId') }),
      amount,
      instrument: input.oneOf('instrument', INSTRUMENTS),
      bookedOn,
      valueOn: input.has('valueOn') ? businessDate(input, 'valueOn', asking) : bookedOn,
      bankRate: bookRate(input, 'bankRate', amount, asking),
      bookCurrency: asking.bookCurrency,
      confirmed: input.has('confirmed') ? input.truth('confirmed') : false,
      ...(allocate && { allocate }),
    };
  });

type On<Command> = Omit<Command, 'receiptId'>;
export type AllocatingByHand = { readonly type: 'Allocate'; readonly allocate: AskedAllocation };

/** One reader for each command on a receipt, by its name in the URL. */
export const receiptReaders = {
  identify: (body: unknown) =>
    readBody(body, (input): On<IdentifyReceipt> => ({
      type: 'IdentifyReceipt',
      customerId: input.id<CustomerId>('customerId'),
    })),
  confirm: (body: unknown) =>
    readBody(body, (input): On<ConfirmReceipt> => ({
      type: 'ConfirmReceipt',
      ...(input.has('fee') && { fee: input.money('fee', { zero: true }) }),
    })),
  clear: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<ClearReceipt> => ({
      type: 'ClearReceipt',
      bookedOn: businessDate(input, 'bookedOn', asking),
    })),
  reverse: (body: unknown, asking: Asking) =>
    readBody(body, (input): On<ReverseReceipt> => ({
      type: 'ReverseReceipt',
      cause: input.oneOf('cause', CAUSES),
      on: businessDate(input, 'on', asking),
    })),
  allocate: (body: unknown) =>
    readBody(body, (input): AllocatingByHand => ({ type: 'Allocate', allocate: allocation(input) })),
  'return-allocation': (body: unknown, asking: Asking) =>
    readBody(body, (input): On<RequestReturn> => ({
      type: 'RequestReturn',
      allocationId: input.id<AllocationId>('allocationId'),
      on: effectiveOn(input, asking),
    })),
} as const;

export type ReceiptVerb = keyof typeof receiptReaders;
