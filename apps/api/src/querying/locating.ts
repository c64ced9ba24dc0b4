import { Inject, Injectable } from '@nestjs/common';
import { isUuid, type CommandId, type EntityId, type Uuid } from '#kernel';
import { HttpProblem } from '#http';
import type { Collection } from '../commanding/collection.js';
import { EntityDirectory, type EntityFacts } from '../entities/directory.js';

/** Documents whose entity is remembered. */
const MAX_KEPT = 20_000;

export interface Located {
  readonly id: Uuid;
  /** The entity that was named, else the document's own, else the only one. */
  readonly facts: EntityFacts;
  /** The document belongs to another entity than the one that was named. */
  readonly elsewhere: boolean;
}

export const unknownDocument = ({ name }: Collection, document: string): HttpProblem =>
  new HttpProblem(
    'unknown-document',
    `there is no document ${JSON.stringify(document.slice(0, 200))} among the ${name}`,
  );

/** Finds the document that a request names by its id or its number, and whose it is. */
@Injectable()
export class Locating {
  private readonly kept = new Map<string, EntityId>();

  constructor(@Inject(EntityDirectory) private readonly entities: EntityDirectory) {}

  /** @throws HttpProblem `unknown-document`, InvalidInput when the entity must be named or is unknown */
  async of(
    collection: Collection,
    document: string,
    named: string | undefined,
    commandId?: CommandId,
  ): Promise<Located> {
    return isUuid(document)
      ? this.byId(collection, document, named)
      : this.byNumber(collection, document, named, commandId);
  }

  private async byId(collection: Collection, id: Uuid, named: string | undefined): Promise<Located> {
    const entity = await this.entityOf(collection, id);
    if (entity === undefined) throw unknownDocument(collection, id);
    const facts = named === undefined ? await this.entities.byId(entity) : await this.entities.resolve(named);
    if (!facts) throw unknownDocument(collection, id);
    return { id, facts, elsewhere: facts.id !== entity };
  }

  /** Whose a document is was fixed by its first event, so that it is looked up once. */
  private async entityOf(collection: Collection, id: Uuid): Promise<EntityId | undefined> {
    const key = `${collection.kind} ${id}`;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const { entity } = await collection.read(id);
    if (entity === undefined) return undefined;
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(key, entity);
    return entity;
  }

  private async byNumber(
    collection: Collection,
    number: string,
    named: string | undefined,
    commandId: CommandId | undefined,
  ): Promise<Located> {
    const facts = await this.entities.resolve(named);
    const id = await collection.find(facts.id, number.normalize('NFC').trim(), commandId);
    if (id === undefined) throw unknownDocument(collection, number);
    return { id, facts, elsewhere: false };
  }
}
