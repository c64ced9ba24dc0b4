import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ReceivableId } from '#kernel';
import {
  CommandHandling,
  engineRefusal,
  placeNew,
  type CommandMeta,
  type DocumentKind,
  type Outcome,
} from '#event-log';
import type { ReceivableCommand } from '../commands.js';
import { receivable, receivableStream } from '../decide/receivable.js';
import type { ReceivableState } from '../decide/state.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import type { Raising } from '../wire.js';
import { CUSTOMERS, NUMBERS, type Customers, type Numbers } from './ports.js';

export type ReceivableOutcome = Outcome<ReceivableState, ReceivableEvent>;

/** Carries a command to a receivable; a raise finds its place by its number, its id or its key. */
export class ToReceivable extends Command<{ readonly id: ReceivableId; readonly outcome: ReceivableOutcome }> {
  constructor(
    readonly command: ReceivableCommand | Raising,
    readonly meta: CommandMeta,
  ) {
    super();
  }
}

export const receivableKind = (
  tenant: CommandMeta['tenant'],
): DocumentKind<ReceivableId, ReceivableCommand, ReceivableState, ReceivableEvent, ReceivableRefusal> => ({
  kind: 'receivable',
  decider: receivable,
  stream: (id) => receivableStream(tenant, id),
  isOver: ({ situation }) => situation === 'reversed',
});

@CommandHandler(ToReceivable)
export class ReceivableHandler implements ICommandHandler<ToReceivable> {
  constructor(
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(CUSTOMERS) private readonly customers: Customers,
    @Inject(NUMBERS) private readonly numbers: Numbers,
  ) {}

  async execute({ command, meta }: ToReceivable) {
    return 'identity' in command
      ? this.raise(command, meta)
      : { id: command.receivableId, outcome: await this.to(command, meta) };
  }

  private async raise(
    { identity, ...raising }: Raising,
    meta: CommandMeta,
  ): Promise<{ id: ReceivableId; outcome: ReceivableOutcome }> {
    const placed = await placeNew(this.handling, receivableKind(meta.tenant), identity, meta);
    const { id } = placed;
    if ('repeated' in placed) return { id, outcome: placed.repeated };
    const customer = await this.customers.find(meta.tenant, raising.customerId);
    if (!customer)
      return {
        id,
        outcome: { outcome: 'refused', refusal: refuse('UnknownCustomer', { customerId: raising.customerId }) },
      };
    if (customer.entity !== meta.entity)
      return { id, outcome: { outcome: 'refused', refusal: engineRefusal('OtherEntity', {}) } };
    const number =
      placed.number ??
      (placed.taken ? id : await this.numbers.next(meta.tenant, meta.entity, 'receivable', raising.on));
    const warnings = customer.held ? { warnings: ['customer-on-hold'] } : {};
    return {
      id,
      outcome: await this.to({ ...raising, ...warnings, receivableId: id, number, life: placed.life }, meta),
    };
  }

  private to(command: ReceivableCommand, meta: CommandMeta): Promise<ReceivableOutcome> {
    return this.handling.handle(receivable, receivableStream(meta.tenant, command.receivableId), command, meta);
  }
}
