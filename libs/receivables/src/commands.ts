import type { AllocationId, CalendarDate, Currency, CustomerId, Money, Rate, ReceiptId, ReceivableId } from '#kernel';
import type { BASES, KINDS, TAX_MODES } from './events.js';

export type Basis = (typeof BASES)[number];

/** An instalment as it is raised. */
export interface NewInstalment {
  readonly number: number;
  readonly kind: (typeof KINDS)[number];
  readonly dueOn: CalendarDate;
  readonly amount: Money;
  readonly discount?: {
    readonly percent: string;
    readonly until: CalendarDate;
    readonly taxMode: (typeof TAX_MODES)[number];
  };
}

/** Somebody owes from `on`, by instalments that sum to the gross. */
export interface RaiseReceivable {
  readonly type: 'RaiseReceivable';
  readonly receivableId: ReceivableId;
  readonly number: string;
  readonly life: number;
  readonly customerId: CustomerId;
  readonly basis: Basis;
  readonly gross: Money;
  readonly tax: Money;
  readonly bookedRate?: Rate;
  readonly bookCurrency: Currency;
  readonly invoice?: { readonly number: string; readonly issuedOn: CalendarDate };
  readonly instalments: readonly NewInstalment[];
  readonly warnings?: readonly string[];
  readonly on: CalendarDate;
}

/** The right became unconditional: instalments that were a plan are owed from `on`. All of them when none are named. */
export interface EntitleInstalments {
  readonly type: 'EntitleInstalments';
  readonly receivableId: ReceivableId;
  readonly basis: Exclude<Basis, 'plan'>;
  readonly instalments?: readonly number[];
  readonly net?: Money;
  readonly tax?: Money;
  readonly on: CalendarDate;
}

/** The customer objects, to all that is outstanding when no amount is given. */
export interface DisputeReceivable {
  readonly type: 'DisputeReceivable';
  readonly receivableId: ReceivableId;
  readonly amount?: Money;
  readonly on: CalendarDate;
}

export interface ResolveDispute {
  readonly type: 'ResolveDispute';
  readonly receivableId: ReceivableId;
  readonly on: CalendarDate;
}

export interface RecordPromise {
  readonly type: 'RecordPromise';
  readonly receivableId: ReceivableId;
  readonly instalment: number;
  readonly amount: Money;
  readonly promisedOn: CalendarDate;
  readonly on: CalendarDate;
}

/** Takes a receivable back that should never have been raised. */
export interface ReverseReceivable {
  readonly type: 'ReverseReceivable';
  readonly receivableId: ReceivableId;
  readonly on: CalendarDate;
}

/** Ordered by ReceiptAllocated: always leaves an event, the collection or why it was declined. */
export interface CollectInstalment {
  readonly type: 'CollectInstalment';
  readonly receivableId: ReceivableId;
  readonly receiptId: ReceiptId;
  readonly allocationId: AllocationId;
  readonly instalment: number;
  /** `recover` is for what was written off. */
  readonly purpose: 'collect' | 'recover';
  readonly amount: Money;
  readonly receiptAmount: Money;
  readonly receiptBookAmount: Money;
  readonly rate?: Rate;
  readonly valueOn: CalendarDate;
  /** The allocation's day: the collection is not dated before it. */
  readonly on: CalendarDate;
}

/** Ordered when an allocation is taken back: cannot be refused. */
export interface ReverseCollection {
  readonly type: 'ReverseCollection';
  readonly receivableId: ReceivableId;
  readonly receiptId: ReceiptId;
  readonly allocationId: AllocationId;
  readonly instalment: number;
  readonly on: CalendarDate;
}

export type ReceivableCommand =
  | RaiseReceivable
  | EntitleInstalments
  | DisputeReceivable
  | ResolveDispute
  | RecordPromise
  | ReverseReceivable
  | CollectInstalment
  | ReverseCollection;
