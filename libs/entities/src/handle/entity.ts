import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { EntityId } from '#kernel';
import { CommandHandling, type CommandMeta, type Outcome } from '#event-log';
import { entity, entityIdOf, entityStream, type EntityState, type OpenEntity } from '../decide/open.js';
import type { EntityEvent } from '../events.js';

/** Carries a command to an entity. */
export class ToEntity extends Command<{ readonly id: EntityId; readonly outcome: Outcome<EntityState, EntityEvent> }> {
  constructor(
    readonly command: Omit<OpenEntity, 'entityId'>,
    readonly meta: Omit<CommandMeta, 'entity'>,
  ) {
    super();
  }
}

@CommandHandler(ToEntity)
export class EntityHandler implements ICommandHandler<ToEntity> {
  constructor(@Inject(CommandHandling) private readonly handling: CommandHandling) {}

  async execute({ command, meta }: ToEntity) {
    const id = entityIdOf(meta.tenant, command.code);
    const outcome = await this.handling.handle(
      entity,
      entityStream(meta.tenant, id),
      { ...command, entityId: id },
      { ...meta, entity: id },
    );
    return { id, outcome };
  }
}
