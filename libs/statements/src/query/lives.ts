// Random lives of a book: whatever people and the process may do, in any order and with any dates. Only specs import it.
import fc from 'fast-check';
import { addDays, lastBalance, money, type Currency, type Money } from '#kernel';
import type { ReceivableState } from '#receivables';
import type { Allocating, ReceiptState } from '#settlement';
import { Book, BOOK, customer, on, raise, rate, receivableId, receiptId, receive } from './testing.js';

const DAYS = 60;
const CUSTOMERS = ['A', 'B'];
const AMOUNTS = [50n, 100n, 100n, 200n, 300n];
const USD = 'USD' as Currency;
export const dayOf = (ordinal: number) => addDays(on('2026-01-01'), ordinal % DAYS);

/** What somebody does: the kind, and four numbers that decide the details. */
export type Deed = readonly [string, number, number, number, number];

const KINDS = [
  ...['raise', 'raise', 'plan', 'receive', 'receive', 'receive', 'entitle', 'entitle', 'entitle', 'reverse'],
  ...['allocate', 'allocate', 'allocate', 'allocate', 'choose', 'choose', 'step', 'step', 'step', 'step', 'settle'],
  ...[
    'giveBack',
    'giveBack',
    'bounce',
    'bounce',
    'identify',
    'confirm',
    'clear',
    'dispute',
    'resolve',
    'resolve',
    'promise',
  ],
];
const number = fc.nat({ max: 999 });
const deed = (...kinds: readonly string[]): fc.Arbitrary<Deed> =>
  fc.tuple(fc.constantFrom(...kinds), number, number, number, number);

/** A life begins with something to collect and something to collect it with, and goes on as it likes. */
export const lives: fc.Arbitrary<readonly Deed[]> = fc
  .tuple(
    fc.array(deed('raise', 'plan', 'plan'), { minLength: 3, maxLength: 4, size: 'max' }),
    fc.array(deed('receive'), { minLength: 2, maxLength: 4, size: 'max' }),
    fc.array(deed(...KINDS), { minLength: 10, maxLength: 60, size: 'max' }),
  )
  .map((parts) => parts.flat());

const pick = <T>(of: readonly T[], at: number): T => of[at % of.length] as T;
const isPresent = <S extends ReceivableState | ReceiptState>(state: S): state is Exclude<S, { situation: 'absent' }> =>
  state.situation !== 'absent';

/** A book that is being lived. */
class Life {
  readonly book = new Book();
  private readonly raised: string[] = [];
  private readonly received: string[] = [];

  /** Refusals are fine: nothing happens then. */
  live(deeds: readonly Deed[]): Book {
    for (const deed of deeds) this.does(deed);
    return this.book;
  }

  private does([kind, a, b, c, d]: Deed): void {
    const day = dayOf(d);
    const receivable = this.raised.length > 0 ? pick(this.raised, a) : undefined;
    const receipt = this.received.length > 0 ? pick(this.received, a) : undefined;
    if (kind === 'raise' || kind === 'plan') this.raise(kind, a, b, c, d);
    else if (kind === 'receive') this.receive(a, b, c, d);
    else if (kind === 'step') this.book.step(this.book.waiting === 0 ? 0 : a % this.book.waiting);
    else if (kind === 'settle') this.book.settle();
    else if (receivable !== undefined && ['entitle', 'dispute', 'resolve', 'promise', 'reverse'].includes(kind))
      this.onReceivable(kind, receivable, b, c, day);
    else if (receipt !== undefined) this.onReceipt(kind, receipt, b, c, day);
  }

  private raise(kind: string, a: number, b: number, c: number, d: number): void {
    const currency = c % 4 === 0 ? USD : BOOK;
    const amounts = Array.from({ length: 1 + (b % 3) }, (_, index) => money(pick(AMOUNTS, a + index), currency));
    const instalments = amounts.map((amount, index) => [dayOf(d + c + index * 7), amount] as const);
    const name = `R${this.raised.length + 1}`;
    const refused = this.book.tell(
      raise(name, dayOf(d), instalments, {
        customerId: customer(pick(CUSTOMERS, a)),
        basis: kind === 'plan' ? 'plan' : 'invoice',
        ...(currency === USD && { bookedRate: rate('0.9') }),
      }),
    );
    if (refused === undefined) this.raised.push(name);
  }

