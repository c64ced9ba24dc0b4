import { refusing, spoken, type CalendarDate, type Money, type Refusal, type Telling } from '#kernel';

/**
 * Every way in which a command on a receivable is refused, in order of precedence: the first that holds is the answer.
 * The collecting process is never refused, it is declined (COLLECT_DECLINES).
 */
export interface ReceivableRefusals {
  UnknownCustomer: { customerId: string };
  UnknownDocument: Record<never, never>;
  AlreadyExists: { number: string };
  /** The receivable was reversed: it is not there any more. */
  Reversed: { number: string };
  UnknownInstalment: { instalment: number };
  CurrencyDiffers: { given: string; expected: string };
  /** Entitling what is owed already. */
  AlreadyEntitled: { instalment: number; since: CalendarDate };
  /** The net and the tax given are not the amounts of the instalments. */
  NetAndTaxDiffer: { given: Money; expected: Money };
  /** One dispute at a time. */
  AlreadyDisputed: { since: CalendarDate };
  NotDisputed: Record<never, never>;
  /** A reversal while money stands on it: take the money back first. */
  MoneyOnIt: { collected: Money };
  /** A later day would become impossible. */
  BreaksLaterDate: { on: CalendarDate; notBefore: CalendarDate };
  ExceedsOutstanding: { asked: Money; outstanding: Money };
}

export type ReceivableRefusal = Refusal<keyof ReceivableRefusals>;
export const refuse = refusing<ReceivableRefusals>();

export const receivableTelling: Telling<ReceivableRefusals> = {
  UnknownCustomer: { title: 'Unknown customer', detail: ({ customerId }) => `there is no customer ${customerId}` },
  UnknownDocument: { status: 404, title: 'Unknown document', detail: () => 'there is no such receivable' },
  AlreadyExists: { title: 'Already exists', detail: ({ number }) => `the receivable ${number} exists already` },
  Reversed: { title: 'Reversed', detail: ({ number }) => `the receivable ${number} was reversed` },
  UnknownInstalment: {
    title: 'Unknown instalment',
    detail: ({ instalment }) => `the receivable has no instalment ${instalment}`,
  },
  CurrencyDiffers: {
    title: 'Another currency',
    detail: ({ given, expected }) => `given in ${given}, the receivable is in ${expected}`,
  },
  AlreadyEntitled: {
    title: 'Already entitled',
    detail: ({ instalment, since }) => `instalment ${instalment} is owed since ${since}`,
  },
  NetAndTaxDiffer: {
    title: 'Net and tax differ from the instalments',
    detail: ({ given, expected }) => `net and tax are ${spoken(given)}, the instalments ${spoken(expected)}`,
  },
  AlreadyDisputed: {
    title: 'Already disputed',
    detail: ({ since }) => `a dispute is open since ${since}; resolve it first`,
  },
  NotDisputed: { title: 'Not disputed', detail: () => 'no dispute is open' },
  MoneyOnIt: {
    title: 'Money is on it',
    detail: ({ collected }) => `${spoken(collected)} is collected on it; return it or reverse the receipt first`,
  },
  BreaksLaterDate: {
    title: 'Breaks a later date',
    detail: ({ on, notBefore }) =>
      `dated ${on} it would make a later day impossible; the first possible day is ${notBefore}`,
  },
  ExceedsOutstanding: {
    title: 'More than is outstanding',
    detail: ({ asked, outstanding }) => `asked ${spoken(asked)}, outstanding ${spoken(outstanding)}`,
  },
};
