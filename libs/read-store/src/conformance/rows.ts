import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { insert, update, type Change } from '../model.js';
import { ImpossibleRows } from '../port.js';
import {
  batch,
  changed,
  exampleItem,
  exampleMovement,
  item,
  itemsOf,
  items,
  moved,
  movements,
  movementsOf,
  positionOf,
  type Fresh,
  type Item,
} from './examples.js';

export const rowRules = (fresh: Fresh): void => {
  it('are written with the position', async () => {
    const { store, lease } = await fresh();
    const next = await store.apply(lease, batch(3, [moved(1, 5n), moved(3, -5n)]));
    expect(next).toMatchObject({ group: 'g', position: 3, checkpoint: '3', epoch: lease.epoch });
    expect(
      await store.read('g', async (snapshot) => [snapshot.position, (await movementsOf(snapshot)).length]),
    ).toEqual([3, 2]);
  });

  it('are all written, however many', async () => {
    const { store, lease } = await fresh();
    await store.apply(
      lease,
      batch(
        1_337,
        Array.from({ length: 1_337 }, (_, index) => moved(index + 1, BigInt(index))),
      ),
    );
    const rows = await store.read('g', movementsOf);
    expect(rows.map((row) => row.amount_minor)).toEqual(Array.from({ length: 1_337 }, (_, index) => BigInt(index)));
  });

  it('of a batch with one that is there already are not written, nor is the position', async () => {
    const { store, lease } = await fresh();
    const next = await store.apply(lease, batch(1, [item('1', 7n)]));
    await expect(store.apply(next, batch(2, [moved(2, 1n), item('2'), item('1', 8n)]))).rejects.toThrow(ImpossibleRows);
    expect(await itemsOf(store)).toMatchObject([{ id: '1', owed_minor: 7n }]);
    expect(await store.read('g', movementsOf)).toEqual([]);
    expect(await positionOf(store)).toBe(1);
    await expect(store.apply(next, batch(2, [item('2')]))).resolves.toMatchObject({ position: 2 });
  });

  const impossible: readonly [string, readonly Change[]][] = [
    ['a missing value', [insert(items, { tenant: 't', id: '1', name: 'n', note: null } as unknown as Item)]],
    [
      'NULL where a value must be',
      [insert(items, { tenant: 't', id: '1', name: null, note: null } as unknown as Item)],
    ],
    ['a column that is not there', [insert(items, { ...exampleItem, colour: 'red' } as unknown as Item)]],
    ['money as a number', [insert(items, { ...exampleItem, owed_minor: 1 } as unknown as Item)]],
    ['a fraction', [insert(movements, { ...exampleMovement, line: 1.5 })]],
    ['a number above 2^53', [insert(movements, { ...exampleMovement, line: 2 ** 53 })]],
    ['money above 2^63', [insert(items, { ...exampleItem, owed_minor: 2n ** 63n })]],
    ['a change of the key', [item('1'), changed('1', { id: '2' })]],
    ['a change of nothing', [item('1'), changed('1', {})]],
    ['a change of every row', [item('1'), update(items, {}, { name: 'n' })]],
    ['a change of a row that is not there', [changed('1', { name: 'n' })]],
    ['a change of a row that comes later', [changed('1', { name: 'n' }), item('1')]],
    ['a value in a change that its column does not hold', [item('1'), changed('1', { name: 5 as unknown as string })]],
    [
      'such a value that is overwritten',
      [item('1'), changed('1', { owed_minor: 2n ** 64n }), changed('1', { owed_minor: 1n })],
    ],
  ];
  it.each(impossible)('are refused for %s, by the name of their table', async (_, changes) => {
    const { store, lease } = await fresh();
    const refused = await store.apply(lease, batch(1, [moved(1, 1n, 9), ...changes])).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImpossibleRows);
    expect((refused as ImpossibleRows).table).toBe(changes[0]?.table.name);
    expect(await store.read('g', movementsOf)).toEqual([]);
    expect(await itemsOf(store)).toEqual([]);
  });

  it('are changed after they were inserted, the last value of each column counts', async () => {
    const { store, lease } = await fresh();
    const first = [item('1'), changed('1', { name: 'a', owed_minor: 1n }), item('2'), changed('1', { name: 'b' })];
    const next = await store.apply(lease, batch(4, first));
    expect(await itemsOf(store)).toMatchObject([
      { id: '1', name: 'b', owed_minor: 1n },
      { id: '2', name: 'item 2', owed_minor: 0n },
    ]);
    const second = [changed('2', { note: 'x' }), changed('1', { note: 'y' }), changed('2', { note: null, name: 'c' })];
    await store.apply(next, batch(7, second));
    expect(await itemsOf(store)).toMatchObject([
      { id: '1', name: 'b', note: 'y' },
      { id: '2', name: 'c', note: null },
    ]);
  });

  it('found by other columns than the key are changed as they are at that point, none is fine', async () => {
    const { store, lease } = await fresh();
    const byName = (name: string, set: Partial<Item>): Change => update(items, { tenant: 't', name }, set);
    await store.apply(
      lease,
      batch(1, [
        byName('item 1', { note: 'too early' }),
        item('1'),
        item('2'),
        byName('item 1', { note: 'first', name: 'same' }),
        changed('2', { name: 'same' }),
        byName('same', { note: 'both' }),
        item('3'),
        changed('3', { name: 'same' }),
      ]),
    );
    expect((await itemsOf(store)).map(({ id, note, name }) => [id, note, name])).toEqual([
      ['1', 'both', 'same'],
      ['2', 'both', 'same'],
      ['3', null, 'same'],
    ]);
  });

  it('are the same whatever the size of the batches', async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('insert' as const), id: fc.nat(5), value: fc.bigInt(-9n, 9n) }),
      fc.record({ kind: fc.constant('update' as const), id: fc.nat(5), value: fc.bigInt(-9n, 9n) }),
      fc.record({ kind: fc.constant('many' as const), id: fc.nat(5), value: fc.bigInt(-9n, 9n) }),
    );
    const changesOf = (kind: string, id: number, value: bigint): Change =>
      kind === 'insert'
        ? item(String(id), value)
        : kind === 'update'
          ? changed(String(id), { owed_minor: value, note: `${value}` })
          : update(items, { tenant: 't', owed_minor: BigInt(id) }, { owed_minor: value });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 20 }), fc.integer({ min: 2, max: 7 }), async (history, size) => {
        const one = await fresh();
        const many = await fresh();
        const taken: Change[] = [];
        let { lease } = one;
        for (const { kind, id, value } of history) {
          const next = changesOf(kind, id, value);
          const after = await one.store.apply(lease, batch(taken.length + 1, [next])).catch(() => undefined);
          if (after) taken.push(next);
          lease = after ?? lease;
        }
        lease = many.lease;
        for (let from = 0; from < taken.length; from += size)
          lease = await many.store.apply(lease, batch(from + size, taken.slice(from, from + size)));
        expect(await itemsOf(many.store)).toEqual(await itemsOf(one.store));
      }),
      { numRuns: 40 },
    );
  });
};
