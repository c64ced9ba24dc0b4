import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { minorOf, sumMinor, type MinorSum } from '../exact-numbers.js';
import { ReadStoreUnavailable } from '../port.js';
import { batch, exampleMovement, item, itemsOf, moved, movementsOf, positionOf, type Fresh } from './examples.js';

export const queryRules = (fresh: Fresh): void => {
  it('sees the rows and the position of one moment, also while they are written', async () => {
    const { store, lease } = await fresh();
    const next = await store.apply(lease, batch(1, [moved(1, 1n)]));
    const seen = await store.read('g', async (snapshot) => {
      const before = await movementsOf(snapshot);
      await store.apply(next, batch(2, [moved(2, 2n)]));
      return [snapshot.position, before, await movementsOf(snapshot)];
    });
    expect(seen).toEqual([1, [{ ...exampleMovement, amount_minor: 1n }], [{ ...exampleMovement, amount_minor: 1n }]]);
    expect(await store.read('g', async (snapshot) => (await movementsOf(snapshot)).length)).toBe(2);
  });

  it('may be one of many at once', async () => {
    const { store, lease } = await fresh();
    await store.apply(lease, batch(1, [moved(1, 1n)]));
    const answers = await Promise.all(Array.from({ length: 200 }, () => store.read('g', movementsOf)));
    expect(answers.every((rows) => rows.length === 1)).toBe(true);
  });

  it('that fails leaves the store as it was for the next one', async () => {
    const { store } = await fresh();
    for (let query = 0; query < 20; query += 1) {
      await expect(store.read('g', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
      await expect(store.read('g', ({ db }) => db.selectFrom('nothing').selectAll().execute())).rejects.toThrow();
    }
    expect(await positionOf(store)).toBe(0);
  });

  it('cannot write', async () => {
    const { store } = await fresh();
    await expect(store.read('g', ({ db }) => db.deleteFrom('items').execute())).rejects.toThrow(ReadStoreUnavailable);
  });

  it('gets amounts as exact bigints, other numbers as numbers', async () => {
    const { store, lease } = await fresh();
    await fc.assert(
      fc.asyncProperty(fc.bigInt(-(10n ** 18n), 10n ** 18n), async (amount) => {
        const at = await store.renew(lease);
        const to = at.position + 1;
        await store.apply(at, batch(to, [moved(to, amount)]));
        const [row] = await store.read('g', ({ db }) =>
          db
            .selectFrom('movements')
            .selectAll()
            .where('position', '=', to)
            .where('amount_minor', '=', amount)
            .execute(),
        );
        expect(row).toEqual({ ...exampleMovement, position: to, amount_minor: amount });
      }),
    );
  });

  it('throws for a number beyond 2^53 under another name, rather than round it', async () => {
    const { store, lease } = await fresh();
    await store.apply(lease, batch(1, [moved(1, 2n ** 53n)]));
    const total = (alias: string) =>
      store.read('g', ({ db }) => db.selectFrom('movements').select(`amount_minor as ${alias}`).executeTakeFirst());
    await expect(total('amount')).rejects.toThrow('amount is beyond 2^53');
    expect(await total('total_minor')).toEqual({ total_minor: 2n ** 53n });
  });

  it('divides whole numbers as whole numbers, also those that it brings along', async () => {
    const { store, lease } = await fresh();
    await store.apply(lease, batch(5, [moved(5, -7n)]));
    const half = await store.read('g', ({ db }) =>
      db
        .selectFrom('movements')
        .select(({ eb, ref }) => [
          eb(ref('amount_minor'), '/', 2).as('half_minor'),
          eb(ref('position'), '/', 2).as('half'),
        ])
        .executeTakeFirst(),
    );
    expect(half).toEqual({ half_minor: -3n, half: 2 });
  });

  it('sums exactly beyond 2^63, of either sign, by group, and of no rows', async () => {
    const { store } = await fresh();
    const largest = 2n ** 63n - 1n;
    const amount = fc.oneof(fc.bigInt(-largest, largest), fc.constantFrom(largest, -largest, 0n));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b'), amount), { maxLength: 30 }), async (amounts) => {
        const lease = await store.lead('g');
        const to = lease.position + 1;
        const changes = amounts.map(([account, each], line) => moved(to, each, line, account));
        await store.apply(lease, batch(to, changes));
        const expected = (account: string): bigint =>
          amounts.reduce((sum, [of, each]) => (of === account ? sum + each : sum), 0n);
        const sums = await store.read('g', ({ db }) =>
          db
            .selectFrom('movements as m')
            .select(['m.account', ...sumMinor('m.amount_minor', 'owed')])
            .where('m.position', '=', to)
            .groupBy('m.account')
            .execute(),
        );
        for (const row of sums) expect(minorOf(row, 'owed')).toBe(expected(row.account as string));
        const all = await store.read('g', ({ db }) =>
          db
            .selectFrom('movements')
            .select(sumMinor('amount_minor', 'x'))
            .where('position', '=', to)
            .executeTakeFirstOrThrow(),
        );
        expect(minorOf(all, 'x')).toBe(expected('a') + expected('b'));
      }),
    );
  });

  it('sums what an expression says, and nothing as 0', async () => {
    const { store, lease } = await fresh();
    await store.apply(
      lease,
      batch(2, [moved(1, 2n ** 62n, 0, 'a'), moved(1, 2n ** 62n, 1, 'a'), moved(2, -1n, 0, 'b')]),
    );
    const [row] = await store.read('g', ({ db }) =>
      db
        .selectFrom('movements')
        .select(({ eb }) => [
          ...sumMinor(eb.case().when('account', '=', 'a').then(eb.ref('amount_minor')).end(), 'owed'),
          ...sumMinor(eb.case().when('account', '=', 'c').then(eb.ref('amount_minor')).end(), 'none'),
        ])
        .execute(),
    );
    expect([minorOf(row as MinorSum<'owed'>, 'owed'), minorOf(row as MinorSum<'none'>, 'none')]).toEqual([
      2n ** 63n,
      0n,
    ]);
  });

  it('compares texts byte by byte', async () => {
    const { store, lease } = await fresh();
    const ids = ['é', 'B', 'a', 'Ä', '中', 'b', '_', '10', '9'];
    await store.apply(
      lease,
      batch(
        1,
        ids.map((id) => item(id)),
      ),
    );
    const bytes = [...ids].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect((await itemsOf(store)).map(({ id }) => id)).toEqual(bytes);
  });
};
