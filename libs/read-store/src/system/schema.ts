/** The layout of the system file, as made by this version. A higher one was written by a newer version. */
export const SYSTEM_LAYOUT = 1;

/** What cannot be derived from the log. It has its own file, its own backup, and no rebuild touches it. */
export const SYSTEM_SCHEMA: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS reactors (name TEXT PRIMARY KEY, position INTEGER NOT NULL, checkpoint TEXT NOT NULL, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS parked_reactions (reactor TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, problem TEXT NOT NULL, PRIMARY KEY (reactor, position, key)) STRICT, WITHOUT ROWID',
];
