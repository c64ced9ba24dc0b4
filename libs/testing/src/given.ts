import { deepStrictEqual } from 'node:assert';
import {
  decodeData,
  encodeData,
  fold,
  isRefused,
  spoken,
  type Decider,
  type EventSet,
  type Fact,
  type Facts,
  type Refusal,
  type Ruling,
} from '#kernel';

/** What is expected of a decision. Each throws an AssertionError that shows what is missing and what is too much. */
export interface Expectation<Event extends Fact, Refused extends Refusal> {
  /** Exactly these events, in this order. */
  then(...events: readonly Event[]): void;
  /** No events: the command is already true. */
  thenNothing(): void;
  /** This refusal; and if facts are given, exactly these. */
  thenRefused(name: Refused['refusal'], facts?: Facts): void;
}

export interface Given<Command, Event extends Fact, Refused extends Refusal> {
  when(command: Command): Expectation<Event, Refused>;
}

/** An event as it would stand in the book: money as text, optional fields absent. What cannot be stored fails here. */
const written = <Event extends Fact>(set: EventSet<Event>, event: Event): object => {
  const { schemaVersion, data } = encodeData(set, event);
  decodeData(set, event.type, schemaVersion, data);
  return { type: event.type, effectiveOn: event.effectiveOn, data };
};

/** Facts with money spoken, so that a difference can be read. */
const told = (facts: Facts): object =>
  Object.fromEntries(
    Object.entries(facts)
      .filter(([, fact]) => fact !== undefined)
      .map(([name, fact]) => [name, typeof fact === 'object' && 'minor' in fact ? spoken(fact) : fact]),
  );

/**
 * The specification of a decider as examples: `given(decider, …history).when(command).then(…events)`. The history and
 * the events are written and read as the log would, so that an example cannot stand on what could never be stored.
 */
export const given = <Command, State, Event extends Fact, Refused extends Refusal>(
  decider: Decider<Command, State, Event, Refused>,
  ...history: readonly NoInfer<Event>[]
): Given<Command, Event, Refused> => ({
  when: (command) => {
    for (const event of history) written(decider.events, event);
    const ruling: Ruling<Event, Refused> = decider.decide(command, fold(decider, history));
    const actual = isRefused(ruling)
      ? { refused: ruling.refusal, facts: told(ruling.facts) }
      : { events: ruling.events.map((event) => written(decider.events, event)) };
    const then = (...events: readonly Event[]): void =>
      deepStrictEqual(actual, { events: events.map((event) => written(decider.events, event)) });
    return {
      then,
      thenNothing: () => then(),
      thenRefused: (name, facts) =>
        deepStrictEqual(facts || !('facts' in actual) ? actual : { refused: actual.refused }, {
          refused: name,
          ...(facts && { facts: told(facts) }),
        }),
    };
  },
});
