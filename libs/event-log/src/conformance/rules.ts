import { revision, type StreamName } from '#kernel';
import { LIMITS } from '../limits.js';
import type { EventLog, StoredEvent } from '../port.js';

/** What the rules of the suite are written with. */
export interface Rules {
  readonly log: () => EventLog;
  readonly open: () => Promise<EventLog>;
  readonly tellsRepeats: boolean;
  readonly rule: (title: string, keeps: () => Promise<void>) => void;
}

export const stream0 = revision(0);
export const everything = (log: EventLog, stream: StreamName): Promise<readonly StoredEvent[]> =>
  log.readStream(stream, stream0, LIMITS.page);

/** What was written to all streams while something was done. */
export const writtenBy = async (log: EventLog, something: () => Promise<unknown>): Promise<readonly StoredEvent[]> => {
  const { checkpoint } = await log.head();
  await something();
  return log.readAll(checkpoint, LIMITS.page);
};
