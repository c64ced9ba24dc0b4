import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SERIES_NUMBER, type EntityId, type Telling, type Uuid } from '#kernel';
import { CommandHandling, findByNumber } from '#event-log';
import { entity, entityStream, entityTelling, readOpenEntity, ToEntity } from '#entities';
import {
  customer,
  customerKind,
  customerReaders,
  customerStream,
  customerTelling,
  readRegisterCustomer,
  ToCustomer,
} from '#parties';
import { READ_STORE, type ReadStore } from '#read-store';
import {
  idOfReceivableNumber,
  readRaise,
  receivable,
  receivableKind,
  receivableReaders,
  receivableStream,
  receivableTelling,
  ToReceivable,
} from '#receivables';
import {
  idOfReceiptNumber,
  processOf,
  readRegister,
  receipt,
  receiptKind,
  receiptReaders,
  receiptStream,
  receiptTelling,
  ToReceipt,
  type ReceiptEvent,
  type ReceiptState,
} from '#settlement';
import { BOOK, GROUP, type Book } from '../book.js';
import { customerCommands } from '../customers/commands.js';
import { entityCommands } from '../entities/commands.js';
import { Visibility } from '../querying/visibility.js';
import { receiptCommands } from '../receipts/commands.js';
import { receivableCommands } from '../receivables/commands.js';
import type { BodyReader, Carried, Collection, CommandShapes } from './collection.js';

/** How the number of a document is told: a customer's and an entity's is its code. */
const numberOf = (state: unknown): string => {
  const { number, code } = state as { number?: string; code?: string };
  return number ?? code ?? '';
};

/** The shapes of the bodies with what they mean, command by command. */
const reading = (
  { create, verbs }: CommandShapes,
  readNew: BodyReader['read'],
  readers: Readonly<Record<string, BodyReader['read']>>,
): Pick<Collection, 'create' | 'verbs'> => ({
  create: { Body: create.Body, read: readNew },
  verbs: new Map(
    Object.entries(verbs).map(([name, { Body }]) => [name, { Body, read: readers[name] as BodyReader['read'] }]),
  ),
});

/** Every kind of documents that takes commands. */
@Injectable()
export class Collections {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(Visibility) private readonly visibility: Visibility,
  ) {}

  readonly entities: Collection = {
    name: 'entities',
    kind: 'entity',
    ...reading(entityCommands, readOpenEntity, {}),
    telling: entityTelling as Telling<never>,
    stream: (id) => entityStream(this.book.tenant, id as unknown as EntityId),
    send: (asked, _, meta) => this.bus.execute(new ToEntity(asked as ToEntity['command'], meta)) as Promise<Carried>,
    read: (id) => this.handling.read(entity, entityStream(this.book.tenant, id as unknown as EntityId)),
    find: () => Promise.resolve(undefined),
    numberOf,
  };

  readonly customers: Collection = {
    name: 'customers',
    kind: 'customer',
    ...reading(customerCommands, readRegisterCustomer, customerReaders),
    telling: customerTelling as Telling<never>,
    stream: (id) => customerStream(this.book.tenant, id as never),
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToCustomer(addressed(asked, 'customerId', id) as ToCustomer['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(customer, customerStream(this.book.tenant, id as never)),
    find: (of, number, commandId) => findByNumber(this.handling, customerKind(this.book.tenant), of, number, commandId),
    numberOf,
  };

  readonly receivables: Collection = {
    name: 'receivables',
    kind: 'receivable',
    ...reading(receivableCommands, readRaise, receivableReaders),
    telling: receivableTelling as Telling<never>,
    stream: (id) => receivableStream(this.book.tenant, id as never),
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToReceivable(addressed(asked, 'receivableId', id) as ToReceivable['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(receivable, receivableStream(this.book.tenant, id as never)),
    find: (of, number, commandId) =>
      SERIES_NUMBER.test(number)
        ? this.bySeries(idOfReceivableNumber, of, number)
        : findByNumber(this.handling, receivableKind(this.book.tenant), of, number, commandId),
    numberOf,
  };

  readonly receipts: Collection = {
    name: 'receipts',
    kind: 'receipt',
    ...reading(receiptCommands, readRegister, receiptReaders),
    telling: receiptTelling as Telling<never>,
    stream: (id) => receiptStream(this.book.tenant, id as never),
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToReceipt(addressed(asked, 'receiptId', id) as ToReceipt['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(receipt, receiptStream(this.book.tenant, id as never)),
    find: (of, number, commandId) =>
      SERIES_NUMBER.test(number)
        ? this.bySeries(idOfReceiptNumber, of, number)
        : findByNumber(this.handling, receiptKind(this.book.tenant), of, number, commandId),
    numberOf,
    processOf: (events, state) => processOf(events as readonly ReceiptEvent[], state as ReceiptState),
  };

  readonly all: readonly Collection[] = [this.entities, this.customers, this.receivables, this.receipts];

  /**
   * A number of the series follows from nothing: it is looked up in the rows, and once more when they hold what was
   * appended before, because who was just given a number may use it.
   */
  private async bySeries(
    lookUp: typeof idOfReceivableNumber | typeof idOfReceiptNumber,
    entityId: EntityId,
    number: string,
  ): Promise<Uuid | undefined> {
    const look = (): Promise<Uuid | undefined> =>
      this.store.read(GROUP, (snapshot): Promise<Uuid | undefined> =>
        lookUp(snapshot, { tenant: this.book.tenant, entity: entityId, number }),
      );
    const found = await look();
    if (found !== undefined) return found;
    await this.visibility.ofEverything();
    return look();
  }
}

const addressed = (asked: object, name: string, id: Uuid | undefined): object =>
  id === undefined ? asked : { ...asked, [name]: id };
