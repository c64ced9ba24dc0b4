import { position } from '#kernel';
import { insert, integerColumn, minorColumn, nullable, table, textColumn, update, type RowOf } from '../model.js';
import type { AnyModel, Change } from '../model.js';
import type { Batch, Lease, ReadStore, Snapshot } from '../port.js';

/** A table in the order of the log, and one whose rows change. */
export const movements = table(
  'movements',
  { tenant: textColumn, position: integerColumn, line: integerColumn, account: textColumn, amount_minor: minorColumn },
  { key: ['tenant', 'position', 'line'], indexes: [['tenant', 'account']] },
);
export const items = table(
  'items',
  { tenant: textColumn, id: textColumn, name: textColumn, note: nullable(textColumn), owed_minor: minorColumn },
  { key: ['tenant', 'id'], indexes: [['tenant', 'name']] },
);
export const model = { name: 'model', version: 1, tables: [movements, items] } as unknown as AnyModel;

export type Movement = RowOf<typeof movements>;
export type Item = RowOf<typeof items>;

export const moved = (at: number, amount_minor: bigint, line = 0, account = 'a'): Change =>
  insert(movements, { tenant: 't', position: at, line, account, amount_minor });
export const item = (id: string, owed_minor = 0n): Change =>
  insert(items, { tenant: 't', id, name: `item ${id}`, note: null, owed_minor });
export const changed = (id: string, set: Partial<Item>): Change => update(items, { tenant: 't', id }, set);

export const batch = (to: number, changes: readonly Change[] = [], others: Partial<Batch> = {}): Batch => ({
  changes,
  parked: [],
  recorded: [],
  to: { position: position(to), checkpoint: String(to) },
  ...others,
});

export const itemsOf = (store: ReadStore): Promise<Item[]> =>
  store.read('g', ({ db }) => db.selectFrom('items').selectAll().orderBy('id').execute() as Promise<Item[]>);
export const movementsOf = ({ db }: Snapshot): Promise<Movement[]> =>
  db.selectFrom('movements').selectAll().orderBy('position').orderBy('line').execute() as Promise<Movement[]>;
export const positionOf = (store: ReadStore, group = 'g'): Promise<number> =>
  store.read(group, ({ position: at }) => Promise.resolve(at));

export const exampleItem: Item = { tenant: 't', id: '1', name: 'n', note: null, owed_minor: 0n };
export const exampleMovement: Movement = { tenant: 't', position: 1, line: 0, account: 'a', amount_minor: 0n };

/** A place for rows, empty at first; every `open` is another connection to it, as another process would have it. */
export interface Place {
  open(): Promise<ReadStore>;
}

export type Fresh = () => Promise<{ place: Place; store: ReadStore; lease: Lease }>;
export type Open = (place: Place) => Promise<ReadStore>;
