import { expect, it } from '@jest/globals';
import { position } from '#kernel';
import { table, textColumn } from '../model.js';
import { Fenced, ReadStoreUnavailable } from '../port.js';
import { batch, item, itemsOf, model, moved, movementsOf, positionOf, type Fresh, type Open } from './examples.js';

export const groupRules = (fresh: Fresh, open: Open): void => {
  it('stands before the first event until somebody applies one', async () => {
    const { store, lease } = await fresh();
    expect(lease).toMatchObject({ position: 0, checkpoint: '' });
    expect(await positionOf(store, 'nobody')).toBe(0);
  });

  it('is written by the one who took it last; the other one writes nothing', async () => {
    const { place, store, lease } = await fresh();
    const before = await store.apply(lease, batch(1, [moved(1, 1n)]));
    const other = await open(place);
    const taken = await other.lead('g');
    expect(taken).toMatchObject({ position: 1, checkpoint: '1', epoch: before.epoch + 1 });
    await expect(store.apply(before, batch(2, [moved(2, 1n)]))).rejects.toThrow(Fenced);
    await expect(store.renew(before)).rejects.toThrow(Fenced);
    await other.apply(taken, batch(2, [moved(2, 2n)]));
    expect((await store.read('g', movementsOf)).map((row) => row.amount_minor)).toEqual([1n, 2n]);
  });

  it('is not advanced twice from one position', async () => {
    const { store, lease } = await fresh();
    const next = await store.apply(lease, batch(1, [moved(1, 1n)]));
    await expect(store.apply(lease, batch(1, [moved(1, 1n, 1)]))).rejects.toThrow(Fenced);
    expect(await store.renew(lease)).toEqual(next);
    await expect(store.apply({ ...next, position: position(5) }, batch(6))).rejects.toThrow(Fenced);
  });

  it('does not go back', async () => {
    const { store, lease } = await fresh();
    const next = await store.apply(lease, batch(5));
    await expect(store.apply(next, batch(4))).rejects.toThrow('does not go back');
  });

  it('has its own position beside other groups', async () => {
    const { store, lease } = await fresh();
    const other = await store.lead('h');
    await store.apply(lease, batch(5));
    await store.apply(other, batch(2));
    expect([await positionOf(store, 'g'), await positionOf(store, 'h')]).toEqual([5, 2]);
  });

  it('keeps everything when it is opened again', async () => {
    const { place, store, lease } = await fresh();
    const parked = [{ model: 'model', key: 'k', position: position(1), problem: 'unreadable' }];
    await store.apply(lease, batch(1, [item('1', 10n ** 18n)], { parked }));
    const rows = await itemsOf(store);
    await store.close();
    const again = await open(place);
    expect(await itemsOf(again)).toEqual(rows);
    expect(await again.read('g', (snapshot) => Promise.resolve(snapshot.parked))).toEqual(parked);
    expect(await again.lead('g')).toMatchObject({ position: 1, checkpoint: '1', epoch: lease.epoch + 1 });
  });

  it('shows its parked keys from the batch on that parked them, each at its first event', async () => {
    const { store, lease } = await fresh();
    const key = (at: number) => ({ model: 'model', key: 'k', position: position(at), problem: `at ${at}` });
    const parkedOf = () => store.read('g', (snapshot) => Promise.resolve(snapshot.parked));
    expect(await parkedOf()).toEqual([]);
    const next = await store.apply(lease, batch(2, [], { parked: [key(2)] }));
    expect(await parkedOf()).toEqual([key(2)]);
    await store.apply(next, batch(3, [], { parked: [key(3), { ...key(3), model: 'other' }] }));
    expect(await parkedOf()).toEqual([key(2), { ...key(3), model: 'other' }]);
  });

  it('is unavailable when the store is closed', async () => {
    const { store, lease } = await fresh();
    await store.close();
    await expect(store.apply(lease, batch(1))).rejects.toThrow(ReadStoreUnavailable);
    await expect(positionOf(store)).rejects.toThrow(ReadStoreUnavailable);
    await expect(store.whenVisible('g', () => true, 0)).rejects.toThrow(ReadStoreUnavailable);
  });

  it('refuses a model whose table is there with other columns', async () => {
    const { store } = await fresh();
    const other = table('items', { tenant: textColumn, id: textColumn, colour: textColumn }, { key: ['tenant', 'id'] });
    await expect(store.prepare([{ ...model, tables: [other] }])).rejects.toThrow(
      'the table items has the columns id, name, note, owed_minor, tenant; this version of Daybook has colour, id, tenant',
    );
  });
};
