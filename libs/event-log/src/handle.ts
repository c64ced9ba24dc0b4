import {
  encodeData,
  isRefused,
  revision,
  seal,
  sha256,
  unreachable,
  type Decider,
  type EncodedEvent,
  type Fact,
  type Instant,
  type Refusal,
  type Revision,
  type StreamName,
} from '#kernel';
import { FoldedStreams, type CommandSpan, type Folded } from './folded.js';
import { LIMITS } from './limits.js';
import { LogUnavailable, type AppendToken, type EventLog } from './port.js';
import { engineRefusal, type CommandMeta } from './meta.js';

/** More commands wait than this process takes. HTTP 429. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** A command lost every race it may lose. Nothing was written; the caller may repeat it. HTTP 503. */
export class TooManyConflicts extends Error {
  override readonly name = 'TooManyConflicts';
}

/** A fact as it stands in its stream, for the answer to the one who asked for it. */
export type Appended<Event extends Fact> = Event & { readonly revision: Revision };

/** What became of a command. */
export type Outcome<State, Event extends Fact> =
  | {
      readonly outcome: 'done';
      /** The events of this command; none when there was nothing to do. */
      readonly events: readonly Appended<Event>[];
      /** The command had been carried out before: these are the events of then. */
      readonly repeated: boolean;
      /** The state of now, the revision and the token of the command's last event. */
      readonly state: State;
      readonly revision: Revision | 'noStream';
      readonly token: AppendToken;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

interface Waiting {
  readonly command: unknown;
  readonly meta: CommandMeta;
  readonly resolve: (outcome: Outcome<unknown, Fact>) => void;
  readonly reject: (error: unknown) => void;
}

type AnyDecider = Decider<never, unknown, Fact, Refusal>;

/** One command of a batch with what was decided for it on the state before it. */
interface Decided {
  readonly waiting: Waiting;
  readonly answer:
    | { readonly refusal: Refusal }
    | { readonly defect: unknown }
    | { readonly repeatOf: { from: number; to: number } }
    | { readonly from: number; readonly to: number };
}

/** What one decision gave: a refusal, a defect, or its events sealed for their place. */
type Ruled =
  | { readonly refusal: Refusal }
  | { readonly defect: unknown }
  | {
      readonly events: readonly Fact[];
      readonly sealed: readonly EncodedEvent[];
      readonly after: { readonly state: unknown; readonly prev: string };
    };

interface Attempt {
  readonly decided: readonly Decided[];
  readonly facts: readonly Fact[];
  readonly encoded: readonly EncodedEvent[];
  readonly prev: string;
}

/**
 * Carries out commands: at most once per (stream, command id), at the exact revision that was decided on. Each stream
 * has one queue; commands that wait together are decided one on the other's events and appended in one go, so that a
 * hot stream is as fast as many cold ones. Every answer, also a refusal, waits for the commit that it stands on.
 */
export class CommandHandling {
  private readonly queues = new Map<StreamName, Waiting[]>();
  private waitingInAll = 0;
  private readonly folded: FoldedStreams;

  constructor(
    private readonly log: EventLog,
    private readonly clock: () => Instant,
  ) {
    this.folded = new FoldedStreams(log);
  }

  /**
   * @throws Busy, LogUnavailable, TooManyConflicts, UnreadableEvent (a stored event that this version cannot read)
   */
  handle<Command, State, Event extends Fact, Refused extends Refusal>(
    decider: Decider<Command, State, Event, Refused>,
    stream: StreamName,
    command: Command,
    meta: CommandMeta,
  ): Promise<Outcome<State, Event>> {
    if (this.waitingInAll >= LIMITS.queue && !meta.byProcess) return Promise.reject(new Busy('too many commands wait'));
    this.waitingInAll += 1;
    const answered = new Promise<Outcome<unknown, Fact>>((resolve, reject) => {
      const waiting: Waiting = { command, meta, resolve, reject };
      const queue = this.queues.get(stream);
      if (queue) queue.push(waiting);
      else {
        this.queues.set(stream, [waiting]);
        void this.work(decider as unknown as AnyDecider, stream);
      }
    });
    return answered.finally(() => (this.waitingInAll -= 1)) as Promise<Outcome<State, Event>>;
  }

  /** The newest state of a stream, read forward from the cached one. */
  async read<Command, State, Event extends Fact, Refused extends Refusal>(
    decider: Decider<Command, State, Event, Refused>,
    stream: StreamName,
  ): Promise<Folded<State>> {
    return (await this.folded.newest(decider as unknown as AnyDecider, stream)) as Folded<State>;
  }

  /** The first outcome of a command that the stream already knows, checked against its content; else nothing. */
  async known<Command, State, Event extends Fact, Refused extends Refusal>(
    decider: Decider<Command, State, Event, Refused>,
    stream: StreamName,
    meta: CommandMeta,
  ): Promise<Outcome<State, Event> | undefined> {
    const folded = await this.folded.newest(decider as unknown as AnyDecider, stream);
    const known = folded.commands.get(meta.commandId);
    if (!known) return undefined;
    if (known.hash !== meta.commandHash)
      return { outcome: 'refused', refusal: engineRefusal('KeyReusedWithOtherContent', {}) };
    return (await this.repeat(decider as unknown as AnyDecider, stream, folded, known)) as Outcome<State, Event>;
  }

  private async work(decider: AnyDecider, stream: StreamName): Promise<void> {
    for (let queue = this.queues.get(stream); queue && queue.length > 0; queue = this.queues.get(stream)) {
      const batch = queue.splice(0, LIMITS.eventsPerAppend);
      try {
        const left = await this.settle(decider, stream, batch);
        queue.unshift(...left);
      } catch (error) {
        this.folded.forget(stream);
        for (const { reject } of batch) reject(error);
      }
    }
    this.queues.delete(stream);
  }

  /** Decides a batch and appends its events in one go, again after a lost race. Returns what did not fit. */
  private async settle(
    decider: AnyDecider,
    stream: StreamName,
    batch: readonly Waiting[],
  ): Promise<readonly Waiting[]> {
    let folded = this.folded.cached(stream) ?? (await this.folded.newest(decider, stream));
    for (let tries = 0; tries <= LIMITS.redecisions; tries += 1) {
      const attempt = this.decideAll(decider, stream, folded, batch);
      if (attempt.encoded.length === 0) {
        const newest = await this.folded.newest(decider, stream);
        if (newest.next !== folded.next) {
          folded = newest;
          continue;
        }
        await this.answer(decider, stream, folded, attempt);
        return batch.slice(attempt.decided.length);
      }
      const expected = folded.next === 0 ? 'noStream' : revision(folded.next - 1);
      const appended = await this.appendSurely(stream, expected, attempt.encoded);
      if (appended !== 'conflict') {
        const after = this.folded.advance(decider, stream, folded, attempt, appended);
        await this.answer(decider, stream, after, attempt);
        return batch.slice(attempt.decided.length);
      }
      folded = await this.folded.newest(decider, stream);
    }
    throw new TooManyConflicts(`others wrote to ${stream} ${LIMITS.redecisions} times in between`);
  }

  /** The log answers written or conflict; its own silence ends as unavailable. */
  private async appendSurely(
    stream: StreamName,
    expected: Revision | 'noStream',
    events: readonly EncodedEvent[],
  ): Promise<AppendToken | 'conflict'> {
    const answer = await this.log.append(stream, expected, events);
    switch (answer.outcome) {
      case 'appended':
      case 'alreadyAppended':
        return answer.token;
      case 'conflict':
        return 'conflict';
      default:
        return unreachable(answer);
    }
  }

  private decideAll(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    batch: readonly Waiting[],
  ): Attempt {
    const decided: Decided[] = [];
    const facts: Fact[] = [];
    const encoded: EncodedEvent[] = [];
    const fresh = new Map<string, CommandSpan>();
    let { state, prev } = folded;
    let bytes = 0;
    for (const waiting of batch) {
      const { meta } = waiting;
      const next = folded.next + facts.length;
      const early = answeredBefore(
        folded.commands.get(meta.commandId) ?? fresh.get(meta.commandId),
        folded,
        meta,
        next,
      );
      if (early) {
        decided.push({ waiting, answer: early });
        continue;
      }
      const ruled = this.decideOne(decider, stream, state, waiting, folded, { next, prev });
      if (!('sealed' in ruled)) {
        decided.push({ waiting, answer: ruled });
        continue;
      }
      const { sealed, events, after } = ruled;
      const size = sealed.reduce(
        (sum, event) => sum + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata),
        0,
      );
      if (
        facts.length > 0 &&
        (facts.length + events.length > LIMITS.eventsPerAppend || bytes + size > LIMITS.bytesPerAppend)
      )
        break;
      ({ state, prev } = after);
      facts.push(...events);
      encoded.push(...sealed);
      bytes += size;
      const span = { from: next, to: next + events.length, hash: meta.commandHash };
      if (events.length > 0) fresh.set(meta.commandId, span);
      decided.push({ waiting, answer: span });
    }
    return { decided, facts, encoded, prev };
  }

  /** One decision. A defect in it fails its own command and none of its neighbours. */
  private decideOne(
    decider: AnyDecider,
    stream: StreamName,
    state: unknown,
    { command, meta }: Waiting,
    folded: Folded<unknown>,
    from: { next: number; prev: string },
  ): Ruled {
    try {
      const ruling = decider.decide(command as never, state);
      if (isRefused(ruling)) return { refusal: ruling };
      const { encoded, prev } = this.sealAll(decider, stream, ruling.events, meta, folded, from);
      return {
        events: ruling.events,
        sealed: encoded,
        after: { prev, state: ruling.events.reduce((folding, event) => decider.evolve(folding, event), state) },
      };
    } catch (defect) {
      return { defect };
    }
  }

  private sealAll(
    decider: AnyDecider,
    stream: StreamName,
    events: readonly Fact[],
    meta: CommandMeta,
    folded: Folded<unknown>,
    from: { next: number; prev: string },
  ) {
    let { prev } = from;
    const encoded = events.map((event, ordinal) => {
      const sealed = seal({
        stream,
        revision: revision(from.next + ordinal),
        type: event.type,
        ...encodeData(decider.events, event),
        ordinal,
        metadata: {
          $causationId: meta.causationId,
          $correlationId: meta.correlationId,
          actor: meta.actor,
          commandHash: meta.commandHash,
          commandId: meta.commandId,
          effectiveOn: event.effectiveOn,
          entity: folded.entity ?? meta.entity,
          onBehalfOf: meta.onBehalfOf,
          prev,
          reason: meta.reason,
          recordedAt: this.clock(),
          tenant: meta.tenant,
        },
      });
      prev = sealed.hash;
      return sealed.encoded;
    });
    return { encoded, prev };
  }

  private async answer(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    attempt: Attempt,
  ): Promise<void> {
    const first = folded.next - attempt.facts.length;
    for (const { waiting, answer } of attempt.decided) {
      if ('defect' in answer) waiting.reject(answer.defect);
      else if ('refusal' in answer) waiting.resolve({ outcome: 'refused', refusal: answer.refusal });
      else if ('repeatOf' in answer) waiting.resolve(await this.repeat(decider, stream, folded, answer.repeatOf));
      else {
        const events = attempt.facts
          .slice(answer.from - first, answer.to - first)
          .map((fact, index) => ({ ...fact, revision: revision(answer.from + index) }));
        const last = events.at(-1)?.revision ?? (folded.next === 0 ? 'noStream' : revision(folded.next - 1));
        waiting.resolve({
          outcome: 'done',
          events,
          repeated: false,
          state: folded.state,
          revision: last,
          token: folded.token,
        });
      }
    }
  }

  private async repeat(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    { from, to }: { from: number; to: number },
  ): Promise<Outcome<unknown, Fact>> {
    const events = await this.folded.events(decider, stream, from, to);
    const last = events.at(-1);
    if (!last) throw new LogUnavailable(`${stream} has lost its events ${from} to ${to - 1}`);
    return { outcome: 'done', events, repeated: true, state: folded.state, revision: last.revision, token: last.token };
  }
}

/** What comes before any decision: a known key, then stale, another entity's document, a full stream. */
const answeredBefore = (known: CommandSpan | undefined, folded: Folded<unknown>, meta: CommandMeta, next: number) => {
  if (known)
    return known.hash === meta.commandHash
      ? { repeatOf: known }
      : { refusal: engineRefusal('KeyReusedWithOtherContent', {}) };
  const at = next - 1;
  if (meta.ifMatch !== undefined && meta.ifMatch !== at)
    return { refusal: engineRefusal('Stale', { expected: meta.ifMatch, actual: at }) };
  if (folded.entity !== undefined && folded.entity !== meta.entity)
    return { refusal: engineRefusal('OtherEntity', {}) };
  const limit = meta.byProcess ? LIMITS.eventsPerStream : LIMITS.eventsPerStreamForPeople;
  return next >= limit ? { refusal: engineRefusal('DocumentFull', { limit }) } : undefined;
};

/** The keyed hash of a caller's canonical content. The key keeps guessable content (a name, an amount) from being tried. */
export const commandHash = (key: string, content: string): string => sha256(`${key}${sha256(`${key}${content}`)}`);
