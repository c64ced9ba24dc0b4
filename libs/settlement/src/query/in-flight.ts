import { money, type AllocationId, type Currency, type CustomerId, type Money, type ReceivableId } from '#kernel';
import type { Snapshot } from '#read-store';
import type { Db, Viewpoint } from './viewpoint.js';

/** Money that a receipt has taken for an instalment and that it has no answer for yet. */
export interface InFlight {
  readonly allocationId: AllocationId;
  readonly receivableId: ReceivableId;
  readonly instalment: number;
  readonly amount: Money;
}

/** What a customer's receipts have on its way to instalments of one currency, as the snapshot stands. */
export const inFlightTo = async (
  snapshot: Snapshot,
  {
    tenant,
    entity,
    customerId,
    currency,
  }: Pick<Viewpoint, 'tenant' | 'entity'> & { readonly customerId: CustomerId; readonly currency: Currency },
): Promise<readonly InFlight[]> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('receipt_allocations')
    .select(['allocation_id', 'receivable_id', 'instalment', 'amount_minor'])
    .where('tenant', '=', tenant)
    .where('customer_id', '=', customerId)
    .where('in_flight', '=', 1)
    .where('entity', '=', entity)
    .where('currency', '=', currency)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    allocationId: row.allocation_id as AllocationId,
    receivableId: row.receivable_id as ReceivableId,
    instalment: row.instalment,
    amount: money(row.amount_minor, currency),
  }));
};
