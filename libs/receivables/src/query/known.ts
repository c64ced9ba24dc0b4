import type { Db, FactRow, InstalmentRow, ReceivableRow, Viewpoint } from './viewpoint.js';

/** A receivable with the facts that were known, before anything is derived for a day. */
export interface Known {
  readonly receivable: ReceivableRow;
  readonly instalments: readonly InstalmentRow[];
  /** In the order of the log. */
  readonly facts: readonly FactRow[];
}

/** Receivables that one statement asks about: an engine takes only so many values. */
const AT_ONCE = 1_000;

/** The instalments and known facts of receivables, in the order of their rows. */
export const knownOf = async (
  db: Db,
  rows: readonly ReceivableRow[],
  view: Pick<Viewpoint, 'tenant' | 'knownAt'>,
): Promise<readonly Known[]> => {
  const all: Known[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE)
    all.push(...(await knownAtOnce(db, rows.slice(from, from + AT_ONCE), view)));
  return all;
};

const knownAtOnce = async (
  db: Db,
  rows: readonly ReceivableRow[],
  { tenant, knownAt }: Pick<Viewpoint, 'tenant' | 'knownAt'>,
): Promise<readonly Known[]> => {
  const ids = rows.map((row) => row.receivable_id);
  const instalments = await db
    .selectFrom('receivable_instalments')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('receivable_id', 'in', ids)
    .orderBy('receivable_id')
    .orderBy('instalment')
    .execute();
  const facts = await db
    .selectFrom('receivable_facts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('receivable_id', 'in', ids)
    .where('position', '<=', knownAt)
    .orderBy('position')
    .orderBy('line')
    .execute();
  const instalmentsBy = Map.groupBy(instalments, (row) => row.receivable_id);
  const factsBy = Map.groupBy(facts, (row) => row.receivable_id);
  return rows.map((receivable) => ({
    receivable,
    instalments: instalmentsBy.get(receivable.receivable_id) ?? [],
    facts: factsBy.get(receivable.receivable_id) ?? [],
  }));
};
