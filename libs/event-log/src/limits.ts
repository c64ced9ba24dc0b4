import type { EncodedEvent } from '#kernel';

/** Every maximum of the log and of command handling, by name. Above one the answer is an error, never a wait without end. */
export const LIMITS = {
  eventsPerAppend: 100,
  bytesPerAppend: 512 * 1024,
  bytesPerEvent: 256 * 1024,
  /** Events a stream takes from processes; people are stopped earlier, so that a process can always finish. */
  eventsPerStream: 10_000,
  eventsPerStreamForPeople: 9_000,
  /** How often a command is decided again after a lost race. */
  redecisions: 8,
  /** Commands that may wait in this process, all streams together; more are answered 429. */
  queue: 1_024,
  /** Streams whose folded state is kept. */
  cachedStreams: 20_000,
  /** Events read at once when a stream is folded or the log is followed. */
  page: 1_000,
  /** Milliseconds between looks for events that another process wrote. */
  poll: 100,
} as const;

/** The bytes of an event as the limits count them: its two texts in UTF-8. */
export const sizeOf = ({ data, metadata }: EncodedEvent): number =>
  Buffer.byteLength(data) + Buffer.byteLength(metadata);

/** Why events are too many or too large for one append, or nothing. The same rule on every engine. */
export const tooLarge = (events: readonly EncodedEvent[]): string | undefined => {
  if (events.length === 0 || events.length > LIMITS.eventsPerAppend)
    return `an append holds 1 to ${LIMITS.eventsPerAppend} events, not ${events.length}`;
  let bytes = 0;
  for (const event of events) {
    const size = sizeOf(event);
    if (size > LIMITS.bytesPerEvent) return `an event holds at most ${LIMITS.bytesPerEvent} bytes, not ${size}`;
    bytes += size;
  }
  return bytes > LIMITS.bytesPerAppend
    ? `an append holds at most ${LIMITS.bytesPerAppend} bytes, not ${bytes}`
    : undefined;
};
