import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, position, type CalendarDate } from '#kernel';
import {
  collectionStatusTotals,
  receivableList,
  receivablePage,
  type ReceivableFilters,
  type ReceivableSummary,
} from '#receivables';
import { reconciliation } from '#reconciliation';
import { receiptList, receiptPage } from '#settlement';
import { customerAccount } from './account.js';
import { ageing } from './ageing.js';
import {
  currenciesOf,
  expectedAccount,
  expectedAgeing,
  expectedBalance,
  expectedPage,
  expectedReceipt,
  expectedSides,
  expectedStatuses,
  text,
} from './expected.js';
import { dayOf, lived, lives } from './lives.js';
import { Reference } from './reference.js';
import { customerStatement } from './statement.js';
import { customer, ENTITY, on, stores, TENANT, type Asking, type Book } from './testing.js';

const rowsOf = stores();
const CUSTOMERS = ['A', 'B'].map(customer);
const present = <T>(of: readonly (T | undefined)[]): readonly T[] => of.filter((each) => each !== undefined);

/** A book, everything asked as of a day and as known at a position, and what a replay cut at both gives. */
class Cut {
  readonly expected: Reference;
  readonly view: {
    tenant: typeof TENANT;
    entity: typeof ENTITY;
    asOf: CalendarDate;
    knownAt: ReturnType<typeof position>;
  };

  constructor(
    readonly ask: Asking,
    readonly book: Book,
    asOf: CalendarDate,
    knownAt: number,
  ) {
    this.expected = new Reference(book.events, asOf, knownAt);
    this.view = { tenant: TENANT, entity: ENTITY, asOf, knownAt: position(knownAt) };
  }

  get currencies(): readonly string[] {
    return currenciesOf(this.expected);
  }

  at(asOf: CalendarDate): Cut {
    return new Cut(this.ask, this.book, asOf, this.view.knownAt);
  }
}

type Law = (cut: Cut) => Promise<void>;

/** In total, by customer, and of one customer. */
const ageingLaw: Law = async ({ ask, view, expected, currencies }) => {
  const ends = [5, 10, 30];
  const { totals, customers } = await ask((rows) => ageing(rows, { ...view, byCustomer: true, buckets: ends }));
  expect(totals).toEqual(present(currencies.map((currency) => expectedAgeing(expected, { currency }, ends))));
  for (const customerId of CUSTOMERS) {
    const of = present(currencies.map((currency) => expectedAgeing(expected, { currency, customerId }, ends)));
    expect(customers?.filter(({ id }) => id === customerId).map(({ id, ...rest }) => rest)).toEqual(of);
    expect(await ask((rows) => ageing(rows, { ...view, customerId, buckets: ends }))).toEqual({ totals: of });
  }
};

/** Balances and open items. */
const accountLaw: Law = async ({ ask, view, expected, currencies }) => {
  for (const customerId of CUSTOMERS) {
    const { balances, openItems } = await ask((rows) => customerAccount(rows, { ...view, customerId }));
    expect(balances).toEqual(
      present(currencies.map((currency) => expectedAccount(expected, { currency, customerId }))),
    );
    const open = [...expected.receivables.values()]
      .filter((each) => each.customerId === customerId)
      .flatMap((each) => expectedPage(each, expected).instalments.map((instalment) => ({ ...instalment, of: each })))
      .filter(({ entitled, dueStatus }) => entitled && dueStatus !== 'closed')
      .map(({ of, number, outstanding, daysOverdue }) => `${of.number}/${number} ${outstanding} ${daysOverdue}`);
    expect(
      openItems.map((each) => `${each.number}/${each.instalment} ${each.outstanding} ${each.daysOverdue}`).sort(),
    ).toEqual(open.sort());
  }
};

/** Instalments and sums by collection and due status. */
const statusLaw: Law = async ({ ask, view, expected, currencies }) => {
  const all = currencies.map((currency) => expectedStatuses(expected, { currency }));
  expect(await ask((rows) => collectionStatusTotals(rows, view))).toEqual(all.filter(({ due }) => due.length > 0));
};

/** Nothing where it was not known; before its day nothing is outstanding. */
const receivablePageLaw: Law = async ({ ask, view, book, expected }) => {
  for (const id of book.receivables.keys()) {
    const page = await ask((rows) => receivablePage(rows, { ...view, id }));
    const known = expected.receivables.get(id);
    if (known) expect(page).toMatchObject(expectedPage(known, expected));
    else expect(page).toBeUndefined();
  }
};

/** The buckets sum to the amount from the booking on. */
const receiptPageLaw: Law = async ({ ask, view, book, expected }) => {
  for (const id of book.receipts.keys()) {
    const page = await ask((rows) => receiptPage(rows, { ...view, id }));
    const known = expected.receipts.get(id);
    if (!known) {
      expect(page).toBeUndefined();
      continue;
    }
    expect(page).toMatchObject(expectedReceipt(known));
    const sum = Object.values(page?.buckets ?? {}).reduce((left, each) => left + BigInt(each.replace('.', '')), 0n);
    expect(sum).toBe(known.bookedOn <= view.asOf ? known.amount : 0n);
  }
};

/** Balanced at every position: what differs is in flight. */
const reconciliationLaw: Law = async ({ ask, view, expected }) => {
  const answer = await ask((rows) => reconciliation(rows, view));
  expect(answer.balanced).toBe(true);
  for (const { currency } of answer.checks)
    expect(answer.checks.filter((check) => check.currency === currency)).toMatchObject(
      expectedSides(expected, currency),
    );
  expect(answer.checks.flatMap(({ items }) => items).every(({ cause }) => cause === 'in-flight')).toBe(true);
};

