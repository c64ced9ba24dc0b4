import {
  lastBalance,
  money,
  unreachable,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type Money,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import type { ReferredItem } from '#settlement';
import type {
  Act,
  Allocate,
  AskBack,
  Choose,
  OnReceipt,
  OnReceivable,
  Raise,
  Receive,
  Repeat,
  Step,
  Wanted,
} from './acts.js';
import { BANK_RATE, customerId, dateOf, dayOf, EUR, present, RATE, USD } from './acts.js';
import { Loop } from './loop.js';
import type { Order } from './react.js';
import { ReferenceModel, type Item } from './reference-model.js';

/**
 * A random life of a few receivables and receipts, lived by the core and by the reference model side by side. Every
 * number of an act is taken modulo what there is, so that any list of acts is a life.
 */
export class Life {
  readonly loop = new Loop();
  readonly model = new ReferenceModel();
  private readonly receivables: ReceivableId[] = [];
  private readonly receipts: ReceiptId[] = [];
  private readonly allocations: { readonly receiptId: ReceiptId; readonly allocationId: AllocationId }[] = [];

  /** Does one thing in both worlds. Throws when they do not agree whether it can be done. */
  live(act: Act): void {
    switch (act.act) {
      case 'raise':
        return this.raise(act);
      case 'receive':
        return this.receive(act);
      case 'allocate':
        return this.allocate(act);
      case 'choose':
        return this.choose(act);
      case 'step':
        return this.step(act);
      case 'repeat':
        return this.repeat(act);
      case 'confirm':
      case 'identify':
      case 'clear':
      case 'bounce':
        return this.onReceipt(act);
      case 'askBack':
        return this.askBack(act);
      case 'unraise':
      case 'entitle':
      case 'dispute':
      case 'resolve':
      case 'promise':
        return this.onReceivable(act);
      default:
        return unreachable(act);
    }
  }

  /** Lets the process come to rest. */
  settle(): void {
    for (let steps = 0; this.loop.waiting > 0; steps += 1) {
      if (steps > 10_000) throw new Error('the process does not come to an end');
      this.step({ pick: 0, skip: 0 });
    }
  }

  private agree(order: Order, inModel: () => boolean): ReturnType<Loop['ask']> {
    const answer = this.loop.ask(order);
    const accepted = inModel();
    if ('refusal' in answer === accepted)
      throw new Error(
        `${order.command.type}: ${JSON.stringify('refusal' in answer ? answer.refusal : 'accepted')}, the model says otherwise`,
      );
    return answer;
  }

  private raise({ day, amounts, plan, dollars }: Raise): void {
    const receivableId = uuidOf<ReceivableId>('receivable', this.receivables.length);
    const code = dollars ? USD : EUR;
    this.receivables.push(receivableId);
    const minors = amounts.map(BigInt);
    const command = {
      type: 'RaiseReceivable',
      receivableId,
      number: `R${this.receivables.length}`,
      life: 0,
      customerId,
      basis: plan ? 'plan' : 'invoice',
      gross: money(
        minors.reduce((sum, minor) => sum + minor, 0n),
        code,
      ),
      tax: money(0n, code),
      ...(dollars && { bookedRate: RATE }),
      bookCurrency: EUR,
      instalments: minors.map((minor, index) => ({
        number: index + 1,
        kind: 'normal' as const,
        dueOn: dateOf(day + 10 * index),
        amount: money(minor, code),
      })),
      on: dateOf(day),
    } as const;
    this.agree({ to: 'receivable', command }, () => {
      this.model.raise(receivableId, day, minors);
      return true;
    });
  }

  private receive({ day, amount, dollars, confirmed, known }: Receive): void {
    const receiptId = uuidOf<ReceiptId>('receipt', this.receipts.length);
    this.receipts.push(receiptId);
    const command = {
      type: 'RegisterReceipt',
      receiptId,
      number: `B${this.receipts.length}`,
      life: 0,
      ...(known && { customerId }),
      amount: money(BigInt(amount), dollars ? USD : EUR),
      instrument: 'transfer',
      bookedOn: dateOf(day),
      valueOn: dateOf(day),
      ...(dollars && { bankRate: BANK_RATE }),
      bookCurrency: EUR,
      confirmed,
    } as const;
    this.agree({ to: 'receipt', command }, () => {
      this.model.receive(receiptId, day, BigInt(amount), { confirmed, known });
      return true;
    });
  }

  private onReceipt(act: OnReceipt): void {
    const receiptId = this.receipts[act.which % this.receipts.length];
    if (!receiptId) return;
    const ask = (command: Extract<Order, { to: 'receipt' }>['command'], inModel: () => boolean) =>
      this.agree({ to: 'receipt', command }, inModel);
    switch (act.act) {
      case 'confirm':
        return void ask({ type: 'ConfirmReceipt', receiptId }, () => this.model.confirm(receiptId));
      case 'identify':
        return void ask({ type: 'IdentifyReceipt', receiptId, customerId }, () => this.model.identify(receiptId));
      case 'clear':
        return void ask({ type: 'ClearReceipt', receiptId, bookedOn: dateOf(act.day) }, () =>
          this.model.clear(receiptId, act.day),
        );
      case 'bounce':
        return void ask({ type: 'ReverseReceipt', receiptId, cause: 'bounced', on: dateOf(act.day) }, () =>
          this.model.bounce(receiptId, act.day),
        );
    }
  }

  /** Of what the model does not tell, it only has to know that something happened on a day. */
  private onReceivable(act: OnReceivable): void {
    const receivableId = this.receivables[act.which % this.receivables.length];
    if (!receivableId) return;
    const on = dateOf(act.day);
    if (act.act === 'unraise')
      return void this.agree({ to: 'receivable', command: { type: 'ReverseReceivable', receivableId, on } }, () =>
        this.model.unraise(receivableId, act.day),
      );
    const answer = this.loop.ask({ to: 'receivable', command: commandOf(act, receivableId, on) });
    const owed = this.model.owed.get(receivableId);
    if (!owed || 'refusal' in answer || act.act === 'promise') return;
    owed.touched = Math.max(owed.touched, act.day);
  }

  private allocate({ which, items: asked }: Allocate): void {
    const receiptId = this.receipts[which % this.receipts.length];
    if (!receiptId || this.receivables.length === 0) return;
    const { state } = this.loop.receipt(receiptId);
    if (state.situation === 'absent') return;
    const items = asked.map((each) => this.item(each, state.currency, lastBalance(state.buckets.unapplied)));
    this.agree(
      {
        to: 'receipt',
        command: { type: 'AllocateReceipt', receiptId, allocate: { method: 'hand', purpose: 'collect', items } },
      },
      () => this.inModel(receiptId, items.map(asItem), state.allocations.size),
    );
  }

  /** An item by hand: of exactly what is open, of all that is free, or of any amount. */
  private item({ which, instalment, size, amount }: Wanted, code: Currency, free: bigint): ReferredItem {
    const receivableId = present(this.receivables[which % this.receivables.length]);
    const { state } = this.loop.receivable(receivableId);
    if (state.situation === 'absent') throw new Error('not raised');
    const number = 1 + (instalment % state.instalments.size);
    const open = lastBalance(present(state.instalments.get(number)).outstanding);
    const wanted = [open, free, BigInt(amount)][size % 3] ?? 0n;
    const minor = wanted > 0n ? wanted : BigInt(amount);
    return {
      receivableId,
      receivableNumber: state.number,
      customerId,
      instalment: number,
      itemOn: state.raisedOn,
      amount: money(minor, state.currency),
      ...(state.currency !== code && { receiptAmount: money(BigInt(amount), code) }),
    };
  }

  private choose({ which, method }: Choose): void {
    const receiptId = this.receipts[which % this.receipts.length];
    if (!receiptId) return;
    const { state } = this.loop.receipt(receiptId);
    if (state.situation === 'absent') return;
    const allocate = { method, purpose: 'collect', openItems: this.loop.openItems(), chosenAt: 1 } as const;
    const answer = this.loop.ask({ to: 'receipt', command: { type: 'AllocateReceipt', receiptId, allocate } });
    if ('refusal' in answer) return;
    const taken = answer.flatMap((event) => (event.type === 'ReceiptAllocated' ? [event.data] : []));
    if (!this.inModel(receiptId, taken.map(asItem), state.allocations.size))
      throw new Error(`${method} chose too much`);
  }

  private inModel(receiptId: ReceiptId, items: readonly Item[], first: number): boolean {
    const ids = items.map((_, index) => uuidOf<AllocationId>(receiptId, 'allocation', first + index));
    if (!this.model.allocate(receiptId, items, ids)) return false;
    this.allocations.push(...ids.map((allocationId) => ({ receiptId, allocationId })));
    return true;
  }

  private askBack({ which, day }: AskBack): void {
    const allocation = this.allocations[which % this.allocations.length];
    if (!allocation) return;
    this.agree({ to: 'receipt', command: { type: 'RequestReturn', ...allocation, on: dateOf(day) } }, () =>
      this.model.askBack(allocation.allocationId),
    );
  }

  private step({ pick, skip }: Omit<Step, 'act'>): void {
    const order = this.loop.step(pick, skip);
    if (!order) return;
    const { command } = order;
    if (command.type === 'CollectInstalment') this.model.collect(command.allocationId);
    if (command.type === 'ReverseCollection') this.model.takeBack(command.allocationId, dayOf(command.on));
    if (command.type === 'ReturnAllocation') this.model.giveBack(command.allocationId, dayOf(command.on));
  }

  /** After a restart an order may be run again: nothing comes of it. */
  private repeat({ which }: Repeat): void {
    const order = this.loop.done[which % this.loop.done.length];
    if (!order) return;
    const left = this.loop.order(order);
    if (left.length > 0) throw new Error(`${order.command.type} again left ${left.map(({ type }) => type).join(', ')}`);
  }
}

const commandOf = (
  { act, which }: OnReceivable,
  receivableId: ReceivableId,
  on: CalendarDate,
): Extract<Order, { to: 'receivable' }>['command'] => {
  if (act === 'dispute') return { type: 'DisputeReceivable', receivableId, on };
  if (act === 'resolve') return { type: 'ResolveDispute', receivableId, on };
  if (act === 'promise')
    return { type: 'RecordPromise', receivableId, instalment: 1, amount: money(1n, EUR), promisedOn: on, on };
  const some = which % 2 === 0 ? {} : { instalments: [1] };
  return { type: 'EntitleInstalments', receivableId, basis: 'acceptance', ...some, on };
};

const asItem = (
  data: Pick<ReferredItem, 'receivableId' | 'instalment' | 'amount'> & { readonly receiptAmount?: Money },
): Item => ({
  receivable: data.receivableId,
  instalment: data.instalment,
  amount: data.amount.minor,
  taken: (data.receiptAmount ?? data.amount).minor,
});
