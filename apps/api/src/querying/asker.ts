import { Inject, Injectable } from '@nestjs/common';
import {
  Input,
  invalid,
  position,
  type CalendarDate,
  type EntityId,
  type Instant,
  type Position,
  type Tenant,
} from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { readCursor, writeCursor } from '#http';
import { READ_STORE, type ReadStore, type Snapshot } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';
import { EntityDirectory, type EntityFacts } from '../entities/directory.js';
import { Visibility } from './visibility.js';

/** Whose book, which day, and what was known. */
export interface Viewpoint {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
}

/** The parameters of a query as they came. */
export type Params = Readonly<Record<string, unknown>>;

/** Every answer says both clocks, and whether something may be missing. */
export interface Seen {
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
  readonly incomplete?: true;
}

/** A page of a list and what its cursor is made of. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: readonly (string | number)[] | null;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** An integer written as a parameter. */
export const integerParam = (input: Input, name: string, min: number, max: number): number | undefined => {
  if (!input.has(name)) return undefined;
  const text = input.raw(name);
  const read = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (read !== undefined && read >= min && read <= max) return read;
  input.refuse(name, 'integer', `${name} must be an integer from ${min} to ${max}`);
  return undefined;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** Position or time, as `knownAt` takes either. */
const knownAtParam = (input: Input): { at: Position } | { moment: Instant } | undefined => {
  if (!input.has('knownAt')) return undefined;
  const text = input.raw('knownAt');
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return { at: position(Number(text)) };
  if (typeof text === 'string' && INSTANT.test(text) && !Number.isNaN(Date.parse(text)))
    return { moment: new Date(text).toISOString() as Instant };
  input.refuse('knownAt', 'known-at', 'knownAt is a position such as 1042 or a time such as 2026-11-23T08:00:00.000Z');
  return undefined;
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
  ) {}

  /**
   * `read` takes its own parameters and gives the question, which is asked once all are understood.
   * @throws InvalidInput, HttpProblem `not-yet-visible`
   */
  async ask<Question, Answer extends object>(
    params: Params,
    read: (input: Input) => Question,
    answer: (snapshot: Snapshot, view: Viewpoint, question: Question, facts: EntityFacts) => Promise<Answer>,
  ): Promise<Answer & Seen> {
    const input = Input.of(params);
    const entity = input.has('entity') ? input.text('entity', { max: 64 }) : undefined;
    const token = input.has('minPosition') ? input.text('minPosition', { max: 200 }) : undefined;
    const asOf = input.has('asOf') ? input.date('asOf') : undefined;
    const knownAt = knownAtParam(input);
    const question = read(input);
    input.finish();
    const facts = await this.entities.resolve(entity);
    await this.wait(token, knownAt);
    return this.store.read(GROUP, async (snapshot) => {
      const at =
        knownAt === undefined
          ? snapshot.position
          : 'at' in knownAt
            ? knownAt.at
            : await snapshot.knownAt(knownAt.moment);
      if (at > snapshot.position)
        throw invalid('/knownAt', 'known-at-ahead', `knownAt ${at} lies ahead of what is known, ${snapshot.position}`);
      const view = {
        tenant: this.book.tenant,
        entity: facts.id,
        asOf: asOf ?? this.entities.asking(facts).today,
        knownAt: at,
      };
      const answered = await answer(snapshot, view, question, facts);
      return {
        ...answered,
        asOf: view.asOf,
        knownAt: at,
        ...(snapshot.parked.length > 0 && { incomplete: true as const }),
      };
    });
  }

  /** A list: filters and order are the question, the cursor fixes them with both clocks. */
  async list<Question extends object, Item>(
    name: string,
    params: Params,
    read: (input: Input) => Question,
    answer: (
      snapshot: Snapshot,
      question: Question & Viewpoint & { readonly limit: number; readonly after?: readonly (string | number)[] },
    ) => Promise<Page<Item>>,
  ): Promise<{ readonly items: readonly Item[]; readonly next: string | null } & Seen> {
    const { limit: _limit, cursor: _cursor, minPosition: _token, asOf: _asOf, knownAt: _knownAt, ...filters } = params;
    const question = JSON.stringify(Object.entries(filters).sort());
    const cursor = typeof params['cursor'] === 'string' ? readCursor(params['cursor'], name, question) : undefined;
    const fixed = cursor ? { ...params, asOf: cursor.asOf, knownAt: String(cursor.knownAt) } : params;
    return this.ask(
      fixed,
      (input) => {
        if (input.has('cursor') && cursor === undefined)
          input.refuse('cursor', 'cursor', 'a cursor is given once, as it was answered');
        return { ...read(input), limit: integerParam(input, 'limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT };
      },
      async (snapshot, view, asked) => {
        const { items, next } = await answer(snapshot, { ...view, ...asked, ...(cursor && { after: cursor.after }) });
        return {
          items,
          next: next && writeCursor({ list: name, question, asOf: view.asOf, knownAt: view.knownAt, after: next }),
        };
      },
    );
  }

  /** What is asked for must be in the rows: the effect of a command, or everything known at a position or a time. */
  private async wait(
    token: string | undefined,
    knownAt: { at: Position } | { moment: Instant } | undefined,
  ): Promise<void> {
    await this.visibility.of(token);
    if (knownAt === undefined) return;
    const { position: head } = await this.log.head();
    if ('at' in knownAt && knownAt.at > head)
      throw invalid('/knownAt', 'known-at-ahead', `knownAt ${knownAt.at} lies ahead of what is known, ${head}`);
    await this.visibility.ofEverything();
  }
}
