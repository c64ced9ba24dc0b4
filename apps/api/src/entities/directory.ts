import { Inject, Injectable } from '@nestjs/common';
import { dateIn, invalid, isUuid, type Asking, type CalendarDate, type Currency, type EntityId } from '#kernel';
import { CommandHandling } from '#event-log';
import { entity, entityIdOf, entityStream, listEntities } from '#entities';
import { READ_STORE, type ReadStore } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';
import { Visibility } from '../querying/visibility.js';

/** Characters of a moment up to its minute: `2026-11-23T08:00`. */
const MINUTE = 16;

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
  /** All of them, as long as this process, the only one that appends, opens no other. */
  private listed: readonly EntityFacts[] | undefined;
  private openings = 0;
  /** Openings that the rows may not show yet. */
  private unseen = 0;
  private readonly days = new Map<string, { readonly minute: string; readonly today: CalendarDate }>();

  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(CommandHandling) private readonly handling: CommandHandling,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(Visibility) private readonly visibility: Visibility,
  ) {}

  /** @throws InvalidInput when the tenant has several and none is named, or when the named one does not exist. */
  async resolve(named: string | undefined): Promise<EntityFacts> {
    if (named !== undefined) {
      const found = await this.byCodeOrId(named.normalize('NFC').trim());
      if (!found) throw invalid('', 'entity-unknown', `there is no entity ${JSON.stringify(named.slice(0, 64))}`);
      return found;
    }
    const all = await this.all();
    const [only] = all;
    if (!only) throw invalid('', 'entity-missing', 'no entity is open yet; open one with POST /v1/entities');
    if (all.length === 1) return only;
    const codes = all.map(({ code }) => code).join(', ');
    throw invalid('', 'entity-required', `name one of the entities with ?entity=: ${codes}`);
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

  /**
   * To be called before an opening is answered: a request that names no entity must not take the older one. When the
   * rows do not show it in time, every request looks at them itself from then on.
   * @throws HttpProblem `not-yet-visible`
   */
  async opened(): Promise<void> {
    this.unseen += 1;
    this.listed = undefined;
    await this.visibility.ofEverything();
    this.unseen -= 1;
    this.openings += 1;
  }

  asking({ timeZone, currency }: EntityFacts): Asking {
    return { today: this.today(timeZone), bookCurrency: currency };
  }

  /** In every zone a day begins with a full minute, so that it is worked out once a minute. */
  private today(timeZone: string): CalendarDate {
    const now = this.book.clock();
    const minute = now.slice(0, MINUTE);
    const kept = this.days.get(timeZone);
    if (kept?.minute === minute) return kept.today;
    const today = dateIn(timeZone, now);
    this.days.set(timeZone, { minute, today });
    return today;
  }

  private byCodeOrId(named: string): Promise<EntityFacts | undefined> {
    return this.byId(isUuid(named) ? (named as unknown as EntityId) : entityIdOf(this.book.tenant, named));
  }

  private async all(): Promise<readonly EntityFacts[]> {
    if (this.listed) return this.listed;
    const { openings } = this;
    const ids = await this.store.read(GROUP, (snapshot) => listEntities(snapshot, { tenant: this.book.tenant }));
    const facts = (await Promise.all(ids.map(({ id }) => this.byId(id)))).filter((each) => each !== undefined);
    // A list that was read while another entity was opened may lack it, and one without any is soon another.
    if (facts.length > 0 && this.unseen === 0 && openings === this.openings) this.listed = facts;
    return facts;
  }
}
