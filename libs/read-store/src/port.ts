import type { Kysely } from 'kysely';
import type { Instant, Position } from '#kernel';
import type { AnyModel, Change } from './model.js';

/** Where a projection group stands: it has applied everything up to `position`. */
export interface GroupPosition {
  readonly position: Position;
  /** Where reading the log goes on; the log engine's own text. */
  readonly checkpoint: string;
}

/** The right to write a group's rows, taken by one projector; the next one to take it fences this one off. */
export interface Lease extends GroupPosition {
  readonly group: string;
  readonly epoch: number;
}

/** An order key of a model that waits behind an event that could not be applied. */
export interface ParkedKey {
  readonly model: string;
  /** A stream's name, or an entity's id. */
  readonly key: string;
  /** The position of the event that could not be applied; it and later ones of the key are not in the rows. */
  readonly position: Position;
  readonly problem: string;
}

/** The changes of some events, committed with the group's new position or not at all. */
export interface Batch {
  readonly changes: readonly Change[];
  readonly parked: readonly ParkedKey[];
  /** Of each event of the batch that was recorded later than all before it in the batch: for `knownAt` as a time. */
  readonly recorded: readonly { readonly at: Instant; readonly position: Position }[];
  readonly to: GroupPosition;
}

/** Another projector has taken the group: nothing was written, and this one must stop. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** The read store cannot be reached or cannot write. HTTP 503. */
export class ReadStoreUnavailable extends Error {
  override readonly name = 'ReadStoreUnavailable';
}

/**
 * Rows that the table does not take: a key that is there already, a row to change that is not, a value that the column
 * does not hold. Nothing of the batch was written.
 */
export class ImpossibleRows extends Error {
  override readonly name = 'ImpossibleRows';

  constructor(
    /** The name of the table; it belongs to one model. */
    readonly table: string,
    message: string,
  ) {
    super(message);
  }
}

/** The tables of every model; a query names its own: `const db: Kysely<Rows<typeof tables>> = snapshot.db`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- which tables there are is the models' to say
export type AnyDatabase = Kysely<any>;

/** What one query sees: rows of one moment, and the position that they stand for. */
export interface Snapshot extends GroupPosition {
  /** Money comes as bigint under names that end in `_minor`, every other number as a number (`ExactNumbers`). */
  readonly db: AnyDatabase;
  readonly parked: readonly ParkedKey[];
  /** The last position known at a moment, through the running maximum of `recordedAt`. */
  knownAt(moment: Instant): Promise<Position>;
}

/** Rows that anybody can throw away and build again from the log. One implementation for SQLite and PostgreSQL, one conformance suite. */
export interface ReadStore {
  /** Makes the tables of the models that are missing. Throws an Error for one that is there with other columns. */
  prepare(models: readonly AnyModel[]): Promise<void>;
  /** Takes the group; whoever had it is fenced. */
  lead(group: string): Promise<Lease>;
  /**
   * Rows and position in one commit, guarded by the lease's position and epoch.
   * @returns the lease to go on with. @throws Fenced, ImpossibleRows, ReadStoreUnavailable
   */
  apply(lease: Lease, batch: Batch): Promise<Lease>;
  /**
   * Where the group stands under this lease, after an `apply` of which nobody knows whether it was committed.
   * @throws Fenced, ReadStoreUnavailable
   */
  renew(lease: Lease): Promise<Lease>;
  /**
   * Runs a query on one moment's rows. It holds one of a few connections: it neither opens another one inside itself nor
   * waits for anything but its own rows. @throws ReadStoreUnavailable
   */
  read<T>(group: string, query: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** Waits until the group's checkpoint satisfies `reached`; false when it did not within the milliseconds. */
  whenVisible(group: string, reached: (checkpoint: string) => boolean, milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
}

/** The injection token of the read store. */
export const READ_STORE = Symbol('ReadStore');
