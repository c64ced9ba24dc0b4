/** Every maximum of the read store and of the projector, by name. Above one the answer is an error, never a wait without end. */
export const LIMITS = {
  /** Rows of one INSERT; more did not make it faster. */
  rowsPerInsert: 64,
  /** Values that SQLite binds to one statement. */
  valuesPerStatement: 32_766,
  /** Statements that a connection keeps prepared; the one used longest ago makes room. */
  statements: 256,
  /** Queries that run at once, each on its own connection, and how many more may wait for one. */
  readers: 4,
  waitingReads: 1_024,
  /** Callers that may wait for a position at once, and for how many milliseconds each. */
  waiters: 10_000,
  wait: 60_000,
  /** Milliseconds between looks for rows that another process wrote; nobody looks while nobody waits. */
  poll: 10,
  /** Milliseconds that a write waits for another process's; the thread stands still meanwhile. */
  lock: 250,
  /** Pages of the WAL before it is copied back. 4,000 made rows with a random index 1.4 times as slow, 16,000 half again as long stalls. */
  walPages: 8_000,
  /** Kibibytes of pages that a connection keeps. */
  writerCache: 65_536,
  readerCache: 16_384,
  /** Row changes and characters of events in one commit of the projector; a single event may go above. */
  changesPerBatch: 20_000,
  charactersPerBatch: 16 * 1024 * 1024,
  /** Order keys that a group may have parked; above that it is not poison but a version that cannot read this log. */
  parkedKeys: 10_000,
  /** Characters of a problem that are kept. */
  problem: 500,
  /** Milliseconds before the first try after the log or the store was unavailable, and the most that it doubles to. */
  firstPause: 50,
  longestPause: 5_000,
} as const;
