import { expect, it } from '@jest/globals';
import { batch, type Fresh, type Open } from './examples.js';

export const visibilityRules = (fresh: Fresh, open: Open): void => {
  const reaches = (to: number) => (checkpoint: string) => Number(checkpoint) >= to;

  it('ends at once when it is there', async () => {
    const { store, lease } = await fresh();
    await store.apply(lease, batch(3));
    expect(await store.whenVisible('g', reaches(3), 0)).toBe(true);
    expect(await store.whenVisible('g', reaches(4), 0)).toBe(false);
  });

  it('ends with the batch that brings it, for everybody who waits', async () => {
    const { store, lease } = await fresh();
    const waiting = Array.from({ length: 1_000 }, (_, index) =>
      store.whenVisible('g', reaches(1 + (index % 3)), 20_000),
    );
    const elsewhere = store.whenVisible('h', reaches(1), 1);
    let next = lease;
    for (const to of [1, 2, 3]) next = await store.apply(next, batch(to));
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([true]));
    expect(await elsewhere).toBe(false);
  });

  it('ends with the batch of another process', async () => {
    const { place, store, lease } = await fresh();
    const waiting = store.whenVisible('g', reaches(1), 20_000);
    const other = await open(place);
    await other.apply(lease, batch(1));
    expect(await waiting).toBe(true);
  });

  it('is false when the time is over, or the store is closed', async () => {
    const { store } = await fresh();
    expect(await store.whenVisible('g', reaches(1), 5)).toBe(false);
    const waiting = store.whenVisible('g', reaches(1), 20_000);
    await store.whenVisible('g', reaches(1), 1);
    await store.close();
    expect(await waiting).toBe(false);
  });

  it('fails for the caller whose question fails, and for nobody else', async () => {
    const { store, lease } = await fresh();
    const fails = store.whenVisible(
      'g',
      (checkpoint) => {
        if (checkpoint !== '') throw new Error('mine');
        return false;
      },
      20_000,
    );
    const failed = expect(fails).rejects.toThrow('mine');
    const waiting = store.whenVisible('g', reaches(1), 20_000);
    await store.whenVisible('g', reaches(1), 1);
    await store.apply(lease, batch(1));
    await failed;
    expect(await waiting).toBe(true);
  });
};
