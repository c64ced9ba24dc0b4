import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ReceiptId, Refusal } from '#kernel';
import { CommandHandling, placeNew, type CommandMeta, type DocumentKind, type Outcome } from '#event-log';
import type { ReceiptCommand } from '../commands.js';
import { receipt, receiptStream } from '../decide/receipt.js';
import type { ReceiptState } from '../decide/state.js';
import type { ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import type { AskedAllocation, Registering } from '../wire.js';
import {
  OPEN_ITEMS,
  PAYERS,
  RECEIPT_NUMBERS,
  RECEIVABLES,
  type OpenItems,
  type Payers,
  type ReceiptNumbers,
  type Receivables,
} from './ports.js';
import { References } from './references.js';

export type ReceiptOutcome = Outcome<ReceiptState, ReceiptEvent>;

/** An allocation as people ask for it; the handler looks up what it refers to. */
export interface Allocate {
  readonly type: 'Allocate';
  readonly receiptId: ReceiptId;
  readonly allocate: AskedAllocation;
}

/** Carries a command to a receipt; a registration finds its place by its number, its id or its key. */
export class ToReceipt extends Command<{ readonly id: ReceiptId; readonly outcome: ReceiptOutcome }> {
  constructor(
    readonly command: ReceiptCommand | Registering | Allocate,
    readonly meta: CommandMeta,
  ) {
    super();
  }
}

export const receiptKind = (
  tenant: CommandMeta['tenant'],
): DocumentKind<ReceiptId, ReceiptCommand, ReceiptState, ReceiptEvent, ReceiptRefusal> => ({
  kind: 'receipt',
  decider: receipt,
  stream: (id) => receiptStream(tenant, id),
  isOver: ({ situation }) => situation === 'reversed',
});

const refused = (refusal: Refusal): ReceiptOutcome => ({ outcome: 'refused', refusal });

@CommandHandler(ToReceipt)
export class ReceiptHandler implements ICommandHandler<ToReceipt> {
  private readonly references: References;

  constructor(
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(PAYERS) payers: Payers,
    @Inject(RECEIVABLES) receivables: Receivables,
    @Inject(OPEN_ITEMS) openItems: OpenItems,
    @Inject(RECEIPT_NUMBERS) private readonly numbers: ReceiptNumbers,
  ) {
    this.references = new References(payers, receivables, openItems);
  }

  async execute({ command, meta }: ToReceipt): Promise<{ id: ReceiptId; outcome: ReceiptOutcome }> {
    if ('identity' in command) return this.register(command, meta);
    return { id: command.receiptId, outcome: await this.onExisting(command, meta) };
  }

  private async register({ identity, allocate: asked, ...registering }: Registering, meta: CommandMeta) {
    const placed = await placeNew(this.handling, receiptKind(meta.tenant), identity, meta);
    const { id } = placed;
    if ('repeated' in placed) return { id, outcome: placed.repeated };
    const { customerId, amount } = registering;
    const customer = customerId && (await this.references.customer(customerId, meta));
    if (customer && 'refusal' in customer) return { id, outcome: refused(customer.refusal) };
    const allocate =
      asked && customerId && (await this.references.allocating(asked, { customerId, currency: amount.currency }, meta));
    if (allocate && 'refusal' in allocate) return { id, outcome: refused(allocate.refusal) };
    const number =
      placed.number ??
      (placed.taken ? id : await this.numbers.next(meta.tenant, meta.entity, 'receipt', registering.bookedOn));
    const warnings = customer && customer.held ? { warnings: ['customer-on-hold'] } : {};
    const command = {
      ...registering,
      ...warnings,
      ...(allocate && { allocate }),
      receiptId: id,
      number,
      life: placed.life,
    };
    return { id, outcome: await this.to(command, meta) };
  }

  /** A known key is answered first, and a stale caller is told so; only then are references looked up. */
  private async onExisting(command: ReceiptCommand | Allocate, meta: CommandMeta): Promise<ReceiptOutcome> {
    if (command.type !== 'Allocate' && command.type !== 'IdentifyReceipt' && command.type !== 'ConfirmReceipt')
      return this.to(command, meta);
    const stream = receiptStream(meta.tenant, command.receiptId);
    const known = await this.handling.early(receipt, stream, meta);
    if (known) return known;
    const { state } = await this.handling.read(receipt, stream);
    if (state.situation === 'absent') return refused(refuse('UnknownDocument', {}));
    if (command.type === 'IdentifyReceipt') {
      const customer = await this.references.customer(command.customerId, meta);
      return 'refusal' in customer ? refused(customer.refusal) : this.to(command, meta);
    }
    if (command.type === 'ConfirmReceipt') {
      const allocate = await this.references.intent(state, meta);
      return this.to({ ...command, ...(allocate && { allocate }) }, meta);
    }
    if (!state.customerId) return refused(refuse('Unidentified', {}));
    const allocate = await this.references.allocating(
      command.allocate,
      { customerId: state.customerId, currency: state.currency },
      meta,
    );
    return 'refusal' in allocate
      ? refused(allocate.refusal)
      : this.to({ type: 'AllocateReceipt', receiptId: command.receiptId, allocate }, meta);
  }

  private to(command: ReceiptCommand, meta: CommandMeta): Promise<ReceiptOutcome> {
    return this.handling.handle(receipt, receiptStream(meta.tenant, command.receiptId), command, meta);
  }
}
