import { refusing, spoken, type CalendarDate, type Money, type Refusal, type Telling } from '#kernel';

/** Every way in which a command on a receipt is refused, in order of precedence: the first that holds is the answer. */
export interface ReceiptRefusals {
  UnknownCustomer: { customerId: string };
  UnknownReceivable: { receivableId: string };
  UnknownInstalment: { receivableId: string; instalment: number };
  UnknownDocument: Record<never, never>;
  /** An allocation that this receipt does not have. */
  UnknownAllocation: { allocationId: string };
  AlreadyExists: { number: string };
  Reversed: { number: string };
  /** Only confirmed money settles. */
  NotConfirmed: Record<never, never>;
  AlreadyIdentified: { customerId: string };
  AlreadyCleared: { on: CalendarDate };
  /** Money of nobody settles nothing: identify the payer first. */
  Unidentified: Record<never, never>;
  /** A receivable of another customer. */
  OtherCustomer: { receivableId: string };
  CurrencyDiffers: { given: string; expected: string };
  /** An instalment in another currency needs the amount in the receipt's. */
  ReceiptAmountMissing: { given: string; expected: string };
  /** In one currency the two amounts of an item are the same. */
  ReceiptAmountDiffers: { amount: Money; receiptAmount: Money };
  FeeExceedsAmount: { fee: Money; amount: Money };
  /** No open instalment or receivable has exactly the amount that is free. */
  NoExactMatch: { free: Money };
  SeveralExactMatches: { free: Money; matches: number };
  /** More than one command takes, or than a receipt has live. */
  TooManyAllocations: { limit: number };
  ExceedsFree: { asked: Money; free: Money };
  BreaksLaterDate: { on: CalendarDate; notBefore: CalendarDate };
}

export type ReceiptRefusal = Refusal<keyof ReceiptRefusals>;
export const refuse = refusing<ReceiptRefusals>();

export const receiptTelling: Telling<ReceiptRefusals> = {
  UnknownCustomer: { title: 'Unknown customer', detail: ({ customerId }) => `there is no customer ${customerId}` },
  UnknownReceivable: {
    title: 'Unknown receivable',
    detail: ({ receivableId }) => `there is no receivable ${receivableId}`,
  },
  UnknownInstalment: {
    title: 'Unknown instalment',
    detail: ({ receivableId, instalment }) => `receivable ${receivableId} has no instalment ${instalment}`,
  },
  UnknownDocument: { status: 404, title: 'Unknown document', detail: () => 'there is no such receipt' },
  UnknownAllocation: {
    title: 'Unknown allocation',
    detail: ({ allocationId }) => `the receipt has no allocation ${allocationId}`,
  },
  AlreadyExists: { title: 'Already exists', detail: ({ number }) => `the receipt ${number} exists already` },
  Reversed: { title: 'Reversed', detail: ({ number }) => `the receipt ${number} was reversed` },
  NotConfirmed: { title: 'Not confirmed', detail: () => 'only confirmed money settles; confirm the receipt first' },
  AlreadyIdentified: {
    title: 'Already identified',
    detail: ({ customerId }) => `the money is customer ${customerId}'s`,
  },
  AlreadyCleared: { title: 'Already cleared', detail: ({ on }) => `the receipt was cleared on ${on}` },
  Unidentified: { title: 'Unidentified', detail: () => 'the payer is not known; identify the receipt first' },
  OtherCustomer: {
    title: "Another customer's receivable",
    detail: ({ receivableId }) => `receivable ${receivableId} is owed by another customer`,
  },
  CurrencyDiffers: {
    title: 'Another currency',
    detail: ({ given, expected }) => `given in ${given}, expected ${expected}`,
  },
  ReceiptAmountMissing: {
    title: "The amount in the receipt's currency is missing",
    detail: ({ given, expected }) => `an instalment in ${given} paid from a receipt in ${expected} needs receiptAmount`,
  },
  ReceiptAmountDiffers: {
    title: 'The two amounts of an item differ',
    detail: ({ amount, receiptAmount }) => `amount ${spoken(amount)}, receiptAmount ${spoken(receiptAmount)}`,
  },
  FeeExceedsAmount: {
    title: 'The fee exceeds the amount',
    detail: ({ fee, amount }) => `fee ${spoken(fee)}, received ${spoken(amount)}`,
  },
  NoExactMatch: { title: 'No exact match', detail: ({ free }) => `nothing open is exactly ${spoken(free)}` },
  SeveralExactMatches: {
    title: 'Several exact matches',
    detail: ({ free, matches }) => `${matches} open items are exactly ${spoken(free)}; allocate by hand`,
  },
  TooManyAllocations: {
    title: 'Too many allocations',
    detail: ({ limit }) => `at most ${limit} fit: 90 in one command, 2,000 live ones on a receipt`,
  },
  ExceedsFree: {
    title: 'More than is free',
    detail: ({ asked, free }) => `asked ${spoken(asked)}, free ${spoken(free)}`,
  },
  BreaksLaterDate: {
    title: 'Breaks a later date',
    detail: ({ on, notBefore }) =>
      `dated ${on} it would come before what it follows; the first possible day is ${notBefore}`,
  },
};
