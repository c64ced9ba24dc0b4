import type { EventSet, Fact, Recorded } from '#kernel';

/** What a column holds. `minor` is money in minor units (bigint; its name ends in `_minor`), `integer` a safe number. */
export type ColumnKind = 'text' | 'integer' | 'minor';

export interface Column<Kind extends ColumnKind = ColumnKind, Nullable extends boolean = boolean> {
  readonly kind: Kind;
  readonly nullable: Nullable;
}

const column = <Kind extends ColumnKind>(kind: Kind): Column<Kind, false> => ({ kind, nullable: false });

export const textColumn = column('text');
export const integerColumn = column('integer');
export const minorColumn = column('minor');
export const nullable = <Kind extends ColumnKind>({ kind }: Column<Kind>): Column<Kind, true> => ({
  kind,
  nullable: true,
});

type Columns = Readonly<Record<string, Column>>;
type Plain<Kind extends ColumnKind> = { text: string; integer: number; minor: bigint }[Kind];

/** One row of a table, as it is written and as it is read. */
export type RowOf<T> =
  T extends Table<infer C>
    ? {
        [Name in keyof C]: C[Name] extends Column<infer Kind, infer Nullable>
          ? Plain<Kind> | (Nullable extends true ? null : never)
          : never;
      }
    : never;

/** A table of a read model: made, filled and thrown away by the read store, on either engine. */
export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly columns: C;
  /**
   * The primary key; begins with `tenant`. One that goes on with a number (the position of the event) is written at the
   * table's end, which is ten times as fast as at random places.
   */
  readonly key: readonly string[];
  readonly indexes: readonly (readonly string[])[];
}

export const table = <const C extends Columns>(
  name: string,
  columns: C,
  { key, indexes = [] }: { key: readonly (keyof C & string)[]; indexes?: readonly (readonly (keyof C & string)[])[] },
): Table<C> => ({ name, columns, key, indexes });

/** What an event does to the rows of a model: a new row, or new values in one that an earlier event of its order key made. */
export type Change =
  | { readonly change: 'insert'; readonly table: Table; readonly row: Readonly<Record<string, unknown>> }
  | {
      readonly change: 'update';
      readonly table: Table;
      readonly key: Readonly<Record<string, unknown>>;
      readonly set: Readonly<Record<string, unknown>>;
    };

/** A new row. One whose key is there already parks the event: nothing is overwritten. */
export const insert = <C extends Columns>(into: Table<C>, row: RowOf<Table<C>>): Change => ({
  change: 'insert',
  table: into,
  row,
});

/**
 * New values. With all columns of the primary key: in that row, and its absence parks the event. With other columns: in
 * every row that has these values at this point of the log, also none; costs a statement of its own.
 */
export const update = <C extends Columns>(
  of: Table<C>,
  key: Partial<RowOf<Table<C>>>,
  set: Partial<RowOf<Table<C>>>,
): Change => ({
  change: 'update',
  table: of,
  key,
  set,
});

/**
 * A read model: a pure function from events to rows. Events carry every key that their rows need; `project` never looks
 * anything up. An event that it cannot read parks its order key in this model, and later events of the key wait behind it.
 */
export interface Model<Event extends Fact = Fact> {
  readonly name: string;
  /** One more for every change of meaning; a new version is built beside the old one. */
  readonly version: number;
  readonly orderKey: 'stream' | 'entity';
  readonly tables: readonly Table[];
  /** The categories of streams it reads; events of others are not its business. */
  readonly categories: readonly string[];
  /** Every event type of those categories. */
  readonly events: EventSet<Event>;
  readonly project: (event: Recorded<Event>) => readonly Change[];
}

/** Any read model, whatever its events: for lists of models. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a model takes its own events only: no other type holds them all
export type AnyModel = Model<any>;

/** An event as some model takes it. */
export type AnyRecorded = Parameters<AnyModel['project']>[0];

/** The tables of several models as Kysely knows them. */
export type Rows<Tables extends Readonly<Record<string, Table>>> = {
  [Name in keyof Tables]: RowOf<Tables[Name]>;
};
