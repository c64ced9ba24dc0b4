import { categoryOf, type EventSet, type Fact, type Recorded } from '#kernel';
import type { Change, Model } from '#read-store';
import type { ReceivableEvent } from '#receivables';
import type { ReceiptEvent } from '#settlement';
import { moneyOf, moneyReaching } from './money.js';
import { owedBy } from './owed.js';
import { accountMoney, accountOwed, accountReceipts, accountReceivables } from './tables.js';

type Event = ReceivableEvent | ReceiptEvent;

const isOfReceipt = (event: Recorded<Event>): event is Recorded<ReceiptEvent> => categoryOf(event.stream) === 'receipt';

const project = (event: Recorded<Event>): readonly Change[] => {
  if (isOfReceipt(event)) return moneyOf(event);
  const receivable = event as Recorded<ReceivableEvent>;
  return [...owedBy(receivable), ...moneyReaching(receivable)];
};

/** Every type keeps its own codec. */
const both = <A extends Fact, B extends Fact>(one: EventSet<A>, other: EventSet<B>): EventSet<A | B> => ({
  types: new Map<string, unknown>([...one.types, ...other.types]) as EventSet<A | B>['types'],
});

/**
 * Customers' accounts, from the facts about receivables and receipts. The contexts' own event sets are handed in, because
 * this lib knows their types only.
 */
export const accountsModel = (
  receivableEvents: EventSet<ReceivableEvent>,
  receiptEvents: EventSet<ReceiptEvent>,
): Model<Event> => ({
  name: 'accounts',
  version: 1,
  orderKey: 'stream',
  tables: [accountReceivables, accountOwed, accountReceipts, accountMoney],
  categories: ['receivable', 'receipt'],
  events: both(receivableEvents, receiptEvents),
  project,
});
