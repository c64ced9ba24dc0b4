import type { Brand, EncodedEvent, Position, Revision, StreamName } from '#kernel';

/** Where reading the whole log goes on; opaque, the engine's own. */
export type Checkpoint = Brand<string, 'Checkpoint'>;

/** What an append answers and a query waits for; opaque, the engine's own. */
export type AppendToken = Brand<string, 'AppendToken'>;

/** Before the first event. */
export const START = '' as Checkpoint;

/** The stream is at exactly this revision, or does not exist yet. Required with every append: there is no "any". */
export type ExpectedRevision = Revision | 'noStream';

/** An event as it stands in the log. */
export interface StoredEvent extends EncodedEvent {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly checkpoint: Checkpoint;
  readonly token: AppendToken;
}

export type AppendOutcome =
  /** Written now. */
  | { readonly outcome: 'appended'; readonly token: AppendToken }
  /** These very events stand behind the expected revision: an earlier attempt had succeeded. */
  | { readonly outcome: 'alreadyAppended'; readonly token: AppendToken }
  /** Nothing written: the stream is elsewhere. */
  | { readonly outcome: 'conflict'; readonly actual: ExpectedRevision };

/** The log cannot be reached or cannot write; nothing was acknowledged. HTTP 503. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** More events or bytes than one append may hold. Nothing was written. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
}

/**
 * The truth: streams of events, and all of them in one order. Two implementations, one conformance suite. An append
 * answers written, already written, or conflict, never "maybe".
 */
export interface EventLog {
  /**
   * Appends at the exact revision. Events of one append stand one behind the other; nothing of a refused append is
   * written. Idempotent by position: an expected revision below the actual one whose following events have the same
   * ids answers `alreadyAppended`.
   * @throws AppendTooLarge, LogUnavailable
   */
  append(stream: StreamName, expected: ExpectedRevision, events: readonly EncodedEvent[]): Promise<AppendOutcome>;

  /** Events of a stream from a revision on, in order, at most `limit`; none if the stream does not exist. @throws LogUnavailable */
  readStream(stream: StreamName, from: Revision, limit: number): Promise<readonly StoredEvent[]>;

  /** Events of all streams behind a checkpoint, in order of position, at most `limit`. @throws LogUnavailable */
  readAll(after: Checkpoint, limit: number): Promise<readonly StoredEvent[]>;

  /**
   * All events behind a checkpoint, page after page, and then each new one soon after it is durable. It ends at the
   * signal and for no other reason: a log that is closed or lost throws, so that nobody waits on it in silence.
   * @throws LogUnavailable
   */
  follow(after: Checkpoint, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;

  /** The newest position (0 when empty) and the checkpoint behind it. */
  head(): Promise<{ readonly position: Position; readonly checkpoint: Checkpoint; readonly token: AppendToken }>;

  /** Whether everything that the token stands for lies at or before the checkpoint. */
  covers(checkpoint: Checkpoint, token: AppendToken): boolean;

  /** Reads a token that came from outside, or nothing if it was never one of this engine's. */
  parseToken(text: string): AppendToken | undefined;

  /** Lets the appends that wait reach the disk, then ends. Afterwards everything is LogUnavailable. */
  close(): Promise<void>;
}

/** The injection token of the log. */
export const EVENT_LOG = Symbol('EventLog');
