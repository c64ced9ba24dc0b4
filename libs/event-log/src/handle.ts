import { revision, type Decider, type Fact, type Instant, type Refusal, type Revision, type StreamName } from '#kernel';
import { answeredBefore, decideBatch, type Asked, type Attempt } from './attempt.js';
import { FoldedStreams, spanOf, type AnyDecider, type CommandSpan, type Folded } from './folded.js';
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
      /** The state of now: it may have more events in it than this command's. */
      readonly state: State;
      /** The revision of the command's last event, or of the stream when the command left none. */
      readonly revision: Revision | 'noStream';
      /** Covers the command's last event, and at most what was committed together with it. */
      readonly token: AppendToken;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

interface Waiting extends Asked {
  readonly resolve: (outcome: Outcome<unknown, Fact>) => void;
  readonly reject: (error: unknown) => void;
}

/** The commands that wait for one stream. */
interface Queue {
  readonly decider: AnyDecider;
  readonly waiting: Waiting[];
}

/**
 * Carries out commands: at most once per (stream, command id), at the exact revision that was decided on. Each stream
 * has one queue; commands that wait together are decided one on the other's events and appended in one go, so that a
 * hot stream is as fast as many cold ones. Every answer, also a refusal, waits for the commit that it stands on.
 */
export class CommandHandling {
  private readonly queues = new Map<StreamName, Queue>();
  private starting: (() => void)[] = [];
  private waitingInAll = 0;
  private readonly folded: FoldedStreams;

  constructor(
    private readonly log: EventLog,
    private readonly clock: () => Instant,
  ) {
    this.folded = new FoldedStreams(log);
  }

  /**
   * @throws Busy, LogUnavailable, TooManyConflicts, AppendTooLarge (the command has more events than one append holds),
   * UnreadableEvent (a stored event that this version cannot read), TypeError (a defect: another book's stream, an event
   * that could not be read back)
   */
  handle<Command, State, Event extends Fact, Refused extends Refusal>(
    decider: Decider<Command, State, Event, Refused>,
    stream: StreamName,
    command: Command,
    meta: CommandMeta,
  ): Promise<Outcome<State, Event>> {
    if (!stream.startsWith(`${decider.category}-${meta.tenant}.`))
      return Promise.reject(new TypeError(`${stream} is not a stream of ${decider.category} of ${meta.tenant}`));
    if (this.waitingInAll >= LIMITS.queue && !meta.byProcess) return Promise.reject(new Busy('too many commands wait'));
    this.waitingInAll += 1;
    const answered = new Promise<Outcome<unknown, Fact>>((resolve, reject) =>
      this.enqueue(decider as unknown as AnyDecider, stream, { command, meta, resolve, reject }),
    );
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
    const known = spanOf(folded, meta.commandId);
    if (!known) return undefined;
    if (known.hash !== meta.commandHash)
      return { outcome: 'refused', refusal: engineRefusal('KeyReusedWithOtherContent', {}) };
    return (await this.repeat(decider as unknown as AnyDecider, stream, folded, known)) as Outcome<State, Event>;
  }

  /**
   * What can be answered before references are looked up: a known key, then a stale `If-Match`, another entity's or a
   * full document. Nothing when the command has to be decided.
   */
  async early<Command, State, Event extends Fact, Refused extends Refusal>(
    decider: Decider<Command, State, Event, Refused>,
    stream: StreamName,
    meta: CommandMeta,
  ): Promise<Outcome<State, Event> | undefined> {
    const own = decider as unknown as AnyDecider;
    const folded = await this.folded.newest(own, stream);
    const answer = answeredBefore(spanOf(folded, meta.commandId), folded, meta);
    if (!answer) return undefined;
    if ('refusal' in answer) return { outcome: 'refused', refusal: answer.refusal };
    return (await this.repeat(own, stream, folded, answer.repeatOf)) as Outcome<State, Event>;
  }

  private enqueue(decider: AnyDecider, stream: StreamName, asked: Waiting): void {
    const queue = this.queues.get(stream);
    if (!queue) {
      const started: Queue = { decider, waiting: [asked] };
      this.queues.set(stream, started);
      this.startSoon(started, stream);
    } else if (queue.decider === decider) queue.waiting.push(asked);
    else asked.reject(new TypeError(`${stream} has two deciders`));
  }

