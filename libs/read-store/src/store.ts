import { position, type Instant, type Position } from '#kernel';
import { changesOf, rowsOf, type Engine, type RawRow, type Reader, type Value, type Work } from './engine.js';
import { LIMITS } from './limits.js';
import type { AnyModel, Table } from './model.js';
import {
  Fenced,
  type Batch,
  type GroupPosition,
  type Lease,
  type ParkedKey,
  type ReadStore,
  type Snapshot,
} from './port.js';
import { writeChanges } from './rows.js';
import { createIndexes, createTable, physicalName } from './tables.js';
import { Visibility } from './visibility.js';

const GROUP = 'SELECT position, checkpoint, epoch, parkings FROM projection_groups WHERE "group" = ?';
const PARKED = 'SELECT model, key, position, problem FROM parked_keys WHERE "group" = ? ORDER BY position, model, key';
const KNOWN = 'SELECT position FROM known_times WHERE recorded_at > ? ORDER BY recorded_at LIMIT 1';
const LATEST = 'SELECT recorded_at FROM known_times ORDER BY recorded_at DESC LIMIT 1';
const LEAD =
  'INSERT INTO projection_groups ("group", position, checkpoint, epoch, parkings) VALUES (?, 0, \'\', 1, 0) ' +
  'ON CONFLICT ("group") DO UPDATE SET epoch = projection_groups.epoch + 1 RETURNING position, checkpoint, epoch';
const ADVANCE =
  'UPDATE projection_groups SET position = ?, checkpoint = ?, parkings = parkings + ? WHERE "group" = ? AND position = ? AND epoch = ?';
const PARK =
  'INSERT INTO parked_keys ("group", model, key, position, problem) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
const KNOW = 'INSERT INTO known_times (recorded_at, position) VALUES (?, ?) ON CONFLICT DO NOTHING';

/** A group that nobody has led yet stands before the first event. */
const NOWHERE: RawRow = { position: 0, checkpoint: '', epoch: 0, parkings: 0 };

const standing = (row: RawRow): GroupPosition => ({
  position: position(Number(row.position)),
  checkpoint: String(row.checkpoint),
});

/** Another projector's epoch, or its position: this one does not write any more. */
const fenced = (group: string): never => {
  throw new Fenced(`another projector has taken the group ${group}`);
};

function* take(group: string): Work<Lease> {
  const [row = NOWHERE] = yield* rowsOf(LEAD, group);
  return { group, ...standing(row), epoch: Number(row.epoch) };
}

function* advance({ group, position: from, epoch }: Lease, { changes, parked, recorded, to }: Batch): Work<void> {
  const moved = yield* changesOf(ADVANCE, to.position, to.checkpoint, parked.length, group, from, epoch);
  if (moved !== 1) fenced(group);
  yield* know(recorded);
  if (parked.length > 0)
    yield {
      sql: PARK,
      runs: parked.map((key) => [group, key.model, key.key, key.position, key.problem.slice(0, LIMITS.problem)]),
    };
  yield* writeChanges(changes);
}

/** Keeps what is later than everything before it; the log of one book has one such order, whichever group reads it. */
function* know(recorded: Batch['recorded']): Work<void> {
  if (recorded.length === 0) return;
  const [row] = yield* rowsOf(LATEST);
  let latest = row ? String(row.recorded_at) : '';
  const runs: Value[][] = [];
  for (const { at, position: where } of recorded)
    if (at > latest) {
      runs.push([at, where]);
      latest = at;
    }
  if (runs.length > 0) yield { sql: KNOW, runs };
}

function* make(statements: readonly string[]): Work<void> {
  for (const sql of statements) yield { sql, runs: [[]] };
}

/** The read store on one engine: every rule is here, what differs between SQLite and PostgreSQL is in the engine. */
export class KyselyReadStore implements ReadStore {
  private readonly visibility: Visibility;
  /** The parked keys of each group as they were last read, with the number of changes that they stand for. */
  private readonly parked = new Map<string, { readonly parkings: number; readonly keys: readonly ParkedKey[] }>();

  constructor(private readonly engine: Engine) {
    this.visibility = new Visibility(async (group) => {
      const [row = NOWHERE] = await engine.look(GROUP, group);
      return String(row.checkpoint);
    });
  }

  async prepare(models: readonly AnyModel[]): Promise<void> {
    const tables = models.flatMap((model) => model.tables);
    for (const table of tables) await this.assertColumns(table);
    const { dialect } = this.engine;
    await this.engine.write(() => make(tables.map((table) => createTable(table, dialect))));
    await this.engine.write(() => make(tables.flatMap(createIndexes)));
  }

  private async assertColumns(table: Table): Promise<void> {
    const found = [...(await this.engine.columnsOf(physicalName(table)))].sort().join(', ');
    const declared = Object.keys(table.columns).sort().join(', ');
    if (found !== '' && found !== declared)
      throw new Error(`the table ${table.name} has the columns ${found}; this version of Daybook has ${declared}`);
  }

  lead(group: string): Promise<Lease> {
    return this.engine.write(() => take(group));
  }

  async apply(lease: Lease, batch: Batch): Promise<Lease> {
    if (batch.to.position < lease.position) throw new Error('a group does not go back');
    await this.engine.write(() => advance(lease, batch));
    this.visibility.advanced(lease.group, batch.to.checkpoint);
    return { ...lease, ...batch.to };
  }

  async renew(lease: Lease): Promise<Lease> {
    const [row = NOWHERE] = await this.engine.look(GROUP, lease.group);
    return Number(row.epoch) === lease.epoch ? { ...lease, ...standing(row) } : fenced(lease.group);
  }

  read<T>(group: string, query: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.engine.snapshot(async (reader) => {
      const [row = NOWHERE] = await reader.rows(GROUP, group);
      const at = standing(row);
      const parked = await this.parkedKeys(reader, group, Number(row.parkings));
      return query({ ...at, parked, db: reader.db, knownAt: (moment) => knownAt(reader, moment, at.position) });
    });
  }

  private async parkedKeys(reader: Reader, group: string, parkings: number): Promise<readonly ParkedKey[]> {
    if (parkings === 0) return [];
    const known = this.parked.get(group);
    if (known?.parkings === parkings) return known.keys;
    const keys = (await reader.rows(PARKED, group)).map((row) => ({
      model: String(row.model),
      key: String(row.key),
      position: position(Number(row.position)),
      problem: String(row.problem),
    }));
    this.parked.set(group, { parkings, keys });
    return keys;
  }

  whenVisible(group: string, reached: (checkpoint: string) => boolean, milliseconds: number): Promise<boolean> {
    return this.visibility.wait(group, reached, milliseconds);
  }

  close(): Promise<void> {
    this.visibility.end();
    return this.engine.close();
  }
}

/** Before the first event that was recorded later than all before it and later than the moment. */
const knownAt = async (reader: Reader, moment: Instant, newest: Position): Promise<Position> => {
  const [row] = await reader.rows(KNOWN, moment);
  return row ? position(Math.min(Number(row.position) - 1, newest)) : newest;
};
