import { Inject, Injectable } from '@nestjs/common';
import { Input, invalid, type CalendarDate, type EntityId, type Position, type Tenant, type Uuid } from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { readCursor, writeCursor, type Cursor } from '#http';
import { READ_STORE, type ReadStore, type Snapshot } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';
import type { Collection } from '../commanding/collection.js';
import { EntityDirectory, type EntityFacts } from '../entities/directory.js';
import { historyOf, type HistoryBody } from './history.js';
import { Locating, unknownDocument } from './locating.js';
import { integerParam, knownAtParam, type KnownAt, type Params } from './parameters.js';
import type { Seen } from '../rim/seen.js';
import { Visibility } from './visibility.js';

/** Whose book, which day, and what was known. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

/** A page of a list and what its cursor is made of. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: readonly (string | number)[] | null;
}

/** A page as it is answered. */
export type Listed<Item> = { readonly items: readonly Item[]; readonly next: string | null } & Seen;

/** Which page of a list is asked for. */
export interface Turn {
  readonly limit: number;
  readonly after?: readonly (string | number)[];
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** What every question has in common, understood. */
interface Asked<Question> {
  readonly entity: string | undefined;
  readonly token: string | undefined;
  readonly asOf: CalendarDate | undefined;
  readonly knownAt: KnownAt | undefined;
  readonly question: Question;
}

/** `read` takes the question's own parameters. @throws InvalidInput with everything that is not understood */
const understood = <Question>(params: Params, read: (input: Input) => Question): Asked<Question> => {
  const input = Input.of(params);
  const asked = {
    entity: input.has('entity') ? input.text('entity', { max: 64 }) : undefined,
    token: input.has('minPosition') ? input.text('minPosition', { max: 200 }) : undefined,
    asOf: input.has('asOf') ? input.date('asOf') : undefined,
    knownAt: knownAtParam(input),
    question: read(input),
  };
  input.finish();
  return asked;
};

/** Answers questions on one moment's rows, from the viewpoint that the parameters ask for. */
@Injectable()
export class Asker {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(EntityDirectory) private readonly entities: EntityDirectory,
    @Inject(Visibility) private readonly visibility: Visibility,
    @Inject(Locating) private readonly locating: Locating,
  ) {}

  /** @throws InvalidInput, HttpProblem `not-yet-visible` */
  async ask<Question, Answer extends object>(
    params: Params,
    read: (input: Input) => Question,
    answer: (snapshot: Snapshot, view: Viewpoint, question: Question) => Promise<Answer>,
  ): Promise<Answer & Seen> {
    const asked = understood(params, read);
    const facts = await this.entities.resolve(asked.entity);
    await this.wait(asked);
    return this.look(asked, facts, answer);
  }

  /**
   * A question about one document, named by its id or its number. It is found before the rows are opened: a query that
   * waited for another one's connection while it has its own could wait for ever.
   * @throws also HttpProblem `unknown-document`
   */
  async askOf<Id extends Uuid, Question, Answer extends object>(
    collection: Collection,
    document: string,
    params: Params,
    read: (input: Input) => Question,
    answer: (snapshot: Snapshot, view: Viewpoint, question: Question, id: Id) => Promise<Answer | undefined>,
  ): Promise<Answer & Seen> {
    const asked = understood(params, read);
    await this.wait(asked);
    const { id, facts, elsewhere } = await this.locating.of(collection, document, asked.entity);
    if (elsewhere) throw unknownDocument(collection, document);
    return this.look(asked, facts, async (snapshot, view, question) => {
      const answered = await answer(snapshot, view, question, id as Id);
      if (!answered) throw unknownDocument(collection, document);
      return answered;
    });
  }

  /** A list: filters and order are the question, the cursor fixes them with both clocks. */
  async list<Question extends object, Item>(
    name: string,
    params: Params,
    read: (input: Input) => Question,
    answer: (snapshot: Snapshot, question: Question & Viewpoint & Turn) => Promise<Page<Item>>,
  ): Promise<Listed<Item>> {
    const turn = this.turn(name, params);
    return this.ask(turn.params, turn.read(read), async (snapshot, view, question) =>
      turn.written(view, await answer(snapshot, { ...view, ...question })),
    );
  }

  /** A document's events as stored, a page at a time. */
  async history(collection: Collection, document: string, params: Params): Promise<HistoryBody> {
    const turn = this.turn(`history of ${collection.name} ${document}`, params);
    return this.askOf(
      collection,
      document,
      turn.params,
      turn.read(() => ({})),
      async (_, view, asked, id) => {
        const page = await historyOf(this.log, collection.stream(id), { ...view, ...asked });
        return page && turn.written(view, page);
      },
    ) as Promise<HistoryBody>;
  }

  /** The turn of a list: what its cursor fixes stands in for what is not given again. */
  private turn(name: string, params: Params) {
    const { limit: _limit, cursor: text, minPosition: _token, asOf: _asOf, knownAt: _knownAt, ...given } = params;
    const key = this.book.hashKey;
    const cursor: Cursor | undefined = typeof text === 'string' ? readCursor(key, text, name, given) : undefined;
    const question = cursor?.question ?? given;
    return {
      params: cursor ? { ...params, ...cursor.question, asOf: cursor.asOf, knownAt: String(cursor.knownAt) } : params,
      read:
        <Question extends object>(read: (input: Input) => Question) =>
        (input: Input): Question & Turn => {
          if (input.has('cursor') && !cursor) input.refuse('cursor', 'cursor', 'a cursor is given once, as answered');
          const limit = integerParam(input, 'limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
          return { ...read(input), limit, ...(cursor && { after: cursor.after }) };
        },
      written: <Item>({ asOf, knownAt }: Viewpoint, { items, next }: Page<Item>) => ({
        items,
        next: next && writeCursor(key, { list: name, question, asOf, knownAt, after: next }),
      }),
    };
  }

  private async look<Question, Answer extends object>(
    { asOf, knownAt, question }: Asked<Question>,
    facts: EntityFacts,
    answer: (snapshot: Snapshot, view: Viewpoint, question: Question) => Promise<Answer>,
  ): Promise<Answer & Seen> {
    return this.store.read(GROUP, async (snapshot) => {
      const at =
        knownAt === undefined
          ? snapshot.position
          : 'at' in knownAt
            ? knownAt.at
            : await snapshot.knownAt(knownAt.moment);
      const view = {
        tenant: this.book.tenant,
        entity: facts.id,
        asOf: asOf ?? this.entities.asking(facts).today,
        knownAt: at,
      };
      return {
        ...(await answer(snapshot, view, question)),
        asOf: view.asOf,
        knownAt: at,
        ...(snapshot.parked.length > 0 && { incomplete: true as const }),
      };
    });
  }

  /** What is asked for must be in the rows: the effect of a command, or everything known at a position or a time. */
  private async wait({ token, knownAt }: Pick<Asked<unknown>, 'token' | 'knownAt'>): Promise<void> {
    await this.visibility.of(token);
    if (knownAt === undefined) return;
    const [wanted, ends] =
      'at' in knownAt ? [knownAt.at, (await this.log.head()).position] : [knownAt.moment, this.book.clock()];
    if (wanted > ends)
      throw invalid('/knownAt', 'known-at-ahead', `knownAt ${wanted} lies ahead of what is known, ${ends}`);
    await this.visibility.ofEverything();
  }
}