  /**
   * Begins behind everything that came in with this turn of the event loop, so that commands that came together are
   * decided and committed together: a hot stream's in one append, all streams' in one message to the log.
   */
  private startSoon(queue: Queue, stream: StreamName): void {
    if (this.starting.length === 0)
      setImmediate(() => {
        const starting = this.starting;
        this.starting = [];
        for (const start of starting) start();
      });
    this.starting.push(() => void this.work(queue, stream));
  }

  private async work({ decider, waiting }: Queue, stream: StreamName): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, LIMITS.eventsPerAppend);
      try {
        waiting.unshift(...(await this.settle(decider, stream, batch)));
      } catch (error) {
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
    const cached = this.folded.cached(decider, stream);
    let folded = cached ?? (await this.folded.newest(decider, stream));
    let isNewest = cached === undefined;
    for (let tries = 0; tries <= LIMITS.redecisions; tries += 1) {
      const attempt = decideBatch(decider, stream, folded, batch, this.clock());
      const after = await this.stand(decider, stream, folded, attempt, isNewest);
      if (after) {
        await this.answer(decider, stream, after, attempt, batch);
        return batch.slice(attempt.answers.length);
      }
      folded = await this.folded.newest(decider, stream);
      isNewest = true;
    }
    throw new TooManyConflicts(`others wrote to ${stream} ${LIMITS.redecisions + 1} times in between`);
  }

  /**
   * Makes sure that the answers of an attempt stand on the newest history: by appending its events at the revision it
   * was decided on, or, if it has none, by a look at what others have written. Nothing if it was decided on an older one.
   */
  private async stand(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    { encoded, state, prev, entity, spans }: Attempt,
    isNewest: boolean,
  ): Promise<Folded<unknown> | undefined> {
    if (encoded.length === 0) {
      const newest = isNewest ? folded : await this.folded.newest(decider, stream);
      return newest.next === folded.next ? folded : undefined;
    }
    const { next } = folded;
    const appended = await this.log.append(stream, next === 0 ? 'noStream' : revision(next - 1), encoded);
    if (appended.outcome === 'conflict') return undefined;
    const after = { state, prev, entity, spans, next: next + encoded.length };
    return this.folded.advance(decider, stream, folded, after, appended.token);
  }

  private async answer(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    attempt: Attempt,
    batch: readonly Waiting[],
  ): Promise<void> {
    for (const [index, answer] of attempt.answers.entries()) {
      const { resolve, reject } = batch[index] as Waiting;
      if ('defect' in answer) reject(answer.defect);
      else if ('refusal' in answer) resolve({ outcome: 'refused', refusal: answer.refusal });
      else if ('repeatOf' in answer) await this.repeat(decider, stream, folded, answer.repeatOf).then(resolve, reject);
      else resolve(done(folded, attempt, answer));
    }
  }

  private async repeat(
    decider: AnyDecider,
    stream: StreamName,
    folded: Folded<unknown>,
    span: CommandSpan,
  ): Promise<Outcome<unknown, Fact>> {
    const recorded = await this.folded.events(decider, stream, span);
    const last = recorded.at(-1);
    if (!last || recorded.length !== span.to - span.from)
      throw new LogUnavailable(`${stream} has lost its events ${span.from} to ${span.to - 1}`);
    const events = recorded.map(({ type, effectiveOn, data, revision: at }) => ({
      type,
      effectiveOn,
      data,
      revision: at,
    }));
    return { outcome: 'done', events, repeated: true, state: folded.state, revision: last.revision, token: last.token };
  }
}

/** The answer to a command whose events are written now, or that has none. */
const done = (folded: Folded<unknown>, { facts }: Attempt, { from, to }: CommandSpan): Outcome<unknown, Fact> => {
  const first = folded.next - facts.length;
  const events = facts
    .slice(from - first, to - first)
    .map((fact, index) => ({ ...fact, revision: revision(from + index) }));
  const last = events.at(-1)?.revision ?? (folded.next === 0 ? 'noStream' : revision(folded.next - 1));
  return { outcome: 'done', events, repeated: false, state: folded.state, revision: last, token: folded.token };
};
