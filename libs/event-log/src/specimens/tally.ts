/** A decider for specs: numbers are added up until the tally is closed. */
import {
  accept,
  calendarDate,
  count,
  eventSet,
  eventType,
  instant,
  nothing,
  optional,
  refusing,
  revision,
  sha256,
  streamName,
  tenant,
  text,
  unreachable,
  uuidOf,
  type CalendarDate,
  type CommandId,
  type Decider,
  type EntityId,
  type FactOf,
  type Refusal,
  type StreamName,
} from '#kernel';
import { LIMITS } from '../limits.js';
import type { CommandMeta } from '../meta.js';
import type { EventLog, StoredEvent } from '../port.js';
import { isIntact, unique } from './sealed.js';

const Added = eventType('Added', 1, { by: count, note: optional(text) });
const Reset = eventType('Reset', 1, {});
const Closed = eventType('Closed', 1, {});
export type TallyEvent = FactOf<[typeof Added, typeof Reset, typeof Closed]>;

export type TallyCommand =
  | { readonly do: 'add'; readonly by: number }
  /** So many events at once, each with a note of so many characters. */
  | { readonly do: 'addMany'; readonly events: number; readonly characters?: number }
  /** Adds what is missing; nothing to do when it is reached already. */
  | { readonly do: 'reach'; readonly sum: number }
  | { readonly do: 'reset' }
  | { readonly do: 'close' }
  /** A defect of the decider. */
  | { readonly do: 'fail' }
  /** An event that could not be read back. */
  | { readonly do: 'spoil' };

export interface TallyState {
  readonly situation: 'absent' | 'open' | 'closed';
  readonly sum: number;
}

interface Refusals {
  Closed: Record<never, never>;
  TooMuch: { most: number };
}
export const MOST = 1_000_000;
const refuse = refusing<Refusals>();

const effectiveOn = calendarDate('2026-11-23') as CalendarDate;
export const added = (by: number): TallyEvent => ({ type: 'Added', effectiveOn, data: { by } });

const decide = (command: TallyCommand, { situation, sum }: TallyState) => {
  if (command.do === 'fail') throw new Error('a defect in decide');
  if (situation === 'closed') return refuse('Closed', {});
  switch (command.do) {
    case 'add':
      return sum + command.by > MOST ? refuse('TooMuch', { most: MOST }) : accept<TallyEvent>(added(command.by));
    case 'addMany': {
      const note = 'x'.repeat(command.characters ?? 0);
      return accept<TallyEvent>(
        ...Array.from({ length: command.events }, (): TallyEvent => ({
          type: 'Added',
          effectiveOn,
          data: { by: 1, note },
        })),
      );
    }
    case 'reach':
      return sum >= command.sum ? nothing : accept<TallyEvent>(added(command.sum - sum));
    case 'reset':
      return accept<TallyEvent>({ type: 'Reset', effectiveOn, data: {} });
    case 'close':
      return accept<TallyEvent>({ type: 'Closed', effectiveOn, data: {} });
    case 'spoil':
      return accept<TallyEvent>(added(NaN));
    default:
      return unreachable(command);
  }
};

const evolve = ({ sum }: TallyState, event: TallyEvent): TallyState => {
  switch (event.type) {
    case 'Added':
      return { situation: 'open', sum: sum + event.data.by };
    case 'Reset':
      return { situation: 'open', sum: 0 };
    case 'Closed':
      return { situation: 'closed', sum };
    default:
      return unreachable(event);
  }
};

export const tally: Decider<TallyCommand, TallyState, TallyEvent, Refusal<keyof Refusals>> = {
  category: 'tally',
  events: eventSet(Added, Reset, Closed),
  initial: { situation: 'absent', sum: 0 },
  decide,
  evolve,
};

export const newTally = (): StreamName => streamName('tally', tenant('spec'), uuidOf(unique()));
export const entity = uuidOf<EntityId>('entity', 'spec');
export const clock = () => instant(Date.UTC(2026, 10, 23));

/** Who asks: a command that was never given before, or the one with this key. */
export const asked = ({
  key = unique(),
  content = key,
  ...others
}: Partial<CommandMeta> & { key?: string; content?: string } = {}): CommandMeta => {
  const commandId = uuidOf<CommandId>('command', key);
  return {
    tenant: tenant('spec'),
    entity,
    commandId,
    commandHash: sha256(content),
    actor: 'spec',
    correlationId: commandId,
    causationId: commandId,
    ...others,
  };
};

/** Every event of a stream, after a look whether revisions have no gap and each event is intact and chained to the one before. */
export const chainOf = async (log: EventLog, stream: StreamName): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  let prev = '';
  for (let more = true; more;) {
    const page = await log.readStream(stream, revision(events.length), LIMITS.page);
    for (const event of page) {
      const metadata = JSON.parse(event.metadata) as { prev: string; hash: string };
      if (event.revision !== events.length) throw new Error(`revision ${event.revision} stands at ${events.length}`);
      if (!isIntact(event) || metadata.prev !== prev) throw new Error(`the chain breaks at revision ${event.revision}`);
      prev = metadata.hash;
      events.push(event);
    }
    more = page.length === LIMITS.page;
  }
  return events;
};

export const commandIdsOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ metadata }) => (JSON.parse(metadata) as { commandId: string }).commandId);
