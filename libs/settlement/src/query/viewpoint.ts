import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { CalendarDate, EntityId, Position, Tenant } from '#kernel';
import type { RowOf, Rows } from '#read-store';
import type { receiptAllocations, receiptFacts, receipts } from '../project/receipts.js';

/** Whose book, which day, and what was known: an answer is what a replay cut at both would give. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

export type ReceiptRow = RowOf<typeof receipts>;
export type FactRow = RowOf<typeof receiptFacts>;
export type AllocationRow = RowOf<typeof receiptAllocations>;

export type Db = Kysely<
  Rows<{
    receipts: typeof receipts;
    receipt_facts: typeof receiptFacts;
    receipt_allocations: typeof receiptAllocations;
  }>
>;

export type Situation = 'registered' | 'confirmed' | 'cleared' | 'reversed';

/**
 * SQL: keeps to what was known. The `+ 0` keeps the engine from walking the whole history in the order of the log, which
 * the key of these rows invites it to, instead of going by their document.
 */
export const knownBy = (column: string, knownAt: Position): RawBuilder<boolean> =>
  sql`${sql.ref(column)} + 0 <= ${knownAt}`;
