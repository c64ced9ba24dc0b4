import type { AllocationId, CalendarDate, Currency, CustomerId, Money, Rate, ReceiptId, ReceivableId } from '#kernel';
import type { CAUSES, INSTRUMENTS, METHODS, PURPOSES } from './events.js';

/** At most this many items in one command; oldestFirst takes the oldest. */
export const MAX_ITEMS = 90;
/** At most this many live allocations on one receipt. */
export const MAX_LIVE_ALLOCATIONS = 2_000;

/** One instalment that money is for, as the caller asked for it. */
export interface AskedItem {
  readonly receivableId: ReceivableId;
  readonly instalment: number;
  readonly amount: Money;
  readonly receiptAmount?: Money;
  readonly rate?: Rate;
}

/** What was read about the receivable of an item before the decision: its number, its customer and its day. */
export interface ReferredItem extends AskedItem {
  readonly receivableNumber: string;
  readonly customerId: CustomerId;
  /** The receivable's own day: no allocation to it is dated earlier. */
  readonly itemOn: CalendarDate;
}

/** An entitled open instalment that oldestFirst and exact choose from. */
export interface OpenItem {
  readonly receivableId: ReceivableId;
  readonly receivableNumber: string;
  readonly instalment: number;
  readonly dueOn: CalendarDate;
  readonly itemOn: CalendarDate;
  /** Outstanding, less what other receipts have in flight to it. */
  readonly open: Money;
}

/** What the money is for: named items, or a choice among the customer's open items as they stood at a position. */
export type Purpose = (typeof PURPOSES)[number];
export type Allocating =
  | { readonly method: 'hand'; readonly purpose: Purpose; readonly items: readonly ReferredItem[] }
  | {
      readonly method: 'oldestFirst' | 'exact';
      readonly purpose: Purpose;
      readonly openItems: readonly OpenItem[];
      readonly chosenAt: number;
    };

export interface RegisterReceipt {
  readonly type: 'RegisterReceipt';
  readonly receiptId: ReceiptId;
  readonly number: string;
  readonly life: number;
  readonly customerId?: CustomerId;
  readonly amount: Money;
  readonly instrument: (typeof INSTRUMENTS)[number];
  readonly bookedOn: CalendarDate;
  readonly valueOn: CalendarDate;
  readonly bankRate?: Rate;
  readonly bookCurrency: Currency;
  /** Finance has seen the money: the receipt is confirmed at once. */
  readonly confirmed: boolean;
  readonly allocate?: Allocating;
  readonly warnings?: readonly string[];
}

/** `allocate`: what the receipt's intent comes to now, read by the handler. */
export interface ConfirmReceipt {
  readonly type: 'ConfirmReceipt';
  readonly receiptId: ReceiptId;
  readonly fee?: Money;
  readonly allocate?: Allocating;
}

export interface IdentifyReceipt {
  readonly type: 'IdentifyReceipt';
  readonly receiptId: ReceiptId;
  readonly customerId: CustomerId;
}

export interface ClearReceipt {
  readonly type: 'ClearReceipt';
  readonly receiptId: ReceiptId;
  readonly bookedOn: CalendarDate;
}

export interface AllocateReceipt {
  readonly type: 'AllocateReceipt';
  readonly receiptId: ReceiptId;
  readonly allocate: Allocating;
}

/** Takes an allocation back; the money is free again once the receivable has given it back. */
export interface RequestReturn {
  readonly type: 'RequestReturn';
  readonly receiptId: ReceiptId;
  readonly allocationId: AllocationId;
  readonly on: CalendarDate;
}

export interface ReverseReceipt {
  readonly type: 'ReverseReceipt';
  readonly receiptId: ReceiptId;
  readonly cause: (typeof CAUSES)[number];
  readonly on: CalendarDate;
}

/** Ordered by InstalmentCollected; `on` is the collection's day. Never refused. */
export interface ConfirmAllocation {
  readonly type: 'ConfirmAllocation';
  readonly receiptId: ReceiptId;
  readonly allocationId: AllocationId;
  readonly on: CalendarDate;
}

/** Ordered when the receivable declined, withdrew or reversed the collection. Never refused. */
export interface ReturnAllocation {
  readonly type: 'ReturnAllocation';
  readonly receiptId: ReceiptId;
  readonly allocationId: AllocationId;
  readonly declined?: string;
  readonly on: CalendarDate;
}

export type ReceiptCommand =
  | RegisterReceipt
  | ConfirmReceipt
  | IdentifyReceipt
  | ClearReceipt
  | AllocateReceipt
  | RequestReturn
  | ReverseReceipt
  | ConfirmAllocation
  | ReturnAllocation;

export type Method = (typeof METHODS)[number];
