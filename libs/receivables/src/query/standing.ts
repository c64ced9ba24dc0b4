import { daysBetween, formatAmount, money, type CalendarDate, type Currency } from '#kernel';
import type { FactKind } from '../project/receivables.js';
import type { Known } from './known.js';
import type { CollectionStatus, DueStatus, FactRow, InstalmentRow, Situation } from './viewpoint.js';

/** One instalment as it stands on a day, in minor units. */
export interface InstalmentStanding {
  readonly row: InstalmentRow;
  /** The amount; of a superseded one what was settled of it. */
  readonly amount: bigint;
  readonly outstanding: bigint;
  readonly entitled: boolean;
  readonly collectionStatus: CollectionStatus;
  readonly dueStatus: DueStatus;
  readonly daysOverdue: number;
  readonly actualOn: string | null;
}

/** A receivable as it stands on a day. Before the day it was raised on nothing is outstanding, due or entitled. */
export interface Standing {
  readonly instalments: readonly InstalmentStanding[];
  /** The facts that count on the day. */
  readonly facts: readonly FactRow[];
  readonly outstanding: bigint;
  readonly collectionStatus: CollectionStatus;
  readonly dueStatus: DueStatus;
  readonly daysOverdue: number;
  readonly situation: Situation;
  readonly disputed: boolean;
  readonly revision: number;
}

const isKind = ({ kind }: FactRow, ...kinds: readonly FactKind[]): boolean => kinds.includes(kind as FactKind);
const total = (minors: readonly bigint[]): bigint => minors.reduce((sum, minor) => sum + minor, 0n);

const situationOf = (facts: readonly FactRow[]): Situation => {
  const last = facts.findLast((fact) => isKind(fact, 'settled', 'reopened', 'reversed'));
  return last === undefined || isKind(last, 'reopened') ? 'raised' : isKind(last, 'settled') ? 'settled' : 'reversed';
};

const collectionStatusOf = (amount: bigint, reduced: bigint, isReversed: boolean): CollectionStatus => {
  if (isReversed) return 'superseded';
  return reduced === 0n ? 'open' : reduced === amount ? 'collected' : 'partlyCollected';
};

/** Money that was collected and not taken back, by the day that it was ours. */
const actualOf = (facts: readonly FactRow[]): string | null => {
  const back = new Set(facts.filter((fact) => isKind(fact, 'collectionReversed')).map((fact) => fact.allocation_id));
  const days = facts
    .filter((fact) => isKind(fact, 'collected') && !back.has(fact.allocation_id))
    .map((fact) => fact.value_on ?? '');
  return days.length === 0 ? null : days.reduce((latest, day) => (day > latest ? day : latest));
};

const dueStatusOf = (row: InstalmentRow, open: bigint, entitled: boolean, asOf: CalendarDate): DueStatus => {
  if (open === 0n) return 'closed';
  return !entitled || row.due_on > asOf ? 'notDue' : row.due_on === asOf ? 'due' : 'overdue';
};

const instalmentOn = (
  row: InstalmentRow,
  all: readonly FactRow[],
  isReversed: boolean,
  asOf: CalendarDate,
): InstalmentStanding => {
  const facts = all.filter((fact) => fact.instalment === row.instalment);
  const reduced = total(facts.map((fact) => fact.reduction_minor));
  const outstanding = row.amount_minor - reduced;
  const entitled = row.entitled === 1 || facts.some((fact) => isKind(fact, 'entitled'));
  const collectionStatus = collectionStatusOf(row.amount_minor, reduced, isReversed);
  const dueStatus = dueStatusOf(row, outstanding, entitled, asOf);
  const settled = total(facts.filter((fact) => !isKind(fact, 'reversed')).map((fact) => fact.reduction_minor));
  return {
    row,
    amount: isReversed ? settled : row.amount_minor,
    outstanding,
    entitled,
    collectionStatus,
    dueStatus,
    daysOverdue: dueStatus === 'overdue' ? daysBetween(row.due_on as CalendarDate, asOf) : 0,
    actualOn: collectionStatus === 'collected' ? actualOf(facts) : null,
  };
};

const notRaisedYet = (row: InstalmentRow): InstalmentStanding => ({
  row,
  amount: row.amount_minor,
  outstanding: 0n,
  entitled: false,
  collectionStatus: 'open',
  dueStatus: 'notDue',
  daysOverdue: 0,
  actualOn: null,
});

/** From the best to the worst. */
const SEVERITY: readonly DueStatus[] = ['closed', 'notDue', 'due', 'overdue'];

export const standingOn = ({ receivable, instalments, facts: known }: Known, asOf: CalendarDate): Standing => {
  const facts = known.filter((fact) => fact.effective_on <= asOf);
  const situation = situationOf(facts);
  const isReversed = situation === 'reversed';
  const isRaised = receivable.raised_on <= asOf;
  const each = instalments.map((row) => (isRaised ? instalmentOn(row, facts, isReversed, asOf) : notRaisedYet(row)));
  const reduced = total(facts.map((fact) => fact.reduction_minor));
  const worst = Math.max(...each.map(({ dueStatus }) => SEVERITY.indexOf(dueStatus)));
  return {
    instalments: each,
    facts,
    outstanding: total(each.map(({ outstanding }) => outstanding)),
    collectionStatus: collectionStatusOf(receivable.gross_minor, reduced, isReversed),
    dueStatus: SEVERITY[worst] ?? 'notDue',
    daysOverdue: Math.max(...each.map(({ daysOverdue }) => daysOverdue)),
    situation,
    disputed: total(facts.map((fact) => fact.disputed_minor)) > 0n,
    revision: known.at(-1)?.revision ?? 0,
  };
};

/** The decimal text of minor units in the currency of a row. */
export const written = (minor: bigint, { currency }: { readonly currency: string }): string =>
  formatAmount(money(minor, currency as Currency));
