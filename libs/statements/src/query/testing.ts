import { afterAll } from '@jest/globals';
import {
  categoryOf,
  currency,
  decodeData,
  encodeData,
  isRefused,
  money,
  parseAmount,
  parseRate,
  position,
  revision,
  sha256,
  tenant,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type CommandId,
  type Currency,
  type CustomerId,
  type EntityId,
  type EventId,
  type Instant,
  type Money,
  type Rate,
  type ReceiptId,
  type ReceivableId,
  type Recorded,
  type StreamName,
} from '#kernel';
import { react } from '#processes';
import { SqliteReadStore, type AnyModel, type ReadStore, type Snapshot } from '#read-store';
import {
  receivable,
  receivableEvents,
  receivablesModel,
  receivableStream,
  type RaiseReceivable,
  type ReceivableCommand,
  type ReceivableEvent,
  type ReceivableState,
} from '#receivables';
import {
  receipt,
  receiptEvents,
  receiptsModel,
  receiptStream,
  type ReceiptCommand,
  type ReceiptEvent,
  type ReceiptState,
  type ReferredItem,
  type RegisterReceipt,
} from '#settlement';
import { temporaryFolder } from '#testing';
import { accountsModel } from '../project/accounts.js';

/** The words that the specs of the query side are written in: a book in memory, and its rows in a real store. */
export const GROUP = 'book';
export const TENANT = tenant('t');
export const ENTITY = uuidOf<EntityId>('the entity');
export const BOOK = currency('EUR') as Currency;

/** `on('05-31')` is a day of 2026. */
export const on = (text: string): CalendarDate => (text.length === 5 ? `2026-${text}` : text) as CalendarDate;
export const rate = (text: string): Rate => parseRate(text) as Rate;
export const amountIn =
  (code: string) =>
  (text: string): Money => {
    const read = parseAmount(text, currency(code) as Currency);
    if ('rule' in read) throw new Error(read.detail);
    return read;
  };
export const eur = amountIn('EUR');
export const customer = (name: string): CustomerId => uuidOf<CustomerId>('customer', name);
export const receivableId = (number: string): ReceivableId => uuidOf<ReceivableId>('receivable', number);
export const receiptId = (number: string): ReceiptId => uuidOf<ReceiptId>('receipt', number);

export type BookEvent = Recorded<ReceivableEvent> | Recorded<ReceiptEvent>;

/** A raise of instalments `[due, amount]`, for an invoice unless said otherwise. */
export const raise = (
  number: string,
  day: string,
  instalments: readonly (readonly [string, Money])[],
  changes: Partial<RaiseReceivable> = {},
): RaiseReceivable => {
  const code = instalments[0]?.[1].currency ?? BOOK;
  return {
    type: 'RaiseReceivable',
    receivableId: receivableId(number),
    number,
    life: 0,
    customerId: customer('A'),
    basis: 'invoice',
    gross: money(
      instalments.reduce((sum, [, { minor }]) => sum + minor, 0n),
      code,
    ),
    tax: money(0n, code),
    bookCurrency: BOOK,
    instalments: instalments.map(([due, amount], index) => ({
      number: index + 1,
      kind: 'normal',
      dueOn: on(due),
      amount,
    })),
    on: on(day),
    ...changes,
  };
};

/** A confirmed transfer from customer A. */
export const receive = (
  number: string,
  day: string,
  amount: Money,
  changes: Partial<RegisterReceipt> = {},
): RegisterReceipt => ({
  type: 'RegisterReceipt',
  receiptId: receiptId(number),
  number,
  life: 0,
  customerId: customer('A'),
  amount,
  instrument: 'transfer',
  bookedOn: on(day),
  valueOn: on(day),
  bookCurrency: BOOK,
  confirmed: true,
  ...changes,
});

type Command = ReceivableCommand | ReceiptCommand;
const isOfReceipt = (command: Command): command is ReceiptCommand =>
  'receiptId' in command && !('receivableId' in command);

/** Commands in, recorded events out, one process step at a time; everything is written and read as the log would. */
export class Book {
  readonly events: BookEvent[] = [];
  readonly receivables = new Map<ReceivableId, ReceivableState>();
  readonly receipts = new Map<ReceiptId, ReceiptState>();
  private readonly orders: Command[] = [];
  private readonly revisions = new Map<StreamName, number>();

  get waiting(): number {
    return this.orders.length;
  }

  /** The refusal, or nothing when the command was accepted. */
  tell(command: Command): string | undefined {
    return isOfReceipt(command) ? this.tellReceipt(command) : this.tellReceivable(command);
  }

  /** The command and everything that the process makes of it. */
  run(...commands: readonly Command[]): this {
    for (const command of commands) {
      const refused = this.tell(command);
      if (refused !== undefined) throw new Error(`${command.type} is refused: ${refused}`);
      this.settle();
    }
    return this;
  }

