import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CustomerId } from '#kernel';
import { CommandHandling, placeNew, type CommandMeta, type DocumentKind, type Outcome } from '#event-log';
import {
  customer,
  customerStream,
  type CustomerCommand,
  type CustomerRefusal,
  type CustomerState,
} from '../decide/customer.js';
import type { CustomerEvent } from '../events.js';

type Registering = Omit<Extract<CustomerCommand, { type: 'RegisterCustomer' }>, 'customerId'>;

/** Carries a command to a customer; a registration finds its place by its code. */
export class ToCustomer extends Command<{
  readonly id: CustomerId;
  readonly outcome: Outcome<CustomerState, CustomerEvent>;
}> {
  constructor(
    readonly command: CustomerCommand | Registering,
    readonly meta: CommandMeta,
  ) {
    super();
  }
}

export const customerKind = (
  tenant: CommandMeta['tenant'],
): DocumentKind<CustomerId, CustomerCommand, CustomerState, CustomerEvent, CustomerRefusal> => ({
  kind: 'customer',
  decider: customer,
  stream: (id) => customerStream(tenant, id),
  isOver: () => false,
});

@CommandHandler(ToCustomer)
export class CustomerHandler implements ICommandHandler<ToCustomer> {
  constructor(@Inject(CommandHandling) private readonly handling: CommandHandling) {}

  async execute({ command, meta }: ToCustomer) {
    if ('customerId' in command) return { id: command.customerId, outcome: await this.to(command, meta) };
    const placed = await placeNew(
      this.handling,
      customerKind(meta.tenant),
      { by: 'number', number: command.code },
      meta,
    );
    if ('repeated' in placed) return { id: placed.id, outcome: placed.repeated };
    return { id: placed.id, outcome: await this.to({ ...command, customerId: placed.id }, meta) };
  }

  private to(command: CustomerCommand, meta: CommandMeta) {
    return this.handling.handle(customer, customerStream(meta.tenant, command.customerId), command, meta);
  }
}
