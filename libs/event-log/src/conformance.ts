/**
 * The rules that every event log keeps, as one suite for all engines. Tokens and checkpoints are opaque here, and the
 * database may be shared with other specs: streams are new in every rule, and all streams are read only from a
 * checkpoint that was taken at its beginning.
 */
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { appending, appendingAgain, appendingAtOnce, tooLargeAppends } from './conformance/appending.js';
import { closing, following, severalProcesses } from './conformance/following.js';
import { reading, tokens } from './conformance/reading.js';
import type { Rules } from './conformance/rules.js';
import type { EventLog } from './port.js';

export interface ConformanceOptions {
  /** The engine can tell an append that had been written before from one that is written now. */
  readonly tellsRepeats?: boolean;
  /** Milliseconds that one rule may take. */
  readonly timeout?: number;
}

/** `open` opens the same database every time: one more process that reads and writes it. */
export const eventLogConformance = (
  name: string,
  open: () => Promise<EventLog>,
  { tellsRepeats = false, timeout = 30_000 }: ConformanceOptions = {},
): void => {
  describe(name, () => {
    const opened: EventLog[] = [];
    beforeAll(async () => void opened.push(await open()), timeout);
    afterAll(async () => void (await opened[0]?.close()), timeout);
    const rules: Rules = {
      log: () => opened[0] as EventLog,
      open,
      tellsRepeats,
      rule: (title, keeps) => it(title, keeps, timeout),
    };
    describe('appending', () => appending(rules));
    describe('appending the same again', () => appendingAgain(rules));
    describe('appending at once', () => appendingAtOnce(rules));
    describe('an append that is too large', () => tooLargeAppends(rules));
    describe('reading', () => reading(rules));
    describe('the head, tokens and checkpoints', () => tokens(rules));
    describe('following', () => following(rules));
    describe('several processes on one log', () => severalProcesses(rules));
    describe('closing', () => closing(rules));
  });
};
