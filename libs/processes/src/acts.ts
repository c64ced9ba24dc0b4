import {
  addDays,
  calendarDate,
  currency,
  daysBetween,
  parseRate,
  uuidOf,
  type CalendarDate,
  type CustomerId,
} from '#kernel';

/**
 * What can happen in a random life of a few receivables and receipts. Every number is taken modulo what there is, so
 * that any list of acts is a life, and a shorter one too.
 */
export interface Raise {
  readonly act: 'raise';
  readonly day: number;
  readonly amounts: readonly number[];
  readonly plan: boolean;
  readonly dollars: boolean;
}
export interface Receive {
  readonly act: 'receive';
  readonly day: number;
  readonly amount: number;
  readonly dollars: boolean;
  readonly confirmed: boolean;
  readonly known: boolean;
}
export interface Wanted {
  readonly which: number;
  readonly instalment: number;
  readonly size: number;
  readonly amount: number;
}
interface On<Name extends string> {
  readonly act: Name;
  readonly which: number;
  readonly day: number;
}
export type OnReceipt = On<'confirm' | 'identify' | 'clear' | 'bounce'>;
export type OnReceivable = On<'unraise' | 'entitle' | 'dispute' | 'resolve' | 'promise'>;
export type AskBack = On<'askBack'>;
export type Repeat = On<'repeat'>;
export interface Allocate {
  readonly act: 'allocate';
  readonly which: number;
  readonly items: readonly Wanted[];
}
export interface Choose {
  readonly act: 'choose';
  readonly which: number;
  readonly method: 'oldestFirst' | 'exact';
}
export interface Step {
  readonly act: 'step';
  readonly pick: number;
  readonly skip: number;
}
export type Act = Raise | Receive | OnReceipt | OnReceivable | AskBack | Repeat | Allocate | Choose | Step;

export const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('no example');
  return value;
};

const FIRST = present(calendarDate('2026-01-01'));
export const EUR = present(currency('EUR'));
export const USD = present(currency('USD'));
export const RATE = present(parseRate('0.92347'));
export const BANK_RATE = present(parseRate('0.91019'));
export const customerId = uuidOf<CustomerId>('the customer');

export const dateOf = (day: number): CalendarDate => addDays(FIRST, day);
export const dayOf = (date: CalendarDate): number => daysBetween(FIRST, date);
