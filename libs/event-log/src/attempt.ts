import {
  encodeData,
  isRefused,
  revision,
  seal,
  type CommandId,
  type EncodedEvent,
  type EntityId,
  type Fact,
  type Instant,
  type Refusal,
  type StreamName,
} from '#kernel';
import { spanOf, type AnyDecider, type CommandSpan, type Folded } from './folded.js';
import { LIMITS, sizeOf, tooLarge } from './limits.js';
import { engineRefusal, type CommandMeta } from './meta.js';
import { AppendTooLarge } from './port.js';

/** A command as it waits for its decision. */
export interface Asked {
  readonly command: unknown;
  readonly meta: CommandMeta;
}

/** What became of one command of a batch: a refusal, a defect, an earlier command's events, or events of its own. */
export type Answer =
  { readonly refusal: Refusal } | { readonly defect: unknown } | { readonly repeatOf: CommandSpan } | CommandSpan;

/** The commands that were decided, the first ones of the batch, with the events that follow from them all. */
export interface Attempt {
  readonly answers: readonly Answer[];
  readonly facts: readonly Fact[];
  readonly encoded: readonly EncodedEvent[];
  readonly state: unknown;
  readonly prev: string;
  readonly entity: EntityId | undefined;
  /** Where the events of each new command will stand. */
  readonly spans: ReadonlyMap<CommandId, CommandSpan>;
}

/** What a decision stands on: the history and the events of the batch before it, which are not durable yet. */
interface Ground {
  readonly state: unknown;
  readonly next: number;
  readonly prev: string;
  readonly entity: EntityId | undefined;
}

interface Accepted {
  readonly facts: readonly Fact[];
  readonly encoded: readonly EncodedEvent[];
  readonly after: Ground;
}

/** Decides commands one on the other's events, as many as fit into one append. */
export const decideBatch = (
  decider: AnyDecider,
  stream: StreamName,
  folded: Folded<unknown>,
  batch: readonly Asked[],
  recordedAt: Instant,
): Attempt => {
  const answers: Answer[] = [];
  const facts: Fact[] = [];
  const encoded: EncodedEvent[] = [];
  const spans = new Map<CommandId, CommandSpan>();
  let ground: Ground = folded;
  let bytes = 0;
  for (const asked of batch) {
    const { commandId, commandHash } = asked.meta;
    const early = answeredBefore(spanOf(folded, commandId) ?? spans.get(commandId), ground, asked.meta);
    const ruled = early ?? decideOne(decider, stream, ground, asked, recordedAt);
    if (!('after' in ruled)) {
      answers.push(ruled);
      continue;
    }
    const size = ruled.encoded.reduce((sum, event) => sum + sizeOf(event), 0);
    const isFull =
      encoded.length + ruled.encoded.length > LIMITS.eventsPerAppend || bytes + size > LIMITS.bytesPerAppend;
    if (isFull && encoded.length > 0) break;
    const span = { from: ground.next, to: ruled.after.next, hash: commandHash };
    if (span.to > span.from) spans.set(commandId, span);
    answers.push(span);
    facts.push(...ruled.facts);
    encoded.push(...ruled.encoded);
    bytes += size;
    ground = ruled.after;
  }
  const { state, prev, entity } = ground;
  return { answers, facts, encoded, state, prev, entity, spans };
};

/** What comes before any decision: a known key, then stale, another entity's document, a full stream. */
export const answeredBefore = (
  known: CommandSpan | undefined,
  { next, entity }: Pick<Ground, 'next' | 'entity'>,
  meta: CommandMeta,
): { readonly refusal: Refusal } | { readonly repeatOf: CommandSpan } | undefined => {
  if (known)
    return known.hash === meta.commandHash
      ? { repeatOf: known }
      : { refusal: engineRefusal('KeyReusedWithOtherContent', {}) };
  const at = next - 1;
  if (meta.ifMatch !== undefined && meta.ifMatch !== at)
    return { refusal: engineRefusal('Stale', { expected: meta.ifMatch, actual: at }) };
  if (entity !== undefined && entity !== meta.entity) return { refusal: engineRefusal('OtherEntity', {}) };
  const limit = meta.byProcess ? LIMITS.eventsPerStream : LIMITS.eventsPerStreamForPeople;
  return next >= limit ? { refusal: engineRefusal('DocumentFull', { limit }) } : undefined;
};

/** One decision. A defect in it, or more events than an append holds, fails its own command and none of its neighbours. */
const decideOne = (
  decider: AnyDecider,
  stream: StreamName,
  ground: Ground,
  { command, meta }: Asked,
  recordedAt: Instant,
): Answer | Accepted => {
  try {
    const ruling = decider.decide(command as never, ground.state);
    if (isRefused(ruling)) return { refusal: ruling };
    const accepted = accept(decider, stream, ground, ruling.events, meta, recordedAt);
    const problem = ruling.events.length > 0 ? tooLarge(accepted.encoded) : undefined;
    return problem === undefined ? accepted : { defect: new AppendTooLarge(problem) };
  } catch (defect) {
    return { defect };
  }
};

/** The events of one decision, sealed for their places, and what the next decision stands on. */
const accept = (
  decider: AnyDecider,
  stream: StreamName,
  ground: Ground,
  facts: readonly Fact[],
  meta: CommandMeta,
  recordedAt: Instant,
): Accepted => {
  const entity = ground.entity ?? meta.entity;
  let { state, prev } = ground;
  const encoded = facts.map((fact, ordinal) => {
    const sealed = seal({
      stream,
      revision: revision(ground.next + ordinal),
      type: fact.type,
      ...encodeData(decider.events, fact),
      ordinal,
      metadata: {
        $causationId: meta.causationId,
        $correlationId: meta.correlationId,
        actor: meta.actor,
        commandHash: meta.commandHash,
        commandId: meta.commandId,
        effectiveOn: fact.effectiveOn,
        entity,
        onBehalfOf: meta.onBehalfOf,
        prev,
        reason: meta.reason,
        recordedAt,
        tenant: meta.tenant,
      },
    });
    prev = sealed.hash;
    state = decider.evolve(state, fact);
    return sealed.encoded;
  });
  const after = { state, prev, next: ground.next + facts.length, entity: facts.length > 0 ? entity : ground.entity };
  return { facts, encoded, after };
};
