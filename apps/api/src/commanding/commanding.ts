import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  dateIn,
  formatAmount,
  isTimeZone,
  uuidOf,
  type Asking,
  type CommandId,
  type EntityId,
  type Fact,
  type Refusal,
  type Revision,
  type Told,
  type Uuid,
} from '#kernel';
import { commandHash, engineTelling, type CommandMeta, type Outcome } from '#event-log';
import { canonicalText, HttpProblem, kebab, refusalProblem, writeToken, type Call } from '#http';
import type { ProcessView } from '#settlement';
import { BOOK, type Book } from '../book.js';
import { EntityDirectory } from '../entities/directory.js';
import { Locating } from '../querying/locating.js';
import { readShaped } from '../rim/shape.js';
import type { Answer, Carried, Collection } from './collection.js';

/** Milliseconds between looks whether a process has ended, growing to the second of the two. */
const LOOK = [4, 50] as const;

type Done = Extract<Outcome<unknown, Fact>, { outcome: 'done' }>;

/**
 * Carries the commands of requests, single and in bulk alike. Checked in this order: shape, known key,
 * `If-Match`, references, decision.
 */
@Injectable()
export class Commanding implements OnModuleDestroy {
  private stopping = false;

  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(EntityDirectory) private readonly entities: EntityDirectory,
    @Inject(Locating) private readonly locating: Locating,
  ) {}

  /** Who waits for a process is answered as it stands: a stop finishes what it accepted, and nothing more. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Makes a document. @throws InvalidInput, HttpProblem, and what is told as 429 and 503 */
  async create(collection: Collection, call: Call, body: unknown): Promise<Answer> {
    if (collection.kind === 'entity') return this.open(collection, call, body);
    const facts = await this.entities.resolve(call.entity);
    const { asked, reason } = readShaped(collection.create.Body, body, (given) =>
      collection.create.read(given, this.entities.asking(facts)),
    );
    const meta = this.meta(call, facts.id, { create: collection.name, body }, reason);
    return this.answer(collection, call, await collection.send(asked, undefined, meta), 201);
  }

  /** Opens an entity, the one document that belongs to none: its own zone says which day it is. */
  private async open(collection: Collection, call: Call, body: unknown): Promise<Answer> {
    const { timeZone } = (body ?? {}) as { timeZone?: unknown };
    const zone = typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : 'UTC';
    const asking = { today: dateIn(zone, this.book.clock()), bookCurrency: 'EUR' } as Asking;
    const { asked, reason } = readShaped(collection.create.Body, body, (given) =>
      collection.create.read(given, asking),
    );
    const meta = this.meta(call, '' as EntityId, { create: collection.name, body }, reason);
    const carried = await collection.send(asked, undefined, meta);
    if (carried.outcome.outcome === 'done') await this.entities.opened();
    return this.answer(collection, call, carried, 201);
  }

  /** Carries a command to a document, named by its id or its number. */
  async on(collection: Collection, document: string, verb: string, call: Call, body: unknown): Promise<Answer> {
    const reader = collection.verbs.get(verb);
    if (!reader) throw new HttpProblem('not-found', `${collection.name} have no command ${JSON.stringify(verb)}`);
    const { id, facts } = await this.locating.of(collection, document, call.entity, this.commandId(call));
    const { asked, reason } = readShaped(reader.Body, body, (given) => reader.read(given, this.entities.asking(facts)));
    const carried = await collection.send(asked, id, this.meta(call, facts.id, { verb, body }, reason));
    return this.answer(collection, call, carried, 200);
  }

  private commandId({ key }: Call): CommandId {
    return uuidOf<CommandId>('command', this.book.tenant, this.book.actor, key);
  }

  private meta(call: Call, entity: EntityId, content: object, reason: string | undefined): CommandMeta {
    const { tenant, actor, hashKey } = this.book;
    const commandId = this.commandId(call);
    return {
      tenant,
      entity,
      commandId,
      commandHash: commandHash(hashKey, canonicalText(content)),
      actor,
      ...(reason !== undefined && { reason }),
      correlationId: commandId,
      causationId: commandId,
      ...(call.ifMatch !== undefined && { ifMatch: call.ifMatch }),
    };
  }

  private async answer(collection: Collection, call: Call, { id, outcome }: Carried, status: number): Promise<Answer> {
    if (outcome.outcome === 'refused') return this.refused(collection, outcome.refusal, call.instance);
    const end = await this.awaitProcess(collection, id, outcome, call.wait);
    const warnings = [
      ...new Set(outcome.events.flatMap((event) => (event.data as { warnings?: readonly string[] }).warnings ?? [])),
    ];
    const made = status === 201 && outcome.events.length > 0;
    const { revision } = end;
    const body = {
      id,
      number: collection.numberOf(end.state),
      revision,
      token: writeToken(this.book, end.token),
      events: outcome.events.map(({ type }) => type),
      ...(warnings.length > 0 && { warnings }),
      ...(end.process && { process: processWire(end.process) }),
    };
    return {
      status: made ? 201 : 200,
      body,
      etag: revision,
      ...(made && { location: `/v1/${collection.name}/${id}` }),
      ...(outcome.repeated && { replayed: true }),
    };
  }

  private refused(collection: Collection, refusal: Refusal, instance: string): Answer {
    const told = { ...engineTelling, ...(collection.telling as object) } as Readonly<Record<string, Told<never>>>;
    const problem = refusalProblem(refusal, told[refusal.refusal], instance);
    return { status: problem.status, body: problem };
  }

  /** The process as it stands now, or, when the caller waits, as it stands at its end or when the time is over. */
  private async awaitProcess(
    collection: Collection,
    id: Uuid,
    { events, state, revision, token }: Done,
    seconds: number,
  ) {
    const answered = { state, revision: revision === 'noStream' ? (-1 as Revision) : revision, token };
    let process: ProcessView | undefined = collection.processOf?.(events, state);
    if (process === undefined || seconds === 0) return { ...answered, process };
    const until = Date.now() + seconds * 1000;
    let folded = await collection.read(id);
    for (let pause: number = LOOK[0]; ; pause = Math.min(pause * 2, LOOK[1])) {
      process = collection.processOf?.(events, folded.state);
      if (process?.state !== 'running' || this.stopping || Date.now() >= until) break;
      await new Promise((resolve) => setTimeout(resolve, pause));
      folded = await collection.read(id);
    }
    return { state: folded.state, revision: (folded.next - 1) as Revision, token: folded.token, process };
  }
}

const processWire = ({ state, items }: ProcessView) => ({
  state,
  items: items.map(({ amount, reason, ...item }) => ({
    ...item,
    amount: { amount: formatAmount(amount), currency: amount.currency },
    ...(reason !== undefined && { reason: kebab(reason) }),
  })),
});
