import {
  revision,
  type CommandId,
  type Decider,
  type EntityId,
  type Fact,
  type Recorded,
  type Refusal,
  type StreamName,
} from '#kernel';
import { decodeStored } from './codec.js';
import { LIMITS } from './limits.js';
import type { AppendToken, EventLog } from './port.js';

/** Where the events of a command stand in their stream (`to` is behind the last), and the hash of its content. */
export interface CommandSpan {
  readonly from: number;
  readonly to: number;
  readonly hash: string;
}

/** A stream's history as one value. */
export interface Folded<State> {
  readonly state: State;
  /** The revision that the next event gets; 0 when the stream does not exist. */
  readonly next: number;
  /** The hash of the last event; "" when there is none. */
  readonly prev: string;
  /** Shared with later values of the same stream, so that it may know more than this one: ask `spanOf`. */
  readonly commands: ReadonlyMap<CommandId, CommandSpan>;
  readonly entity: EntityId | undefined;
  readonly token: AppendToken;
}

export type AnyDecider = Decider<never, unknown, Fact, Refusal>;

/** What a stream becomes by an append. */
export interface Advance extends Pick<Folded<unknown>, 'state' | 'next' | 'prev' | 'entity'> {
  readonly spans: ReadonlyMap<CommandId, CommandSpan>;
}

/** Where the events of a command stand, if they are in this history. */
export const spanOf = ({ commands, next }: Folded<unknown>, commandId: CommandId): CommandSpan | undefined => {
  const span = commands.get(commandId);
  return span && span.to <= next ? span : undefined;
};

/** Folded states, kept for the streams used last. A cached one may lag behind what another process wrote. */
export class FoldedStreams {
  private readonly kept = new Map<StreamName, { readonly decider: AnyDecider; readonly folded: Folded<unknown> }>();
  private beginning: Promise<AppendToken> | undefined;

  constructor(private readonly log: EventLog) {}

  /** The state that is kept, if it was folded by this decider: another one's state would be of another kind. */
  cached(decider: AnyDecider, stream: StreamName): Folded<unknown> | undefined {
    const kept = this.kept.get(stream);
    return kept?.decider === decider ? kept.folded : undefined;
  }

  /** Reads forward from the cached state to the end of the stream. Bounded by the length that a stream may have. */
  async newest(decider: AnyDecider, stream: StreamName): Promise<Folded<unknown>> {
    let folded = this.cached(decider, stream) ?? (await this.empty(decider));
    for (let pages = 0; pages <= LIMITS.eventsPerStream / LIMITS.page; pages += 1) {
      const page = await this.log.readStream(stream, revision(folded.next), LIMITS.page);
      for (const stored of page) folded = step(decider, folded, decodeStored(decider.events, stored), stored.token);
      if (page.length < LIMITS.page) break;
    }
    if (folded.next > 0) this.keep(decider, stream, folded);
    return folded;
  }

  /** The state after this process's own append, without reading it back. */
  advance(
    decider: AnyDecider,
    stream: StreamName,
    before: Folded<unknown>,
    { spans, ...after }: Advance,
    token: AppendToken,
  ): Folded<unknown> {
    const commands = before.commands as Map<CommandId, CommandSpan>;
    for (const [commandId, span] of spans) commands.set(commandId, span);
    const folded: Folded<unknown> = { ...after, commands, token };
    this.keep(decider, stream, folded);
    return folded;
  }

  /** The events of a command with their tokens. */
  async events(
    decider: AnyDecider,
    stream: StreamName,
    { from, to }: CommandSpan,
  ): Promise<readonly (Recorded & { token: AppendToken })[]> {
    const page = await this.log.readStream(stream, revision(from), to - from);
    return page.map((stored) => ({ ...decodeStored(decider.events, stored), token: stored.token }));
  }

  private async empty(decider: AnyDecider): Promise<Folded<unknown>> {
    return {
      state: decider.initial,
      next: 0,
      prev: '',
      commands: new Map<CommandId, CommandSpan>(),
      entity: undefined,
      token: await this.anyToken(),
    };
  }

  /** A token for a stream without events: it waits for nothing, so that the first head ever seen will do for all. */
  private anyToken(): Promise<AppendToken> {
    this.beginning ??= this.log.head().then(
      ({ token }) => token,
      (error: unknown) => {
        this.beginning = undefined;
        throw error;
      },
    );
    return this.beginning;
  }

  private keep(decider: AnyDecider, stream: StreamName, folded: Folded<unknown>): void {
    const newer = this.cached(decider, stream);
    if (newer && newer.next > folded.next) return;
    this.kept.delete(stream);
    this.kept.set(stream, { decider, folded });
    if (this.kept.size > LIMITS.cachedStreams) {
      const oldest = this.kept.keys().next();
      if (!oldest.done) this.kept.delete(oldest.value);
    }
  }
}

const step = (decider: AnyDecider, folded: Folded<unknown>, event: Recorded, token: AppendToken): Folded<unknown> => {
  const { commandId, commandHash, entity } = event.metadata;
  const next = event.revision + 1;
  const commands = folded.commands as Map<CommandId, CommandSpan>;
  const known = commands.get(commandId);
  // Somebody else may have read further on the same map already: a span never becomes shorter.
  if (!known || known.to < next)
    commands.set(commandId, { from: known?.from ?? event.revision, to: next, hash: commandHash });
  return {
    state: decider.evolve(folded.state, event),
    next,
    prev: event.hash,
    commands,
    entity: folded.entity ?? entity,
    token,
  };
};
