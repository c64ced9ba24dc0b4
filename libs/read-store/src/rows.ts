import { Constraint, type Statement, type Value, type Work } from './engine.js';
import { LIMITS } from './limits.js';
import type { Table, Change, Column, ColumnKind } from './model.js';
import { ImpossibleRows } from './port.js';
import { physicalName, quoted } from './tables.js';

type Row = Readonly<Record<string, unknown>>;

const LARGEST = 2n ** 63n - 1n;

const HOLDS: Readonly<Record<ColumnKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  minor: (value) => typeof value === 'bigint' && value <= LARGEST && value >= -LARGEST - 1n,
};

/** What is worked out once for a table. */
interface Plan {
  readonly into: string;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** How many rows an INSERT has: as many as allowed, else some, else one, so that few statements are kept. */
  readonly sizes: readonly number[];
  readonly inserts: Map<number, string>;
}

const plans = new WeakMap<Table, Plan>();

const planOf = (table: Table): Plan => {
  const known = plans.get(table);
  if (known) return known;
  const names = Object.keys(table.columns);
  const most = Math.min(LIMITS.rowsPerInsert, Math.floor(LIMITS.valuesPerStatement / names.length));
  const plan: Plan = {
    into: `INSERT INTO ${quoted(physicalName(table))} (${names.map(quoted).join(', ')}) VALUES `,
    names,
    columns: Object.values(table.columns),
    sizes: [...new Set([most, Math.ceil(most / 8), 1])],
    inserts: new Map(),
  };
  plans.set(table, plan);
  return plan;
};

const insertText = (plan: Plan, rows: number): string => {
  const known = plan.inserts.get(rows);
  if (known !== undefined) return known;
  const one = `(${plan.names.map(() => '?').join(', ')})`;
  const text = plan.into + Array<string>(rows).fill(one).join(', ');
  plan.inserts.set(rows, text);
  return text;
};

const impossible = (table: Table, why: string): never => {
  throw new ImpossibleRows(table.name, `${table.name}: ${why}`);
};

const shown = (value: unknown): string => (typeof value === 'bigint' ? `${value}n` : String(JSON.stringify(value)));

const holds = ({ kind, nullable }: Column, value: unknown): boolean => (value === null ? nullable : HOLDS[kind](value));

const assertHolds = (table: Table, name: string, value: unknown): void => {
  const column = table.columns[name] ?? impossible(table, `there is no column ${name}`);
  if (!holds(column, value)) impossible(table, `${name} is ${column.kind}, it does not hold ${shown(value)}`);
};

const assertRow = (table: Table, { names, columns }: Plan, row: Row): void => {
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    if (!holds(columns[index] as Column, row[name])) assertHolds(table, name, row[name]);
  }
  if (Object.keys(row).length !== names.length)
    impossible(table, `there is no column ${Object.keys(row).find((name) => !names.includes(name))}`);
};

const assertUpdate = (table: Table, key: Row, set: Row): void => {
  const inKey = Object.keys(set).find((name) => table.key.includes(name));
  if (inKey !== undefined) impossible(table, `${inKey} is of the key, it does not change`);
  for (const part of [key, set]) {
    if (Object.keys(part).length === 0) impossible(table, 'an update says which rows and which values');
    for (const [name, value] of Object.entries(part)) assertHolds(table, name, value);
  }
  if (Object.values(key).includes(null)) impossible(table, 'no row is found by NULL');
};

const keyText = (table: Table, row: Row): string => JSON.stringify(table.key.map((name) => String(row[name])));

const isWholeKey = (table: Table, key: Row): boolean =>
  Object.keys(key).length === table.key.length && table.key.every((name) => key[name] !== undefined);

interface Update {
  readonly key: Row;
  readonly set: Record<string, unknown>;
}

/**
 * The changes of one table between two updates that may meet many rows. Inserts come first, then updates of single
 * rows, the later value of a column winning; an update of a row that is inserted here becomes part of the insert.
 */
class Stretch {
  private readonly inserts: Row[] = [];
  private readonly updates = new Map<string, Update>();
  /** Where the inserted rows are, by key; made up to date when an update asks. */
  private readonly inserted = new Map<string, number>();
  private indexed = 0;

  constructor(
    private readonly table: Table,
    private readonly plan: Plan,
  ) {}

  get isEmpty(): boolean {
    return this.inserts.length === 0 && this.updates.size === 0;
  }

