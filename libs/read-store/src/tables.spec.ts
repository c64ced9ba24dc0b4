import { describe, expect, it } from '@jest/globals';
import { insert, integerColumn, minorColumn, nullable, table, textColumn, update, type RowOf } from './model.js';
import { createIndexes, createTable, ownTables } from './tables.js';

const lines = table(
  'lines',
  { tenant: textColumn, position: integerColumn, note: nullable(textColumn), amount_minor: minorColumn },
  { key: ['tenant', 'position'], indexes: [['tenant', 'note']] },
);
const items = table('items', { tenant: textColumn, id: textColumn }, { key: ['tenant', 'id'] });

describe('a table', () => {
  it('is strict on SQLite, and kept in the order of its key where that is the order of the log', () => {
    expect(createTable(lines, 'sqlite')).toBe(
      'CREATE TABLE IF NOT EXISTS "lines" ("tenant" TEXT NOT NULL, "position" INTEGER NOT NULL, "note" TEXT, ' +
        '"amount_minor" INTEGER NOT NULL, PRIMARY KEY ("tenant", "position")) STRICT, WITHOUT ROWID',
    );
    expect(createTable(items, 'sqlite')).toMatch(/ STRICT$/);
  });

  it('compares its texts byte by byte on PostgreSQL too', () => {
    expect(createTable(lines, 'postgres')).toBe(
      'CREATE TABLE IF NOT EXISTS "lines" ("tenant" text COLLATE "C" NOT NULL, "position" bigint NOT NULL, ' +
        '"note" text COLLATE "C", "amount_minor" bigint NOT NULL, PRIMARY KEY ("tenant", "position"))',
    );
    for (const sql of ownTables('postgres')) expect(sql).not.toMatch(/STRICT|ROWID|INTEGER/);
  });

  it('has its indexes apart, under names that fit both engines', () => {
    expect(createIndexes(lines)).toEqual([
      'CREATE INDEX IF NOT EXISTS "lines_by_tenant_note" ON "lines" ("tenant", "note")',
    ]);
    const long = 'x'.repeat(40);
    const columns = { tenant: textColumn, [long]: textColumn, [`${long}y`]: textColumn };
    const wide = table('wide', columns, {
      key: ['tenant'],
      indexes: [
        ['tenant', long],
        ['tenant', `${long}y`],
        [long, `${long}y`],
      ],
    });
    const names = createIndexes(wide).map((sql) => /"([^"]+)"/.exec(sql)?.[1] ?? '');
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => name.length <= 63)).toBe(true);
  });

  it('calls money and nothing else …_minor', () => {
    const named = table('named', { tenant: textColumn, amount: minorColumn }, { key: ['tenant'] });
    expect(() => createTable(named, 'sqlite')).toThrow('named.amount: a name ends in _minor where the column is money');
    const counted = table('counted', { tenant: textColumn, days_minor: integerColumn }, { key: ['tenant'] });
    expect(() => createTable(counted, 'sqlite')).toThrow('counted.days_minor');
  });

  it('has a key that begins with the tenant and has no gaps', () => {
    const without = table('without', { tenant: textColumn, id: textColumn }, { key: ['id'] });
    expect(() => createTable(without, 'sqlite')).toThrow('the key of without begins with tenant');
    const holed = table('holed', { tenant: textColumn, id: nullable(textColumn) }, { key: ['tenant', 'id'] });
    expect(() => createTable(holed, 'sqlite')).toThrow('holed.id is of the key, it has a value');
  });

  it('has names that need no quoting, and indexes of columns that are there', () => {
    const shouting = table('Shouting', { tenant: textColumn }, { key: ['tenant'] });
    expect(() => createTable(shouting, 'sqlite')).toThrow('"Shouting" in Shouting is not a name');
    const lost = { ...items, indexes: [['nowhere']] };
    expect(() => createTable(lost, 'sqlite')).toThrow('items has no column nowhere');
  });

  it('types its rows: a wrong one does not compile', () => {
    const row: RowOf<typeof lines> = { tenant: 't', position: 1, note: null, amount_minor: 1n };
    expect(insert(lines, row)).toEqual({ change: 'insert', table: lines, row });
    // @ts-expect-error money is a bigint
    insert(lines, { ...row, amount_minor: 1 });
    // @ts-expect-error only what is nullable is null
    insert(lines, { ...row, position: null });
    // @ts-expect-error every column is there
    insert(items, { tenant: 't' });
    // @ts-expect-error and no other
    update(items, { tenant: 't', id: 'i' }, { colour: 'red' });
    // @ts-expect-error a key names columns of the table
    table('other', { tenant: textColumn }, { key: ['tenant', 'id'] });
  });
});
