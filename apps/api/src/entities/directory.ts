import { Inject, Injectable } from '@nestjs/common';
import { dateIn, invalid, isUuid, type Asking, type Currency, type EntityId } from '#kernel';
import { CommandHandling } from '#event-log';
import { entity, entityIdOf, entityStream, listEntities } from '#entities';
import { READ_STORE, type ReadStore } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';

/** What a request needs of its entity: never more than the facts of its opening. */
export interface EntityFacts {
  readonly id: EntityId;
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  readonly timeZone: string;
}

/** Which entity a request is about: the one it names, or the only one there is. */
@Injectable()
export class EntityDirectory {
  private readonly known = new Map<EntityId, EntityFacts>();

  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(READ_STORE) private readonly store: ReadStore,
  ) {}

  /** @throws InvalidInput when the tenant has several and none is named, or when the named one does not exist. */
  async resolve(named: string | undefined): Promise<EntityFacts> {
    const found = named === undefined ? await this.only() : await this.byCodeOrId(named);
    if (found) return found;
    if (named !== undefined) throw invalid('', 'entity-unknown', `there is no entity ${JSON.stringify(named)}`);
    const codes = (await this.all()).map(({ code }) => code);
    if (codes.length === 0)
      throw invalid('', 'entity-missing', 'no entity is open yet; open one with POST /v1/entities');
    throw invalid('', 'entity-required', `name one of the entities with ?entity=: ${codes.join(', ')}`);
  }

  async byId(id: EntityId): Promise<EntityFacts | undefined> {
    const kept = this.known.get(id);
    if (kept) return kept;
    const { state } = await this.handling.read(entity, entityStream(this.book.tenant, id));
    if (state.situation === 'absent') return undefined;
    const { code, name, currency, timeZone } = state;
    const facts = { id, code, name, currency, timeZone };
    this.known.set(id, facts);
    return facts;
  }

  private byCodeOrId(named: string): Promise<EntityFacts | undefined> {
    return this.byId(isUuid(named) ? (named as unknown as EntityId) : entityIdOf(this.book.tenant, named));
  }

  /** The only entity. One that was just opened is in the rows before its opening is answered. */
  private async only(): Promise<EntityFacts | undefined> {
    const all = this.known.size > 1 ? [] : await this.all();
    return all.length === 1 ? all[0] : undefined;
  }

  private async all(): Promise<readonly EntityFacts[]> {
    const ids = await this.store.read(GROUP, (snapshot) => listEntities(snapshot, { tenant: this.book.tenant }));
    const facts = await Promise.all(ids.map(({ id }) => this.byId(id)));
    return facts.filter((each) => each !== undefined);
  }

  asking(facts: EntityFacts): Asking {
    return { today: dateIn(facts.timeZone, this.book.clock()), bookCurrency: facts.currency };
  }
}
