import {
  decodeData,
  encodeData,
  isRefused,
  lastBalance,
  money,
  position,
  revision,
  tenant,
  type Decider,
  type EventSet,
  type Recorded,
  type ReceiptId,
  type ReceivableId,
  type Refusal,
} from '#kernel';
import { receivable, receivableStream, type ReceivableEvent, type ReceivableState } from '#receivables';
import { receipt, receiptStream, type OpenItem, type ReceiptEvent, type ReceiptState } from '#settlement';
import { react, type Order } from './react.js';

/**
 * The two contexts and the process between them, in memory and without a log: what the specs of the core run on.
 * Events are written and read as the log would; orders of one stream run in its order, streams in any.
 */
type Event = ReceivableEvent | ReceiptEvent;

interface Stream<State, Of extends Event> {
  state: State;
  readonly history: Of[];
}

/** The orders that one stream's events have given and that were not run yet. */
interface Pending {
  readonly stream: string;
  readonly orders: Order[];
}

const TENANT = tenant('loop');

/** What stands in the log and comes back out of it. */
const stored = <Of extends Event>(set: EventSet<Of>, event: Of): Of => {
  const { schemaVersion, data } = encodeData(set, event);
  return { ...event, data: decodeData(set, event.type, schemaVersion, JSON.parse(JSON.stringify(data))) };
};

export class Loop {
  readonly receivables = new Map<ReceivableId, Stream<ReceivableState, ReceivableEvent>>();
  readonly receipts = new Map<ReceiptId, Stream<ReceiptState, ReceiptEvent>>();
  /** Every order that was run, oldest first. */
  readonly done: Order[] = [];
  private readonly pending: Pending[] = [];
  private head = 0;

  receivable(id: ReceivableId): Stream<ReceivableState, ReceivableEvent> {
    return openStream(this.receivables, id, receivable.initial);
  }

  receipt(id: ReceiptId): Stream<ReceiptState, ReceiptEvent> {
    return openStream(this.receipts, id, receipt.initial);
  }

  /** A command of a person, or an order: what it left in the book, or why it was refused. */
  ask(order: Order): readonly Event[] | Refusal {
    if (order.to === 'receivable') {
      const id = order.command.receivableId;
      return this.append(receivable, this.receivable(id), receivableStream(TENANT, id), order.command);
    }
    const id = order.command.receiptId;
    return this.append(receipt, this.receipt(id), receiptStream(TENANT, id), order.command);
  }

  /** How many streams have orders that wait. */
  get waiting(): number {
    return this.pending.length;
  }

  /** Runs the next order of a stream that has any, or with `skip` one that is not next. Never refused. */
  step(pick = 0, skip = 0): Order | undefined {
    const at = pick % Math.max(this.pending.length, 1);
    const queue = this.pending[at];
    if (!queue) return undefined;
    const [order] = queue.orders.splice(skip % queue.orders.length, 1);
    if (!order) return undefined;
    if (queue.orders.length === 0) this.pending.splice(at, 1);
    this.order(order);
    this.done.push(order);
    return order;
  }

  /** Runs an order once more, as after a restart: what it leaves in the book. */
  order(order: Order): readonly Event[] {
    const answer = this.ask(order);
    if ('refusal' in answer) throw new Error(`${order.command.type} was refused: ${answer.refusal}`);
    return answer;
  }

  /** Runs the process until it is quiet. */
  settle(): void {
    for (let steps = 0; this.pending.length > 0; steps += 1) {
      if (steps > 100_000) throw new Error('the process does not come to an end');
      this.step();
    }
  }

  /** What a person is shown as open: entitled, less what is in flight to it. */
  openItems(): readonly OpenItem[] {
    const inFlight = [...this.receipts.values()].flatMap(({ state }) =>
      state.situation === 'absent' ? [] : [...state.allocations.values()].filter((each) => each.state === 'inFlight'),
    );
    const flying = (id: ReceivableId, instalment: number): bigint =>
      inFlight
        .filter(({ data }) => data.receivableId === id && data.instalment === instalment)
        .reduce((sum, { data }) => sum + data.amount.minor, 0n);
    return [...this.receivables.values()].flatMap(({ state }) => {
      if (state.situation !== 'raised') return [];
      const { receivableId, number: receivableNumber, raisedOn: itemOn, currency } = state;
      return [...state.instalments.values()]
        .filter(({ entitledOn }) => entitledOn !== undefined)
        .map(({ number, dueOn, outstanding }) => {
          const open = money(lastBalance(outstanding) - flying(receivableId, number), currency);
          return { receivableId, receivableNumber, instalment: number, dueOn, itemOn, open };
        });
    });
  }

  private append<Command, State, Of extends Event>(
    decider: Decider<Command, State, Of, Refusal>,
    stream: Stream<State, Of>,
    name: string,
    command: Command,
  ): readonly Of[] | Refusal {
    const ruling = decider.decide(command, stream.state);
    if (isRefused(ruling)) return ruling;
    for (const event of ruling.events) {
      const read = stored(decider.events, event);
      stream.state = decider.evolve(stream.state, read);
      stream.history.push(read);
      this.head += 1;
      this.enqueue(name, react(recorded(read, stream.history.length - 1, this.head)));
    }
    return ruling.events;
  }

  private enqueue(stream: string, orders: readonly Order[]): void {
    if (orders.length === 0) return;
    const queue = this.pending.find((each) => each.stream === stream);
    if (queue) queue.orders.push(...orders);
    else this.pending.push({ stream, orders: [...orders] });
  }
}

const openStream = <Id, State, Of extends Event>(
  streams: Map<Id, Stream<State, Of>>,
  id: Id,
  initial: State,
): Stream<State, Of> => {
  const stream = streams.get(id) ?? { state: initial, history: [] };
  streams.set(id, stream);
  return stream;
};

/** An event with its place. The process reads nothing of the envelope but that. */
const recorded = (event: Event, at: number, ordinal: number): Recorded<Event> =>
  ({ ...event, revision: revision(at), position: position(ordinal) }) as Recorded<Event>;
