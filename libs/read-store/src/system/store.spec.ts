import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { NewerFormat } from '#event-log';
import { position } from '#kernel';
import { temporaryFolder } from '#testing';
import { Fenced, ReadStoreUnavailable } from '../port.js';
import { SystemStore, type ParkedReaction } from './store.js';

const folder = temporaryFolder();
let files = 0;
const path = (): string => folder.file(`${(files += 1)}.db`);
const opened: SystemStore[] = [];
const open = async (file = path()): Promise<SystemStore> => {
  const store = await SystemStore.open(file);
  opened.push(store);
  return store;
};
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(() => folder.remove());

const to = (at: number) => ({ position: position(at), checkpoint: `c${at}` });

describe('the system store', () => {
  it('makes the key of the book once, 32 bytes that no other book has', async () => {
    const file = path();
    const first = await open(file);
    const key = await first.hashKey();
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    await first.close();
    expect(await (await open(file)).hashKey()).toBe(key);
    expect(await (await open()).hashKey()).not.toBe(key);
  });

  it('keeps a setting as it was put first', async () => {
    const file = path();
    const [one, other] = [await open(file), await open(file)];
    expect(await one.setting('book')).toBeUndefined();
    expect(await one.putOnce('book', 'main')).toBe('main');
    expect(await other.putOnce('book', 'another')).toBe('main');
    expect(await other.setting('book')).toBe('main');
  });

  it('of a newer version is refused', async () => {
    const file = path();
    await (await open(file)).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    await expect(SystemStore.open(file)).rejects.toThrow(NewerFormat);
  });

  it('is unavailable when it is closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.setting('book')).rejects.toThrow(ReadStoreUnavailable);
    await expect(store.putOnce('book', 'main')).rejects.toThrow(ReadStoreUnavailable);
  });
});

describe('where a reactor stands', () => {
  it('is before the first event at first, then where it was saved, also when opened again', async () => {
    const file = path();
    const store = await open(file);
    const lease = await store.lead('allocation');
    expect(lease).toEqual({ reactor: 'allocation', position: 0, checkpoint: '', epoch: 1 });
    const next = await store.save(lease, to(7));
    expect(next).toEqual({ reactor: 'allocation', ...to(7), epoch: 1 });
    await store.save(next, to(9));
    await store.close();
    expect(await (await open(file)).lead('allocation')).toEqual({ reactor: 'allocation', ...to(9), epoch: 2 });
  });

  it('is saved only by the one who leads', async () => {
    const file = path();
    const [one, other] = [await open(file), await open(file)];
    const lease = await one.lead('allocation');
    const taken = await other.lead('allocation');
    const parked = [{ reactor: 'allocation', position: position(7), key: 'k', problem: 'p' }];
    await expect(one.save(lease, to(7), parked)).rejects.toThrow(Fenced);
    expect(await one.parkedReactions('allocation')).toEqual([]);
    await other.save(taken, to(8));
    await expect(other.save(taken, to(8))).rejects.toThrow(Fenced);
    expect(await one.lead('allocation')).toMatchObject(to(8));
  });

  it('is its own for each reactor', async () => {
    const store = await open();
    const [one, other] = [await store.lead('one'), await store.lead('other')];
    await store.save(one, to(5));
    await store.save(other, to(2));
    expect([(await store.lead('one')).position, (await store.lead('other')).position]).toEqual([5, 2]);
  });
});

describe('a parked reaction', () => {
  const parked = (at: number, problem = 'absent', key = 'first'): ParkedReaction => ({
    reactor: 'allocation',
    position: position(at),
    key,
    problem,
  });

  it('is kept with the position, listed in the order of the log, and removed once', async () => {
    const store = await open();
    await store.save(await store.lead('allocation'), to(9), [parked(9), parked(4)]);
    await store.park(parked(6));
    expect(await store.parkedReactions('allocation')).toEqual([parked(4), parked(6), parked(9)]);
    expect(await store.parkedReactions('other')).toEqual([]);
    expect(await store.unpark(parked(6))).toBe(true);
    expect(await store.unpark(parked(6))).toBe(false);
    expect(await store.parkedReactions('allocation')).toEqual([parked(4), parked(9)]);
  });

  it('stands beside the others of its event', async () => {
    const store = await open();
    await store.park(parked(4));
    await store.park(parked(4, 'late', 'second'));
    await store.unpark(parked(4));
    expect(await store.parkedReactions('allocation')).toEqual([parked(4, 'late', 'second')]);
  });

  it('parked again has its newest problem', async () => {
    const store = await open();
    await store.park(parked(4));
    await store.park(parked(4, 'still absent'));
    expect(await store.parkedReactions('allocation')).toEqual([parked(4, 'still absent')]);
  });
});