  private receive(a: number, b: number, c: number, d: number): void {
    const name = `RC${this.received.length + 1}`;
    const currency = c % 5 === 0 ? USD : BOOK;
    const amount = money(pick(AMOUNTS, a) * BigInt(1 + (b % 2)), currency);
    const { customerId, ...rest } = receive(name, dayOf(d), amount, {
      customerId: customer(pick(CUSTOMERS, a)),
      confirmed: b % 4 !== 0,
      ...(currency === USD && { bankRate: rate('0.9') }),
    });
    const refused = this.book.tell(c % 6 === 1 ? rest : { ...rest, customerId: customer(pick(CUSTOMERS, a)) });
    if (refused === undefined) this.received.push(name);
    else if (customerId === undefined) throw new Error('a receipt without a payer is refused');
  }

  private onReceivable(kind: string, name: string, b: number, c: number, day: ReturnType<typeof dayOf>): void {
    const id = receivableId(name);
    const state = this.book.receivables.get(id);
    const at = { receivableId: id, on: day };
    if (!state || !isPresent(state)) return;
    const amount = money(pick(AMOUNTS, c), state.currency);
    if (kind === 'entitle')
      this.book.tell({
        type: 'EntitleInstalments',
        basis: 'acceptance',
        ...at,
        ...(b % 4 === 0 && { instalments: [1 + (c % 3)] }),
      });
    else if (kind === 'dispute') this.book.tell({ type: 'DisputeReceivable', ...at, ...(b % 2 && { amount }) });
    else if (kind === 'resolve') this.book.tell({ type: 'ResolveDispute', ...at });
    else if (kind === 'reverse') this.book.tell({ type: 'ReverseReceivable', ...at });
    else this.book.tell({ type: 'RecordPromise', ...at, instalment: 1 + (b % 3), amount, promisedOn: dayOf(b + c) });
  }

  private onReceipt(kind: string, name: string, b: number, c: number, day: ReturnType<typeof dayOf>): void {
    const id = receiptId(name);
    const state = this.book.receipts.get(id);
    if (!state || !isPresent(state)) return;
    const allocations = this.book.allocations(name);
    if (kind === 'allocate' || kind === 'choose') {
      const allocate = kind === 'choose' ? this.choice(state) : this.items(state, b, c);
      if (allocate) this.book.tell({ type: 'AllocateReceipt', receiptId: id, allocate });
    } else if (kind === 'giveBack' && allocations.length > 0)
      this.book.tell({ type: 'RequestReturn', receiptId: id, allocationId: pick(allocations, b), on: day });
    else if (kind === 'bounce') this.book.tell({ type: 'ReverseReceipt', receiptId: id, cause: 'bounced', on: day });
    else if (kind === 'identify')
      this.book.tell({ type: 'IdentifyReceipt', receiptId: id, customerId: customer(pick(CUSTOMERS, b)) });
    else if (kind === 'confirm') this.book.tell({ type: 'ConfirmReceipt', receiptId: id });
    else if (kind === 'clear') this.book.tell({ type: 'ClearReceipt', receiptId: id, bookedOn: day });
  }

  /** One or two instalments of the payer's, also in the other currency. */
  private items(state: Extract<ReceiptState, { number: string }>, b: number, c: number): Allocating | undefined {
    const names = this.raised.filter((name) => {
      const raised = this.book.receivables.get(receivableId(name));
      return raised && isPresent(raised) && raised.customerId === state.customerId;
    });
    if (names.length === 0) return undefined;
    const items = Array.from({ length: 1 + (c % 2) }, (_, index) => {
      const name = pick(names, b + index);
      const { currency } = this.book.receivables.get(receivableId(name)) as { currency: Currency };
      const minor = pick(AMOUNTS, b + c + index);
      const receiptAmount: Money = money(currency === state.currency ? minor : minor + 7n, state.currency);
      return this.book.item(name, 1 + ((b + index) % 3), money(minor, currency), { receiptAmount });
    });
    return { method: 'hand', purpose: 'collect', items };
  }

  /** The oldest first, of what is open in the book now. */
  private choice(state: Extract<ReceiptState, { number: string }>): Allocating {
    const openItems = this.raised.flatMap((name) => {
      const raised = this.book.receivables.get(receivableId(name));
      if (!raised || !isPresent(raised) || raised.customerId !== state.customerId) return [];
      return [...raised.instalments.values()].map(({ number: instalment, dueOn, outstanding }) => ({
        ...{ receivableId: receivableId(name), receivableNumber: name, instalment, dueOn, itemOn: raised.raisedOn },
        open: money(lastBalance(outstanding), raised.currency),
      }));
    });
    return { method: 'oldestFirst', purpose: 'collect', openItems, chosenAt: this.book.events.length };
  }
}

export const lived = (deeds: readonly Deed[]): Book => new Life().live(deeds);
