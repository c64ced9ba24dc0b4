import { daysBetween, type CalendarDate, type Currency, type CustomerId, type ReceivableId } from '#kernel';
import { sql } from 'kysely';
import type { Snapshot } from '#read-store';
import { candidates, moneyTotals, openTotals, type MoneyTotal, type OpenTotal } from './open.js';
import { wasKnown, written, type Db, type Viewpoint } from './viewpoint.js';

export interface AccountBalance {
  readonly currency: Currency;
  /** What is outstanding of what is entitled. */
  readonly owed: string;
  readonly planned: string;
  readonly unapplied: string;
  readonly inFlight: string;
  /** Owed less the customer's own money: unapplied, or on its way to an instalment. */
  readonly balance: string;
  readonly overdue: string;
  /** A part of `owed`. */
  readonly disputed: string;
  /** Of the oldest open item; 0 when nothing is overdue. */
  readonly oldestOverdueDays: number;
}

export interface OpenItemAnswer {
  readonly receivableId: ReceivableId;
  readonly number: string;
  readonly instalment: number;
  readonly dueOn: CalendarDate;
  readonly currency: Currency;
  readonly outstanding: string;
  readonly daysOverdue: number;
}

export interface AccountAnswer {
  /** A row for each currency that has any figure. */
  readonly balances: readonly AccountBalance[];
  /** Entitled and open, the oldest due date first. */
  readonly openItems: readonly OpenItemAnswer[];
}

export type AccountQuestion = Viewpoint & { readonly customerId: CustomerId };

const openItemsOf = async (snapshot: Snapshot, question: AccountQuestion): Promise<readonly OpenItemAnswer[]> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom(candidates(snapshot, question).as('c'))
    .crossJoin('account_owed as m')
    .select(['c.receivable_id', 'c.number', 'c.currency', 'm.instalment', 'm.due_on'])
    .select(sql<bigint>`cast(sum(m.owed_minor) as bigint)`.as('owed_minor'))
    .where('m.tenant', '=', question.tenant)
    .whereRef('m.receivable_id', '=', 'c.receivable_id')
    .where('m.effective_on', '<=', question.asOf)
    .where(wasKnown(snapshot, 'm.position', question.knownAt))
    .where('m.instalment', 'is not', null)
    .groupBy(['c.receivable_id', 'c.number', 'c.currency', 'm.instalment', 'm.due_on'])
    .having(sql<boolean>`sum(m.owed_minor) <> 0`)
    .orderBy('m.due_on')
    .orderBy('c.number')
    .orderBy('m.instalment')
    .execute();
  return rows.map((row) => ({
    receivableId: row.receivable_id as ReceivableId,
    number: row.number,
    instalment: row.instalment ?? 0,
    dueOn: row.due_on as CalendarDate,
    currency: row.currency as Currency,
    outstanding: written(row.owed_minor, row.currency),
    daysOverdue: Math.max(daysBetween(row.due_on as CalendarDate, question.asOf), 0),
  }));
};

const balanceOf = (
  currency: string,
  open: OpenTotal | undefined,
  money: MoneyTotal | undefined,
  oldest: OpenItemAnswer | undefined,
): AccountBalance => {
  const { owed = 0n, planned = 0n, disputed = 0n, parts: [overdue = 0n] = [] } = open ?? {};
  const { unapplied = 0n, inFlight = 0n } = money ?? {};
  return {
    currency: currency as Currency,
    owed: written(owed, currency),
    planned: written(planned, currency),
    unapplied: written(unapplied, currency),
    inFlight: written(inFlight, currency),
    balance: written(owed - unapplied - inFlight, currency),
    overdue: written(overdue, currency),
    disputed: written(disputed, currency),
    oldestOverdueDays: oldest?.daysOverdue ?? 0,
  };
};

/** A customer's account as of a day and as known then. */
export const customerAccount = async (snapshot: Snapshot, question: AccountQuestion): Promise<AccountAnswer> => {
  const open = await openTotals(snapshot, { ...question, parts: [{ before: question.asOf }] });
  const money = await moneyTotals(snapshot, question);
  const openItems = await openItemsOf(snapshot, question);
  const hasFigure = (currency: string): boolean => {
    const { owed, planned } = open.find((each) => each.currency === currency) ?? {};
    const { unapplied, inFlight } = money.find((each) => each.currency === currency) ?? {};
    return [owed, planned, unapplied, inFlight].some((minor) => minor !== undefined && minor !== 0n);
  };
  const currencies = [...new Set([...open, ...money].map(({ currency }) => currency))].filter(hasFigure).sort();
  return {
    balances: currencies.map((currency) =>
      balanceOf(
        currency,
        open.find((each) => each.currency === currency),
        money.find((each) => each.currency === currency),
        openItems.find((item) => item.currency === currency),
      ),
    ),
    openItems,
  };
};
