import type { Kysely } from 'kysely';
import type { CalendarDate, EntityId, Position, Tenant } from '#kernel';
import type { RowOf, Rows } from '#read-store';
import type { receivableFacts, receivableInstalments, receivables } from '../project/receivables.js';

/** Whose book, which day, and what was known: an answer is what a replay cut at both would give. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

export type ReceivableRow = RowOf<typeof receivables>;
export type InstalmentRow = RowOf<typeof receivableInstalments>;
export type FactRow = RowOf<typeof receivableFacts>;

export type Db = Kysely<
  Rows<{
    receivables: typeof receivables;
    receivable_instalments: typeof receivableInstalments;
    receivable_facts: typeof receivableFacts;
  }>
>;

export type CollectionStatus = 'open' | 'partlyCollected' | 'collected' | 'uncollectible' | 'superseded';
export type DueStatus = 'notDue' | 'due' | 'overdue' | 'closed';
export type Situation = 'raised' | 'settled' | 'reversed';
