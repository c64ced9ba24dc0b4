import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { SERIES_NUMBER, type EntityId, type Telling, type Uuid } from '#kernel';
import { CommandHandling, findByNumber } from '#event-log';
import {
  entity,
  entityStream,
  entityTelling,
  readOpenEntity,
  ToEntity,
  type EntityState,
  type OpenEntity,
} from '#entities';
import {
  customer,
  customerKind,
  customerReaders,
  customerStream,
  customerTelling,
  readRegisterCustomer,
  ToCustomer,
  type CustomerState,
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
  type ReceivableState,
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
import { AgreeTermsBody, CorrectCustomerBody, RegisterCustomerBody } from '../customers/bodies.js';
import { OpenEntityBody } from '../entities/bodies.js';
import { DisputeBody, EntitleBody, PromiseBody, RaiseReceivableBody } from '../receivables/bodies.js';
import {
  AllocateBody,
  ClearBody,
  ConfirmBody,
  IdentifyBody,
  RegisterReceiptBody,
  ReturnAllocationBody,
  ReverseReceiptBody,
} from '../receipts/bodies.js';
import { DatedBody } from '../rim/dated.body.js';
import type { BodyReader, Carried, Collection } from './collection.js';

/** How the number of a document is told: a customer's and an entity's is its code. */
const numberOf = (state: unknown): string => {
  const { number, code } = state as { number?: string; code?: string };
  return number ?? code ?? '';
};

const verbs = (
  bodies: Readonly<Record<string, BodyReader['Body']>>,
  readers: Readonly<Record<string, BodyReader['read']>>,
): Collection['verbs'] =>
  new Map(Object.entries(readers).map(([name, read]) => [name, { Body: bodies[name] ?? DatedBody, read }]));

/** Every kind of documents that takes commands. */
@Injectable()
export class Collections {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(READ_STORE) private readonly store: ReadStore,
  ) {}

  readonly entities: Collection = {
    name: 'entities',
    create: { Body: OpenEntityBody, read: readOpenEntity },
    verbs: new Map(),
    telling: entityTelling as Telling<never>,
    send: (asked, _, meta) =>
      this.bus.execute(new ToEntity(asked as Omit<OpenEntity, 'entityId'>, meta)) as Promise<Carried>,
    read: (id) => this.handling.read(entity, entityStream(this.book.tenant, id as unknown as EntityId)),
    find: () => Promise.resolve(undefined),
    numberOf: (state) => numberOf(state as EntityState),
  };

  readonly customers: Collection = {
    name: 'customers',
    create: { Body: RegisterCustomerBody, read: readRegisterCustomer },
    verbs: verbs({ correct: CorrectCustomerBody, 'agree-terms': AgreeTermsBody }, customerReaders),
    telling: customerTelling as Telling<never>,
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToCustomer(addressed(asked, 'customerId', id) as ToCustomer['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(customer, customerStream(this.book.tenant, id as never)),
    find: (of, number) => findByNumber(this.handling, customerKind(this.book.tenant), of, number),
    numberOf: (state) => numberOf(state as CustomerState),
  };

  readonly receivables: Collection = {
    name: 'receivables',
    create: { Body: RaiseReceivableBody, read: readRaise },
    verbs: verbs({ entitle: EntitleBody, dispute: DisputeBody, promise: PromiseBody }, receivableReaders),
    telling: receivableTelling as Telling<never>,
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToReceivable(addressed(asked, 'receivableId', id) as ToReceivable['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(receivable, receivableStream(this.book.tenant, id as never)),
    find: (of, number) =>
      SERIES_NUMBER.test(number)
        ? this.bySeries(idOfReceivableNumber, of, number)
        : findByNumber(this.handling, receivableKind(this.book.tenant), of, number),
    numberOf: (state) => numberOf(state as ReceivableState),
  };

  readonly receipts: Collection = {
    name: 'receipts',
    create: { Body: RegisterReceiptBody, read: readRegister },
    verbs: verbs(
      {
        identify: IdentifyBody,
        confirm: ConfirmBody,
        clear: ClearBody,
        reverse: ReverseReceiptBody,
        allocate: AllocateBody,
        'return-allocation': ReturnAllocationBody,
      },
      receiptReaders,
    ),
    telling: receiptTelling as Telling<never>,
    send: (asked, id, meta) =>
      this.bus.execute(
        new ToReceipt(addressed(asked, 'receiptId', id) as ToReceipt['command'], meta),
      ) as Promise<Carried>,
    read: (id) => this.handling.read(receipt, receiptStream(this.book.tenant, id as never)),
    find: (of, number) =>
      SERIES_NUMBER.test(number)
        ? this.bySeries(idOfReceiptNumber, of, number)
        : findByNumber(this.handling, receiptKind(this.book.tenant), of, number),
    numberOf: (state) => numberOf(state as ReceiptState),
    processOf: (events, state) => processOf(events as readonly ReceiptEvent[], state as ReceiptState),
  };

  /** A number of the series follows from nothing: it is looked up in the rows. */
  private bySeries(
    lookUp: typeof idOfReceivableNumber | typeof idOfReceiptNumber,
    entityId: EntityId,
    number: string,
  ): Promise<Uuid | undefined> {
    return this.store.read(GROUP, (snapshot): Promise<Uuid | undefined> =>
      lookUp(snapshot, { tenant: this.book.tenant, entity: entityId, number }),
    );
  }
}

const addressed = (asked: object, name: string, id: Uuid | undefined): object =>
  id === undefined ? asked : { ...asked, [name]: id };
