import { sql } from 'kysely';
import type { CalendarDate, Currency, CustomerId } from '#kernel';
import { minorOf, sumMinor, type Snapshot } from '#read-store';
import { ageing, type AgeingTotal } from './ageing.js';
import { candidates, moneyTotals, openTotals } from './open.js';
import { daysBefore, wasKnown, written, type Db, type Viewpoint } from './viewpoint.js';

export interface StatementLine {
  readonly on: CalendarDate;
  /** The fact: `receivableRaised`, `receiptConfirmed` … */
  readonly kind: string;
  /** The number of the receivable or receipt. */
  readonly document: string;
  readonly documentId: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}

export interface StatementOfCurrency {
  readonly currency: Currency;
  readonly opening: string;
  readonly lines: readonly StatementLine[];
  /** Opening and lines. */
  readonly closing: string;
  /** As of the last day. */
  readonly ageing: AgeingTotal | null;
}

export interface StatementQuestion extends Omit<Viewpoint, 'asOf'> {
  readonly customerId: CustomerId;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** A change of the balance: what is owed less the customer's own money. */
interface Line {
  readonly currency: string;
  readonly on: string;
  readonly position: number;
  readonly kind: string;
  readonly document: string;
  readonly documentId: string;
  readonly minor: bigint;
}

/** What was closed before the period has no line in it. */
const owedLines = async (snapshot: Snapshot, question: StatementQuestion): Promise<readonly Line[]> => {
  const db: Db = snapshot.db;
  const { from, to } = question;
  const rows = await db
    .selectFrom(candidates(snapshot, { ...question, asOf: to, openOn: daysBefore(from, 1) }).as('r'))
    .crossJoin('account_owed as m')
    .select(['r.currency', 'r.receivable_id', 'r.number', 'm.effective_on', 'm.position', 'm.kind'])
    .select(sql<bigint>`cast(sum(m.owed_minor) as bigint)`.as('owed_minor'))
    .where('m.tenant', '=', question.tenant)
    .whereRef('m.receivable_id', '=', 'r.receivable_id')
    .where(wasKnown(snapshot, 'm.position', question.knownAt))
    .where('m.effective_on', '>=', from)
    .where('m.effective_on', '<=', to)
    .groupBy(['r.currency', 'r.receivable_id', 'r.number', 'm.effective_on', 'm.position', 'm.kind'])
    .execute();
  return rows.map(({ currency, receivable_id, number, effective_on, position, kind, owed_minor }) => ({
    ...{ currency, position, kind, on: effective_on },
    ...{ document: number, documentId: receivable_id, minor: owed_minor },
  }));
};

/** `k` finds a customer's movements by an index that holds all it asks for, `m` then reads each by its key. */
const moneyLines = async (snapshot: Snapshot, question: StatementQuestion): Promise<readonly Line[]> => {
  const db: Db = snapshot.db;
  const rows = await db
    .selectFrom('account_money as k')
    .crossJoin('account_money as m')
    .crossJoin('account_receipts as r')
    .select(['m.currency', 'm.receipt_id', 'r.number', 'm.effective_on', 'm.position', 'm.kind'])
    .select(sumMinor(sql<bigint>`m.unapplied_minor + m.in_flight_minor`, 'money'))
    .where('k.tenant', '=', question.tenant)
    .where('k.entity', '=', question.entity)
    .where('k.customer_id', '=', question.customerId)
    .where('k.effective_on', '>=', question.from)
    .where('k.effective_on', '<=', question.to)
    .where(wasKnown(snapshot, 'k.position', question.knownAt))
    .where('m.tenant', '=', question.tenant)
    .whereRef('m.position', '=', 'k.position')
    .whereRef('m.line', '=', 'k.line')
    .where('r.tenant', '=', question.tenant)
    .whereRef('r.receipt_id', '=', 'm.receipt_id')
    .groupBy(['m.currency', 'm.receipt_id', 'r.number', 'm.effective_on', 'm.position', 'm.kind'])
    .execute();
  return rows.map((row) => ({
    ...{ currency: row.currency, position: row.position, kind: row.kind, on: row.effective_on },
    ...{ document: row.number, documentId: row.receipt_id, minor: -minorOf(row, 'money') },
  }));
};

/** What one event does to the balance on one day is one line, and none where its sides cancel out. */
const netted = (lines: readonly Line[]): readonly Line[] => {
  const byEvent = Map.groupBy(
    lines.filter(({ minor }) => minor !== 0n),
    ({ currency, on, position }) => `${currency} ${on} ${position}`,
  );
  return [...byEvent.values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, minor: others.reduce((sum, { minor }) => sum + minor, first.minor) }] : [],
    )
    .filter(({ minor }) => minor !== 0n)
    .sort((a, b) => (a.on === b.on ? a.position - b.position : a.on < b.on ? -1 : 1));
};

/** Balances by currency as of a day. */
const balancesOn = async (
  snapshot: Snapshot,
  question: Viewpoint & { readonly customerId: CustomerId },
): Promise<ReadonlyMap<string, bigint>> => {
  const balances = new Map<string, bigint>();
  for (const { currency, owed } of await openTotals(snapshot, { ...question, parts: [] })) balances.set(currency, owed);
  for (const { currency, unapplied, inFlight } of await moneyTotals(snapshot, question))
    balances.set(currency, (balances.get(currency) ?? 0n) - unapplied - inFlight);
  return balances;
};

const linesOf = (lines: readonly Line[], opening: bigint): { lines: readonly StatementLine[]; closing: bigint } => {
  let balance = opening;
  const told = lines.map(({ on, kind, document, documentId, minor, currency }) => {
    balance += minor;
    return {
      on: on as CalendarDate,
      kind,
      document,
      documentId,
      debit: written(minor > 0n ? minor : 0n, currency),
      credit: written(minor < 0n ? -minor : 0n, currency),
      balance: written(balance, currency),
    };
  });
  return { lines: told, closing: balance };
};

/** What happened on a customer's account in a period: a part for each currency with a line or a balance. */
export const customerStatement = async (
  snapshot: Snapshot,
  question: StatementQuestion,
): Promise<readonly StatementOfCurrency[]> => {
  const { from, to, ...view } = question;
  const openings = await balancesOn(snapshot, { ...view, asOf: daysBefore(from, 1) });
  const all = netted([...(await owedLines(snapshot, question)), ...(await moneyLines(snapshot, question))]);
  const { totals } = await ageing(snapshot, { ...view, asOf: to });
  const currencies = new Set([
    ...[...openings].flatMap(([currency, minor]) => (minor === 0n ? [] : [currency])),
    ...all.map(({ currency }) => currency),
    ...totals.map(({ currency }) => currency),
  ]);
  return [...currencies].sort().map((currency) => {
    const opening = openings.get(currency) ?? 0n;
    const { lines, closing } = linesOf(
      all.filter((line) => line.currency === currency),
      opening,
    );
    return {
      currency: currency as Currency,
      opening: written(opening, currency),
      lines,
      closing: written(closing, currency),
      ageing: totals.find((total) => total.currency === currency) ?? null,
    };
  });
};