  insert(row: Row): void {
    if (this.updates.size > 0 && this.updates.has(keyText(this.table, row)))
      impossible(this.table, `a row was changed before it was there: ${keyText(this.table, row)}`);
    this.inserts.push(row);
  }

  update(key: Row, set: Row): void {
    for (; this.indexed < this.inserts.length; this.indexed += 1)
      this.inserted.set(keyText(this.table, this.inserts[this.indexed] as Row), this.indexed);
    const text = keyText(this.table, key);
    const at = this.inserted.get(text);
    const known = this.updates.get(text);
    if (at !== undefined) this.inserts[at] = { ...this.inserts[at], ...set };
    else if (known) Object.assign(known.set, set);
    else this.updates.set(text, { key, set: { ...set } });
  }

  *statements(): Generator<Statement, void, void> {
    const { names, sizes } = this.plan;
    let done = 0;
    for (const size of sizes) {
      const runs: Value[][] = [];
      for (; done + size <= this.inserts.length; done += size) {
        const values: Value[] = [];
        for (let index = done; index < done + size; index += 1)
          for (const name of names) values.push((this.inserts[index] as Row)[name] as Value);
        runs.push(values);
      }
      if (runs.length > 0) yield { sql: insertText(this.plan, size), runs };
    }
    yield* updateStatements(this.table, this.updates.values());
  }
}

/** One statement for all updates of the same columns. */
function* updateStatements(table: Table, updates: Iterable<Update>): Generator<Statement, void, void> {
  const byText = new Map<string, Value[][]>();
  const equal = (name: string): string => `${quoted(name)} = ?`;
  for (const { key, set } of updates) {
    const columns = Object.keys(set).sort();
    const where = Object.keys(key).sort();
    const sql = `UPDATE ${quoted(physicalName(table))} SET ${columns.map(equal).join(', ')} WHERE ${where.map(equal).join(' AND ')}`;
    const values = [...columns.map((name) => set[name] as Value), ...where.map((name) => key[name] as Value)];
    const runs = byText.get(sql);
    if (runs) runs.push(values);
    else byText.set(sql, [values]);
  }
  for (const [sql, runs] of byText) yield { sql, runs };
}

/** All changes of one table, in the order in which they count. */
class TableChanges {
  private readonly done: (Stretch | Update)[] = [];
  private open: Stretch;
  private readonly plan: Plan;

  constructor(private readonly table: Table) {
    this.plan = planOf(table);
    this.open = new Stretch(table, this.plan);
  }

  /** Every change is checked alone, so that a batch takes what its events one by one would take. */
  add(change: Change): void {
    if (change.change === 'insert') {
      assertRow(this.table, this.plan, change.row);
      this.open.insert(change.row);
      return;
    }
    assertUpdate(this.table, change.key, change.set);
    if (isWholeKey(this.table, change.key)) this.open.update(change.key, change.set);
    else {
      if (!this.open.isEmpty) this.done.push(this.open);
      this.done.push({ key: change.key, set: { ...change.set } });
      this.open = new Stretch(this.table, this.plan);
    }
  }

  *write(): Work<void> {
    for (const step of [...this.done, this.open])
      if (step instanceof Stretch) yield* this.exactly(step);
      else for (const statement of updateStatements(this.table, [step])) yield* this.guarded(statement);
  }

  /** Every run of a stretch meets its rows: an INSERT all of its own, an UPDATE one. */
  private *exactly(stretch: Stretch): Work<void> {
    for (const statement of stretch.statements()) {
      const missed = (yield* this.guarded(statement)).indexOf(0);
      if (missed >= 0)
        impossible(this.table, `there is no row to change for ${statement.runs[missed]?.map(shown).join(', ')}`);
    }
  }

  private *guarded(statement: Statement): Work<readonly number[]> {
    try {
      return (yield statement).changes;
    } catch (error) {
      if (error instanceof Constraint) impossible(this.table, error.message);
      throw error;
    }
  }
}

/**
 * Writes the rows of a batch: inserts as statements of many rows, updates of one row merged into one.
 * @throws ImpossibleRows
 */
export function* writeChanges(changes: readonly Change[]): Work<void> {
  const byTable = new Map<Table, TableChanges>();
  for (const change of changes) {
    let ofTable = byTable.get(change.table);
    if (!ofTable) byTable.set(change.table, (ofTable = new TableChanges(change.table)));
    ofTable.add(change);
  }
  for (const ofTable of byTable.values()) yield* ofTable.write();
}
