import type { Kysely } from 'kysely';
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
