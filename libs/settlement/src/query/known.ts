import type { AllocationRow, Db, FactRow, ReceiptRow, Viewpoint } from './viewpoint.js';

/** A receipt with the facts that were known, before anything is derived for a day. */
export interface Known {
  readonly receipt: ReceiptRow;
  /** In the order of the log. */
  readonly facts: readonly FactRow[];
}

/** The known facts of receipts, in the order of their rows: of a page of a list at most. */
export const knownOf = async (
  db: Db,
  rows: readonly ReceiptRow[],
  { tenant, knownAt }: Pick<Viewpoint, 'tenant' | 'knownAt'>,
): Promise<readonly Known[]> => {
  if (rows.length === 0) return [];
  const facts = await db
    .selectFrom('receipt_facts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where(
      'receipt_id',
      'in',
      rows.map((row) => row.receipt_id),
    )
    .where('position', '<=', knownAt)
    .orderBy('position')
    .orderBy('line')
    .execute();
  const byReceipt = Map.groupBy(facts, (row) => row.receipt_id);
  return rows.map((receipt) => ({ receipt, facts: byReceipt.get(receipt.receipt_id) ?? [] }));
};

/** The allocations of a receipt in the order in which they were made. */
export const allocationsOf = (db: Db, { tenant, receipt_id }: ReceiptRow): Promise<readonly AllocationRow[]> =>
  db
    .selectFrom('receipt_allocations')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('receipt_id', '=', receipt_id)
    .orderBy('position')
    .execute();
