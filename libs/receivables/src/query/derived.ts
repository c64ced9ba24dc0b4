// SQL of what is derived and never stored, for filters and totals over many rows. `r` is a receivable, `i` one of its
// instalments, `f` its facts; what one page shows is derived from the same rows in standing.ts.
import { sql, type RawBuilder } from 'kysely';
import type { CollectionStatus, DueStatus, Situation, Viewpoint } from './viewpoint.js';

type Clocks = Pick<Viewpoint, 'asOf' | 'knownAt'>;

const facts = sql.table('receivable_facts');
const instalments = sql.table('receivable_instalments');

const counting = ({ asOf, knownAt }: Clocks): RawBuilder<boolean> =>
  sql`f.tenant = r.tenant and f.receivable_id = r.receivable_id and f.position <= ${knownAt} and f.effective_on <= ${asOf}`;

/** Whether `r` was closed by then, as its row says; where the row does not, its facts do. */
const isClosed = (by: 'settled' | 'reversed', { asOf, knownAt }: Clocks): RawBuilder<boolean> =>
  sql`(r.closed_by = ${by} and r.closed_on <= ${asOf} and r.closed_at <= ${knownAt})`;

/** Passes by what was closed by then: found by an index, and enough to leave most of an old book alone. */
export const mayBeOpen = ({ asOf, knownAt }: Clocks): RawBuilder<boolean> =>
  sql`(r.closed_on > ${asOf} or r.closed_at > ${knownAt})`;

/** What was taken off the instalment. */
const reduced = (clocks: Clocks): RawBuilder<bigint> => sql`case
  when ${isClosed('settled', clocks)} then i.amount_minor
  else coalesce((select cast(sum(f.reduction_minor) as bigint) from ${facts} as f
    where ${counting(clocks)} and f.instalment = i.instalment), 0) end`;

export const outstanding = (clocks: Clocks): RawBuilder<bigint> => sql`(i.amount_minor - ${reduced(clocks)})`;

const isEntitled = (clocks: Clocks): RawBuilder<boolean> => sql`(i.entitled = 1 or exists (
  select 1 from ${facts} as f where ${counting(clocks)} and f.instalment = i.instalment and f.kind = 'entitled'))`;

/** The status of `i`, given what is outstanding on it. */
export const collectionStatusOf = (clocks: Clocks, open: RawBuilder<bigint>): RawBuilder<CollectionStatus> => sql`case
  when ${isClosed('reversed', clocks)} then 'superseded'
  when ${open} = i.amount_minor then 'open'
  when ${open} = 0 then 'collected'
  else 'partlyCollected' end`;

export const dueStatusOf = (clocks: Clocks, open: RawBuilder<bigint>): RawBuilder<DueStatus> => sql`case
  when ${open} = 0 then 'closed'
  when i.due_on > ${clocks.asOf} then 'notDue'
  when not ${isEntitled(clocks)} then 'notDue'
  when i.due_on = ${clocks.asOf} then 'due'
  else 'overdue' end`;

/** The collection status of `r`, from its sums. */
export const collectionStatus = (clocks: Clocks): RawBuilder<CollectionStatus> => {
  const whole = sql<bigint>`coalesce((select cast(sum(f.reduction_minor) as bigint) from ${facts} as f where ${counting(clocks)}), 0)`;
  return sql`case
    when ${isClosed('reversed', clocks)} then 'superseded'
    when ${isClosed('settled', clocks)} then 'collected'
    when ${whole} = 0 then 'open'
    when ${whole} = r.gross_minor then 'collected'
    else 'partlyCollected' end`;
};

/** From the best to the worst: a receivable's due status is its worst open instalment's. */
const SEVERITY: Readonly<Record<DueStatus, number>> = { closed: 0, notDue: 1, due: 2, overdue: 3 };

/** Whether the due status of `r` is this one. */
export const hasDueStatus = (clocks: Clocks, status: DueStatus): RawBuilder<boolean> => {
  const { asOf } = clocks;
  const worst = sql`(select max(case
      when ${outstanding(clocks)} = 0 then 0
      when i.due_on > ${asOf} or not ${isEntitled(clocks)} then 1
      when i.due_on = ${asOf} then 2
      else 3 end)
    from ${instalments} as i where i.tenant = r.tenant and i.receivable_id = r.receivable_id)`;
  return sql`(${worst} = ${SEVERITY[status]})`;
};

export const situation = (clocks: Clocks): RawBuilder<Situation> => sql`coalesce((
  select case f.kind when 'reopened' then 'raised' else f.kind end from ${facts} as f
  where ${counting(clocks)} and f.kind in ('settled', 'reopened', 'reversed')
  order by f.position desc, f.line desc limit 1), 'raised')`;

export const isDisputed = (clocks: Clocks): RawBuilder<boolean> =>
  sql`(coalesce((select cast(sum(f.disputed_minor) as bigint) from ${facts} as f where ${counting(clocks)}), 0) > 0)`;

/** Whether an instalment of `r` falls due in the period. */
export const fallsDue = (from: string | undefined, to: string | undefined): RawBuilder<boolean> =>
  sql`exists (select 1 from ${instalments} as i where i.tenant = r.tenant and i.receivable_id = r.receivable_id
    and i.due_on >= ${from ?? ''} and i.due_on <= ${to ?? '9999-12-31'})`;
