import { randomBytes } from 'node:crypto';
import { position, type Position } from '#kernel';
import { changesOf, rowsOf, type Engine, type RawRow, type Value, type Work } from '../engine.js';
import { LIMITS } from '../limits.js';
import { Fenced, type GroupPosition } from '../port.js';
import { SqliteEngine } from '../sqlite/engine.js';
import { SYSTEM_LAYOUT, SYSTEM_SCHEMA } from './schema.js';

/** The right to react, taken by one reactor; the next one to take it fences this one off. */
export interface ReactorLease extends GroupPosition {
  readonly reactor: string;
  readonly epoch: number;
}

/** An order that an event asks for and that could not be given. One event may have several. */
export interface ParkedReaction {
  readonly reactor: string;
  readonly position: Position;
  /** Which of the event's orders. */
  readonly key: string;
  readonly problem: string;
}

const SETTING = 'SELECT value FROM settings WHERE name = ?';
const SETTLE = 'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING';
const LEAD =
  "INSERT INTO reactors (name, position, checkpoint, epoch) VALUES (?, 0, '', 1) " +
  'ON CONFLICT (name) DO UPDATE SET epoch = reactors.epoch + 1 RETURNING position, checkpoint, epoch';
const SAVE = 'UPDATE reactors SET position = ?, checkpoint = ? WHERE name = ? AND position = ? AND epoch = ?';
const PARK =
  'INSERT INTO parked_reactions (reactor, position, key, problem) VALUES (?, ?, ?, ?) ' +
  'ON CONFLICT (reactor, position, key) DO UPDATE SET problem = excluded.problem';
const PARKED = 'SELECT position, key, problem FROM parked_reactions WHERE reactor = ? ORDER BY position, key';
const UNPARK = 'DELETE FROM parked_reactions WHERE reactor = ? AND position = ? AND key = ?';

const HASH_KEY = 'hash-key';
const HASH_KEY_BYTES = 32;

function* settle(name: string, value: string): Work<string> {
  yield* changesOf(SETTLE, name, value);
  const [row] = yield* rowsOf(SETTING, name);
  return row ? String(row.value) : value;
}

function* take(reactor: string): Work<ReactorLease> {
  const [row = {}] = yield* rowsOf(LEAD, reactor);
  const at = { position: position(Number(row.position)), checkpoint: String(row.checkpoint) };
  return { reactor, ...at, epoch: Number(row.epoch) };
}

function* move(lease: ReactorLease, to: GroupPosition, parked: readonly ParkedReaction[]): Work<void> {
  const { reactor, position: from, epoch } = lease;
  const moved = yield* changesOf(SAVE, to.position, to.checkpoint, reactor, from, epoch);
  if (moved !== 1) throw new Fenced(`another reactor has taken ${reactor}`);
  if (parked.length > 0) yield { sql: PARK, runs: parked.map(parkedValues) };
}

const parkedValues = ({ reactor, position: at, key, problem }: ParkedReaction): readonly Value[] => [
  reactor,
  at,
  key,
  problem.slice(0, LIMITS.problem),
];

const parkedReaction = (reactor: string, { position: at, key, problem }: RawRow): ParkedReaction => ({
  reactor,
  position: position(Number(at)),
  key: String(key),
  problem: String(problem),
});

/**
 * What is known and cannot be derived from the log: the book's key, facts of the folder, where the reactors stand, what
 * they could not order. On the disk when a promise resolves. Every method throws ReadStoreUnavailable (503) when the
 * file cannot be written.
 */
export class SystemStore {
  private constructor(private readonly engine: Engine) {}

  /** Opens the file, or makes it with a key of its own. Throws NewerFormat, or an Error of SQLite. */
  static async open(path: string): Promise<SystemStore> {
    const file = { schema: SYSTEM_SCHEMA, layout: SYSTEM_LAYOUT, readers: 0 };
    const store = new SystemStore(SqliteEngine.open({ path, synchronous: 'FULL', ...file }));
    await store.putOnce(HASH_KEY, randomBytes(HASH_KEY_BYTES).toString('hex'));
    return store;
  }

  /** The secret that keyed hashes of this book are made with: 32 bytes, hex, the same for the life of the book. */
  async hashKey(): Promise<string> {
    const key = await this.setting(HASH_KEY);
    if (key === undefined) throw new Error('the book has lost its key');
    return key;
  }

  async setting(name: string): Promise<string | undefined> {
    const [row] = await this.engine.look(SETTING, name);
    return row ? String(row.value) : undefined;
  }

  /** Sets what is not set yet. Returns what now stands, which may be another's value. */
  putOnce(name: string, value: string): Promise<string> {
    return this.engine.write(() => settle(name, value));
  }

  /** Takes the reactor; whoever had it is fenced. */
  lead(reactor: string): Promise<ReactorLease> {
    return this.engine.write(() => take(reactor));
  }

  /** The new position, and the orders up to it that could not be given, in one commit. @throws Fenced */
  async save(lease: ReactorLease, to: GroupPosition, parked: readonly ParkedReaction[] = []): Promise<ReactorLease> {
    await this.engine.write(() => move(lease, to, parked));
    return { ...lease, position: to.position, checkpoint: to.checkpoint };
  }

  /** Adds one, or replaces its problem. */
  async park(reaction: ParkedReaction): Promise<void> {
    await this.engine.write(() => changesOf(PARK, ...parkedValues(reaction)));
  }

  async parkedReactions(reactor: string): Promise<readonly ParkedReaction[]> {
    return (await this.engine.look(PARKED, reactor)).map((row) => parkedReaction(reactor, row));
  }

  /** Removes one that was carried out or given up; false when there is none. */
  async unpark({ reactor, position: at, key }: Omit<ParkedReaction, 'problem'>): Promise<boolean> {
    return (await this.engine.write(() => changesOf(UNPARK, reactor, at, key))) > 0;
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
