import {
  money,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type Money,
  type ReceivableId,
} from '#kernel';
import type { Snapshot } from '#read-store';
import { NEVER } from '../project/receivables.js';
import { knownOf, type Known } from './known.js';
import { standingOn } from './standing.js';
import type { Db, Viewpoint } from './viewpoint.js';

/** Money that a receipt has taken for an instalment and that it has no answer for yet. */
export interface OnItsWay {
  readonly allocationId: AllocationId;
  readonly receivableId: ReceivableId;
  readonly instalment: number;
  readonly amount: Money;
}

/** An entitled instalment that can still be collected. */
export interface OpenInstalment {
  readonly receivableId: ReceivableId;
  readonly receivableNumber: string;
  readonly instalment: number;
  readonly dueOn: CalendarDate;
  /** The day of the receivable: no money for it is dated earlier. */
  readonly itemOn: CalendarDate;
  readonly open: Money;
}

/** What the receivable has answered is in its own figures already, also before the receipt has heard of it. */
const waiting = ({ receivable, facts }: Known, inFlight: readonly OnItsWay[]): ReadonlyMap<number, bigint> => {
  const answered = new Set(facts.map((fact) => fact.allocation_id));
  const sums = new Map<number, bigint>();
  for (const { allocationId, receivableId, instalment, amount } of inFlight)
    if (receivableId === receivable.receivable_id && !answered.has(allocationId))
      sums.set(instalment, (sums.get(instalment) ?? 0n) + amount.minor);
  return sums;
};

const openOf = (known: Known, inFlight: readonly OnItsWay[]): readonly OpenInstalment[] => {
  const { receivable } = known;
  const taken = waiting(known, inFlight);
  return standingOn(known, NEVER as CalendarDate).instalments.flatMap(({ row, outstanding, entitled }) => {
    const open = outstanding - (taken.get(row.instalment) ?? 0n);
    if (!entitled || open <= 0n) return [];
    return [
      {
        receivableId: receivable.receivable_id as ReceivableId,
        receivableNumber: receivable.number,
        instalment: row.instalment,
        dueOn: row.due_on as CalendarDate,
        itemOn: receivable.raised_on as CalendarDate,
        open: money(open, receivable.currency as Currency),
      },
    ];
  });
};

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/**
 * What money of a customer can be chosen for: entitled instalments of one currency, with what is outstanding when every
 * known fact counts, less what is on its way to them; by due date, then number. As the snapshot stands, for a decision.
 */
export const openInstalments = async (
  snapshot: Snapshot,
  {
    tenant,
    entity,
    customerId,
    currency,
    inFlight,
  }: Pick<Viewpoint, 'tenant' | 'entity'> & {
    readonly customerId: CustomerId;
    readonly currency: Currency;
    readonly inFlight: readonly OnItsWay[];
  },
): Promise<readonly OpenInstalment[]> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('receivables')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('customer_id', '=', customerId)
    .where('closed_on', '=', NEVER)
    .where('entity', '=', entity)
    .where('currency', '=', currency)
    .execute();
  const known = await knownOf(db, rows, { tenant, knownAt: snapshot.position });
  return known
    .flatMap((each) => openOf(each, inFlight))
    .sort(
      (a, b) =>
        compare(a.dueOn, b.dueOn) || compare(a.receivableNumber, b.receivableNumber) || a.instalment - b.instalment,
    );
};
