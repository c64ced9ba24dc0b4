import {
  revision,
  type CommandId,
  type Decider,
  type EncodedEvent,
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
  readonly commands: ReadonlyMap<CommandId, CommandSpan>;
  readonly entity: EntityId | undefined;
  readonly token: AppendToken;
}

type AnyDecider = Decider<never, unknown, Fact, Refusal>;

/** Folded states, kept for the streams used last. A cached one may lag behind what another process wrote. */
export class FoldedStreams {
  private readonly kept = new Map<StreamName, Folded<unknown>>();

  constructor(private readonly log: EventLog) {}

  cached(stream: StreamName): Folded<unknown> | undefined {
    return this.kept.get(stream);
  }

  forget(stream: StreamName): void {
    this.kept.delete(stream);
  }

  /** Reads forward from the cached state to the end of the stream. Bounded by the length that a stream may have. */
  async newest(decider: AnyDecider, stream: StreamName): Promise<Folded<unknown>> {
    let folded = this.kept.get(stream) ?? (await this.empty(decider));
    for (let pages = 0; pages <= LIMITS.eventsPerStream / LIMITS.page; pages += 1) {
      const page = await this.log.readStream(stream, revision(folded.next), LIMITS.page);
      for (const stored of page) folded = step(decider, folded, decodeStored(decider.events, stored), stored.token);
      if (page.length < LIMITS.page) break;
    }
    if (folded.next > 0) this.keep(stream, folded);
    return folded;
  }

  /** The state after this process's own append, without reading it back. */
  advance(
    decider: AnyDecider,
    stream: StreamName,
    before: Folded<unknown>,
    {
      facts,
      encoded,
      prev,
      decided,
    }: {
      facts: readonly Fact[];
      encoded: readonly EncodedEvent[];
      prev: string;
      decided: readonly {
        waiting: { meta: { commandId: CommandId; commandHash: string; entity: EntityId } };
        answer: object;
      }[];
    },
    token: AppendToken,
  ): Folded<unknown> {
    const commands = before.commands as Map<CommandId, CommandSpan>;
    for (const { waiting, answer } of decided)
      if ('from' in answer && 'to' in answer && answer.from !== answer.to)
        commands.set(waiting.meta.commandId, answer as CommandSpan);
    let { state } = before;
    for (const fact of facts) state = decider.evolve(state, fact);
    const entity = before.entity ?? decided[0]?.waiting.meta.entity;
    const folded: Folded<unknown> = { state, next: before.next + encoded.length, prev, commands, entity, token };
    this.keep(stream, folded);
    return folded;
  }

  /** The events of a command with their tokens. */
  async events(
    decider: AnyDecider,
    stream: StreamName,
    from: number,
    to: number,
  ): Promise<readonly (Recorded & { token: AppendToken })[]> {
    const page = await this.log.readStream(stream, revision(from), to - from);
    return page.map((stored) => ({ ...decodeStored(decider.events, stored), token: stored.token }));
  }

  private async empty(decider: AnyDecider): Promise<Folded<unknown>> {
    const { token } = await this.log.head();
    return {
      state: decider.initial,
      next: 0,
      prev: '',
      commands: new Map<CommandId, CommandSpan>(),
      entity: undefined,
      token,
    };
  }

  private keep(stream: StreamName, folded: Folded<unknown>): void {
    const kept = this.kept.get(stream);
    if (kept && kept.next > folded.next) return;
    this.kept.delete(stream);
    this.kept.set(stream, folded);
    if (this.kept.size > LIMITS.cachedStreams) {
      const oldest = this.kept.keys().next();
      if (!oldest.done) this.kept.delete(oldest.value);
    }
  }
}

const step = (decider: AnyDecider, folded: Folded<unknown>, event: Recorded, token: AppendToken): Folded<unknown> => {
  const { commandId, commandHash, entity } = event.metadata;
  const known = folded.commands.get(commandId);
  const commands = folded.commands as Map<CommandId, CommandSpan>;
  commands.set(commandId, { from: known?.from ?? event.revision, to: event.revision + 1, hash: commandHash });
  return {
    state: decider.evolve(folded.state, event),
    next: event.revision + 1,
    prev: event.hash,
    commands,
    entity: folded.entity ?? entity,
    token,
  };
};