/** It opens with the balance before, closes with that of the last day, and its lines lead from one to the other. */
const statementLaw: Law = async (cut) => {
  const { ask, view } = cut;
  const from = addDays(view.asOf, -20);
  const before = cut.at(addDays(from, -1));
  for (const customerId of CUSTOMERS) {
    const parts = await ask((rows) => customerStatement(rows, { ...view, customerId, from, to: view.asOf }));
    for (const { currency, opening, lines, closing } of parts) {
      expect(opening).toBe(text(expectedBalance(before.expected, { currency, customerId }), currency));
      expect(closing).toBe(text(expectedBalance(cut.expected, { currency, customerId }), currency));
      expect(lines.at(-1)?.balance ?? opening).toBe(closing);
      expect(lines.map(({ on: day }) => day)).toEqual(lines.map(({ on: day }) => day).sort());
    }
    const told = parts.map(({ currency }) => currency);
    for (const currency of cut.currencies.filter((each) => !told.includes(each as never)))
      expect(expectedBalance(cut.expected, { currency, customerId })).toBe(0n);
  }
};

const pagesOf = async (cut: Cut, filters: ReceivableFilters): Promise<readonly ReceivableSummary[]> => {
  const items: ReceivableSummary[] = [];
  let after: readonly (string | number)[] | undefined;
  do {
    const page = await cut.ask((rows) =>
      receivableList(rows, { ...cut.view, filters, limit: 2, sort: '-gross', ...(after && { after }) }),
    );
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after);
  return items;
};

/** Each that fits, once, over all pages. */
const receivableListLaw: Law = async (cut) => {
  const raised = [...cut.expected.receivables.values()].filter((each) => each.raisedOn <= cut.view.asOf);
  const pages = new Map(raised.map((each) => [each.number, expectedPage(each, cut.expected)]));
  const filters: readonly ReceivableFilters[] = [
    {},
    ...(['open', 'partlyCollected', 'collected', 'superseded'] as const).map((collectionStatus) => ({
      collectionStatus,
    })),
    ...(['notDue', 'due', 'overdue', 'closed'] as const).map((dueStatus) => ({ dueStatus })),
    ...(['raised', 'settled', 'reversed'] as const).map((situation) => ({ situation })),
    ...[true, false].map((disputed) => ({ disputed })),
  ];
  for (const filter of filters) {
    const listed = await pagesOf(cut, filter);
    const fitting = [...pages.values()].filter((page) =>
      Object.entries(filter).every(([name, value]) => page[name as keyof typeof page] === value),
    );
    expect(listed.map(({ number }) => number).sort()).toEqual(fitting.map(({ number }) => number).sort());
    for (const { number, outstanding, dueStatus, revision } of listed)
      expect(pages.get(number)).toMatchObject({ outstanding, dueStatus, revision });
  }
};

/** Each that fits. */
const receiptListLaw: Law = async ({ ask, view, expected }) => {
  const booked = [...expected.receipts.values()].filter((each) => each.bookedOn <= view.asOf);
  for (const situation of ['registered', 'confirmed', 'cleared', 'reversed'] as const) {
    const { items } = await ask((rows) => receiptList(rows, { ...view, limit: 500, filters: { situation } }));
    const fitting = booked.filter((each) => each.situation === situation);
    expect(items.map(({ number }) => number).sort()).toEqual(fitting.map(({ number }) => number).sort());
  }
  const { items } = await ask((rows) => receiptList(rows, { ...view, limit: 500, filters: { unidentified: true } }));
  expect(items.map(({ number }) => number).sort()).toEqual(
    booked
      .filter(({ customerId }) => customerId === null)
      .map(({ number }) => number)
      .sort(),
  );
};

const LAWS: Readonly<Record<string, Law>> = {
  ageing: ageingLaw,
  'accounts of customers': accountLaw,
  'collection and due status': statusLaw,
  'the page of a receivable': receivablePageLaw,
  'the page of a receipt': receiptPageLaw,
  reconciliation: reconciliationLaw,
  'the statement of a customer': statementLaw,
  'the list of receivables': receivableListLaw,
  'the list of receipts': receiptListLaw,
};

const cuts = fc.array(fc.tuple(fc.nat({ max: 70 }), fc.nat({ max: 1_000 })), { minLength: 3, maxLength: 3 });

const FIRST_DAY = on('2025-12-30');

describe('every answer is that of a replay cut at the day and the position', () => {
  it(`for random lives: ${Object.keys(LAWS).join(', ')}`, () =>
    fc.assert(
      fc.asyncProperty(lives, cuts, async (deeds, places) => {
        const book = lived(deeds);
        const all = book.events.length;
        const ask = await rowsOf(book.events);
        const check = async (asOf: CalendarDate, knownAt: number): Promise<void> => {
          const cut = new Cut(ask, book, asOf, knownAt);
          for (const law of Object.values(LAWS)) await law(cut);
        };
        for (const [day, place] of places)
          await check(addDays(FIRST_DAY, day), place % 3 === 0 ? all : place % (all + 1));
        await check(dayOf(59), all);
        await ask.end?.();
      }),
      { numRuns: 12 },
    ));
});
