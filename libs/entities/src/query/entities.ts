import type { Kysely } from 'kysely';
import type { Currency, EntityId, Position, Tenant } from '#kernel';
import type { Rows, Snapshot } from '#read-store';
import type { entities } from '../project/entities.js';

export interface EntityAnswer {
  readonly id: EntityId;
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly revision: number;
}

/** The legal entities of a tenant, by code. */
export const listEntities = async (
  snapshot: Snapshot,
  { tenant, knownAt = snapshot.position }: { readonly tenant: Tenant; readonly knownAt?: Position },
): Promise<readonly EntityAnswer[]> => {
  const db: Kysely<Rows<{ entities: typeof entities }>> = snapshot.db;
  const rows = await db
    .selectFrom('entities')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('position', '<=', knownAt)
    .orderBy('code')
    .execute();
  return rows.map((row) => ({
    id: row.entity_id as EntityId,
    code: row.code,
    name: row.name,
    currency: row.currency as Currency,
    timeZone: row.time_zone,
    revision: row.revision,
  }));
};
