import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { position, type Instant } from '#kernel';
import { batch, type Fresh } from './examples.js';

const at = (second: number): Instant => new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString() as Instant;

export const knownAtRules = (fresh: Fresh): void => {
  it('is the last position before something was recorded later', async () => {
    const { store, lease } = await fresh();
    const recorded = [1, 2, 3].map((each) => ({ at: at(each * 10), position: position(each) }));
    await store.apply(lease, batch(4, [], { recorded }));
    const known = (second: number) => store.read('g', ({ knownAt }) => knownAt(at(second)));
    expect([await known(0), await known(10), await known(29), await known(30), await known(99)]).toEqual([
      0, 1, 2, 4, 4,
    ]);
  });

  it('follows the running maximum over clocks that go back, for every group, whatever the batches', async () => {
    const clock = fc.array(fc.nat(12), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(clock, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), async (seconds, g, h) => {
        const { store } = await fresh();
        for (const [group, size, length] of [
          ['g', g, seconds.length],
          ['h', h, Math.ceil(seconds.length / 2)],
        ] as const) {
          let lease = await store.lead(group);
          for (let from = 0; from < length; from += size) {
            const events = seconds.slice(from, Math.min(from + size, length));
            const recorded = events
              .map((second, index) => ({ at: at(second), position: position(from + index + 1) }))
              .filter(({ at: when }, index, all) => all.slice(0, index).every((earlier) => earlier.at < when));
            lease = await store.apply(lease, batch(from + events.length, [], { recorded }));
          }
          for (let moment = 0; moment <= 12; moment += 1) {
            const naive = seconds.slice(0, length).findIndex((second) => second > moment);
            const known = await store.read(group, ({ knownAt }) => knownAt(at(moment)));
            expect(known).toBe(naive < 0 ? length : naive);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
};