  settle(): void {
    while (this.orders.length > 0) this.step(0);
  }

  /** Carries out one of the orders that wait. */
  step(index: number): void {
    const [order] = this.orders.splice(index, 1);
    if (order) this.tell(order);
  }

  private tellReceivable(command: ReceivableCommand): string | undefined {
    const id = command.receivableId;
    const state = this.receivables.get(id) ?? receivable.initial;
    const ruling = receivable.decide(command, state);
    if (isRefused(ruling)) return ruling.refusal;
    this.receivables.set(id, ruling.events.reduce(receivable.evolve, state));
    for (const event of ruling.events) this.record(receivableStream(TENANT, id), stored(receivableEvents, event));
    return undefined;
  }

  private tellReceipt(command: ReceiptCommand): string | undefined {
    const id = command.receiptId;
    const state = this.receipts.get(id) ?? receipt.initial;
    const ruling = receipt.decide(command, state);
    if (isRefused(ruling)) return ruling.refusal;
    this.receipts.set(id, ruling.events.reduce(receipt.evolve, state));
    for (const event of ruling.events) this.record(receiptStream(TENANT, id), stored(receiptEvents, event));
    return undefined;
  }

  private record(stream: StreamName, event: ReceivableEvent | ReceiptEvent): void {
    const at = (this.revisions.get(stream) ?? -1) + 1;
    this.revisions.set(stream, at);
    const where = position(this.events.length + 1);
    const id = uuidOf<EventId>('event', where);
    const recorded = {
      ...event,
      id,
      stream,
      revision: revision(at),
      position: where,
      schemaVersion: 1,
      hash: sha256(id),
      metadata: {
        $causationId: id,
        $correlationId: id,
        actor: 'spec',
        commandHash: '',
        commandId: uuidOf<CommandId>('command', where),
        effectiveOn: event.effectiveOn,
        entity: ENTITY,
        prev: '',
        recordedAt: '2026-01-01T00:00:00.000Z' as Instant,
        tenant: TENANT,
      },
    } as BookEvent;
    this.events.push(recorded);
    this.orders.push(...react(recorded).map(({ command }) => command));
  }

  /** An item for an instalment, as the handler of an allocation would refer to it. */
  item(number: string, instalment: number, amount: Money, others: Partial<ReferredItem> = {}): ReferredItem {
    const state = this.receivables.get(receivableId(number));
    if (!state || state.situation === 'absent') throw new Error(`${number} was not raised`);
    const { customerId, raisedOn } = state;
    return {
      ...{ receivableId: receivableId(number), receivableNumber: number, instalment, amount },
      ...{ customerId, itemOn: raisedOn, ...others },
    };
  }

  /** The allocations of a receipt in their order. */
  allocations(number: string): readonly AllocationId[] {
    const state = this.receipts.get(receiptId(number));
    return state && state.situation !== 'absent' ? [...state.allocations.keys()] : [];
  }
}

const stored = <Event extends ReceivableEvent | ReceiptEvent>(
  set: Parameters<typeof encodeData<Event>>[0],
  event: Event,
): Event => {
  const { schemaVersion, data } = encodeData(set, event);
  return { ...event, data: decodeData(set, event.type, schemaVersion, JSON.parse(JSON.stringify(data))) };
};

/** Rows of the events in a store on a file of their own, removed behind the spec. */
export const MODELS: readonly AnyModel[] = [
  receivablesModel,
  receiptsModel,
  accountsModel(receivableEvents, receiptEvents),
];

/** Makes fresh stores in one folder, removed behind the spec; each one gives the answers of its rows to `query`. */
export const stores = (): ((events: readonly BookEvent[]) => Promise<Asking>) => {
  const folder = temporaryFolder();
  const opened = new Set<ReadStore>();
  let files = 0;
  afterAll(async () => {
    for (const store of opened) await store.close();
    folder.remove();
  });
  return async (events) => {
    files += 1;
    const store = await SqliteReadStore.open(folder.file(`${files}.db`));
    opened.add(store);
    await store.prepare(MODELS);
    const changes = events.flatMap((event) =>
      MODELS.filter(({ categories }) => categories.includes(categoryOf(event.stream))).flatMap((model) =>
        model.project(event),
      ),
    );
    const to = { position: position(events.length), checkpoint: String(events.length) };
    await store.apply(await store.lead(GROUP), { changes, parked: [], recorded: [], to });
    const ask: Asking = (query) => store.read(GROUP, query);
    ask.end = async () => {
      opened.delete(store);
      await store.close();
    };
    return ask;
  };
};

/** Asks one moment's rows; `end` gives the store's files back before the spec does. */
export interface Asking {
  <T>(query: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  end?: () => Promise<void>;
}
