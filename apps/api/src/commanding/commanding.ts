import { Inject, Injectable } from '@nestjs/common';
import {
  dateIn,
  formatAmount,
  isUuid,
  uuidOf,
  type Asking,
  type CommandId,
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
import { EntityDirectory, type EntityFacts } from '../entities/directory.js';
import { readShaped } from '../rim/shape.js';
import type { Answer, Carried, Collection } from './collection.js';

/** Milliseconds between looks whether a process has ended, growing to the second of the two. */
const LOOK = [4, 50] as const;

type Done = Extract<Outcome<unknown, Fact>, { outcome: 'done' }>;

/**
 * Carries the commands of requests, single and in bulk alike. Checked in this order (api.md): shape, known key,
 * `If-Match`, references, decision.
 */
@Injectable()
export class Commanding {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(EntityDirectory) private readonly entities: EntityDirectory,
  ) {}

  /** Makes a document. @throws InvalidInput, HttpProblem, and what is told as 429 and 503 */
  async create(collection: Collection, call: Call, body: unknown): Promise<Answer> {
    const facts = await this.entities.resolve(call.entity);
    const { asked, reason } = readShaped(collection.create.Body, body, (given) =>
      collection.create.read(given, this.entities.asking(facts)),
    );
    const carried = await collection.send(
      asked,
      undefined,
      this.meta(call, facts, { create: collection.name, body }, reason),
    );
    return this.answer(collection, call, carried, 201);
  }

  /** Opens an entity, the one document that belongs to none. */
  async open(collection: Collection, call: Call, body: unknown): Promise<Answer> {
    const asking: Asking = { today: dateIn('UTC', this.book.clock()), bookCurrency: 'EUR' as Asking['bookCurrency'] };
    const { asked, reason } = readShaped(collection.create.Body, body, (given) =>
      collection.create.read(given, asking),
    );
    const nobody = { id: '' as EntityFacts['id'] };
    const carried = await collection.send(
      asked,
      undefined,
      this.meta(call, nobody, { create: collection.name, body }, reason),
    );
    return this.answer(collection, call, carried, 201);
  }

  /** Carries a command to a document, named by its id or its number. */
  async on(collection: Collection, document: string, verb: string, call: Call, body: unknown): Promise<Answer> {
    const reader = collection.verbs.get(verb);
    if (!reader) throw new HttpProblem('not-found', `${collection.name} have no command ${JSON.stringify(verb)}`);
    const { id, facts } = await this.locate(collection, document, call.entity);
    const { asked, reason } = readShaped(reader.Body, body, (given) => reader.read(given, this.entities.asking(facts)));
    const carried = await collection.send(asked, id, this.meta(call, facts, { verb, body }, reason));
    return this.answer(collection, call, carried, 200);
  }

  /** The document and its entity: the entity named, or the only one, or the one that the document says. */
  private async locate(
    collection: Collection,
    document: string,
    named: string | undefined,
  ): Promise<{ id: Uuid; facts: EntityFacts }> {
    if (isUuid(document)) {
      const { entity } = await collection.read(document);
      if (entity === undefined)
        throw new HttpProblem('unknown-document', `there is no document ${document} among the ${collection.name}`);
      const facts = named === undefined ? await this.entities.byId(entity) : await this.entities.resolve(named);
      if (facts) return { id: document, facts };
    }
    const facts = await this.entities.resolve(named);
    const id = await collection.find(facts.id, document.normalize('NFC'));
    if (id === undefined)
      throw new HttpProblem(
        'unknown-document',
        `there is no document ${JSON.stringify(document)} among the ${collection.name}`,
      );
    return { id, facts };
  }

  private meta(call: Call, facts: Pick<EntityFacts, 'id'>, content: object, reason: string | undefined): CommandMeta {
    const { tenant, actor, hashKey } = this.book;
    const commandId = uuidOf<CommandId>('command', tenant, actor, call.key);
    return {
      tenant,
      entity: facts.id,
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
      token: writeToken(this.book.tenant, end.token),
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
      if (process?.state !== 'running' || Date.now() >= until) break;
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
