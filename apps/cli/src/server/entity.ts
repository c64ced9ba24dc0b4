import type { Currency, EntityId } from '#kernel';
import { cannotRun, wrongUsage } from '../failure.js';
import type { Server } from './server.js';

/** A legal entity as `GET /v1/entities` tells it. */
export interface Entity {
  readonly id: EntityId;
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly timeZone: string;
}

/** The entity that `--entity` names by code or id, or the only one there is. */
export const entityOf = (entities: readonly Entity[], named: string | undefined): Entity => {
  const codes = entities.map(({ code }) => code).join(', ');
  if (named !== undefined) {
    const found = entities.find(({ id, code }) => id === named || code === named);
    if (found) return found;
    throw wrongUsage(`there is no entity ${JSON.stringify(named)}; there are: ${codes}`);
  }
  const [only, ...others] = entities;
  if (!only) throw cannotRun('no entity is open in this book yet');
  if (others.length > 0) throw wrongUsage(`the book has several entities; name one with --entity: ${codes}`);
  return only;
};

export const askEntity = async (server: Server, named: string | undefined): Promise<Entity> => {
  const { items } = await server.get<{ readonly items: readonly Entity[] }>('/v1/entities');
  return entityOf(items, named);
};
