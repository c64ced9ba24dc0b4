import type { EventSet, Fact } from './events.js';
import type { Refusal } from './refusal.js';

/** The answer of a decider: the events that follow from the command (none: there is nothing to do), or one refusal. */
export type Ruling<Event extends Fact, Refused extends Refusal> = { readonly events: readonly Event[] } | Refused;

/**
 * One aggregate: what can be asked, what can have happened, what is refused. Both functions are pure; time, ids and
 * prices come in with the command.
 */
export interface Decider<Command, State, Event extends Fact, Refused extends Refusal> {
  /** The category of its streams, `[a-z_]+`. */
  readonly category: string;
  readonly events: EventSet<Event>;
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Ruling<Event, Refused>;
  readonly evolve: (state: State, event: Event) => State;
}

export const accept = <Event extends Fact>(
  ...events: readonly NoInfer<Event>[]
): { readonly events: readonly Event[] } => ({ events });

/** The command is already true: no events, and that is the idempotent answer. */
export const nothing: { readonly events: readonly never[] } = { events: [] };

/** A typed `refuse` for one context: only its own refusals, each with the facts it tells. */
export const refusing =
  <Refusals extends object>() =>
  <Name extends keyof Refusals & string>(refusal: Name, facts: Refusals[Name]) =>
    ({ refusal, facts }) as Refusal<Name>;

export const isRefused = <E extends Fact, R extends Refusal>(ruling: Ruling<E, R>): ruling is R => 'refusal' in ruling;

/** The state after a history. */
export const fold = <State, Event extends Fact>(
  decider: { readonly initial: State; readonly evolve: (state: State, event: Event) => State },
  history: Iterable<Event>,
): State => {
  let state = decider.initial;
  for (const event of history) state = decider.evolve(state, event);
  return state;
};
