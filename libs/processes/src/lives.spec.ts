import { deepStrictEqual, fail, ok } from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balanceOn, fold, lastBalance, withChange, type AllocationId, type CalendarDate, type Timeline } from '#kernel';
import { receivable, type ReceivableEvent, type ReceivableState } from '#receivables';
import { BUCKETS, receipt, type ReceiptEvent, type ReceiptState } from '#settlement';
import { dayOf, type Act } from './acts.js';
import { Life } from './life.js';
import type { Change } from './reference-model.js';

/** How many lives a property is tried on; `LIVES=20000` for a long run. */
const numRuns = Number(process.env['LIVES'] ?? 40);

const day = fc.nat(30);
const mostly = fc.integer({ min: 0, max: 6 }).map((roll) => roll > 0);
const which = fc.nat(11);
const amount = fc.integer({ min: 1, max: 120 });
const raise = fc.record({
  act: fc.constant('raise' as const),
  day,
  amounts: fc.array(amount, { minLength: 1, maxLength: 3 }),
  plan: fc.boolean(),
  dollars: fc.boolean(),
});
const receive = fc.record({
  act: fc.constant('receive' as const),
  day,
  amount: fc.integer({ min: 1, max: 300 }),
  dollars: fc.boolean(),
  confirmed: mostly,
  known: mostly,
});
const step = (skip: fc.Arbitrary<number>): fc.Arbitrary<Act> =>
  fc.record({ act: fc.constant('step' as const), pick: which, skip });

/** What is said about a receivable and changes no amount. */
const talk = ['dispute', 'resolve', 'promise'] as const;

/** `skip` says whether the orders of one stream may overtake each other. */
const acts = (skip: fc.Arbitrary<number>): fc.Arbitrary<readonly Act[]> => {
  const any = fc.oneof(
    { weight: 1, arbitrary: raise },
    { weight: 1, arbitrary: receive },
    { weight: 2, arbitrary: fc.record({ act: fc.constantFrom('confirm' as const, 'identify' as const), which, day }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('clear' as const), which, day }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('bounce' as const), which, day }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('unraise' as const), which, day }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('entitle' as const), which, day }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom(...talk), which, day }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('askBack' as const), which, day }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('repeat' as const), which, day }) },
    {
      weight: 9,
      arbitrary: fc.record({
        act: fc.constant('allocate' as const),
        which,
        items: fc.array(fc.record({ which, instalment: fc.nat(2), size: fc.nat(2), amount }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        act: fc.constant('choose' as const),
        which,
        method: fc.constantFrom('oldestFirst' as const, 'exact' as const),
      }),
    },
    { weight: 14, arbitrary: step(skip) },
  );
  return fc
    .tuple(
      fc.array(raise, { minLength: 1, maxLength: 3 }),
      fc.array(receive, { minLength: 1, maxLength: 3 }),
      fc.array(any, { minLength: 10, maxLength: 60, size: 'max' }),
    )
    .map(([raises, receives, others]) => [...raises, ...receives, ...others]);
};

type Standing = Exclude<ReceivableState, { situation: 'absent' }>;
type Present = Exclude<ReceiptState, { situation: 'absent' }>;

const standing = (life: Life): readonly { state: Standing; history: readonly ReceivableEvent[] }[] =>
  [...life.loop.receivables.values()].flatMap(({ state, history }) =>
    state.situation === 'absent' ? [] : [{ state, history }],
  );
const present = (life: Life): readonly { state: Present; history: readonly ReceiptEvent[] }[] =>
  [...life.loop.receipts.values()].flatMap(({ state, history }) =>
    state.situation === 'absent' ? [] : [{ state, history }],
  );

/** A figure as the days on which it changes and by how much, so that equal ones are equal on every day. */
const byDay = (changes: readonly Change[]): readonly Change[] => {
  const days = [...new Set(changes.map(([on]) => on))].sort((a, b) => a - b);
  const sums = days.map((on): Change => [
    on,
    changes.filter((change) => change[0] === on).reduce((sum, [, delta]) => sum + delta, 0n),
  ]);
  return sums.filter(([, delta]) => delta !== 0n);
};
const changesOf = (timeline: Timeline): readonly Change[] =>
  timeline.map(({ on, minor }): Change => [dayOf(on), minor]);
const figure = (timeline: Timeline): readonly Change[] => byDay(changesOf(timeline));
const neverNegative = (timeline: Timeline): boolean => timeline.every(({ on }) => balanceOn(timeline, on) >= 0n);

const checkReceivable = (life: Life, state: Standing, history: readonly ReceivableEvent[]): void => {
  const owed = life.model.owed.get(state.receivableId) ?? fail('not in the model');
  deepStrictEqual(state.situation, owed.situation);
  for (const { number, amount: whole, outstanding } of state.instalments.values()) {
    deepStrictEqual(figure(outstanding), byDay(owed.open[number - 1] ?? []), 'outstanding, day by day');
    ok(neverNegative(outstanding), 'never below zero on any day');
    ok(
      outstanding.every(({ on }) => balanceOn(outstanding, on) <= whole),
      'never above the amount on any day',
    );
    const collected = history.reduce((sum, event) => sum + signed(event, number), 0n);
    deepStrictEqual(whole, lastBalance(outstanding) + collected, 'amount = outstanding + collected');
  }
};

/** What an event adds to what is collected on an instalment. */
const signed = (event: ReceivableEvent, instalment: number): bigint => {
  if (event.type !== 'InstalmentCollected' && event.type !== 'InstalmentCollectionReversed') return 0n;
  const { instalment: on, amount: moved } = event.data;
  return on !== instalment ? 0n : event.type === 'InstalmentCollected' ? moved.minor : -moved.minor;
};

const checkReceipt = (life: Life, state: Present): void => {
  const paid = life.model.paid.get(state.receiptId) ?? fail('not in the model');
  deepStrictEqual(state.situation, paid.situation);
  const all = BUCKETS.flatMap((name) => changesOf(state.buckets[name]));
  deepStrictEqual(byDay(all), [[dayOf(state.bookedOn), state.amount]], 'the buckets sum to the amount on every day');
  for (const name of BUCKETS)
    ok(
      (name === 'inFlight' && state.situation === 'reversed') || neverNegative(state.buckets[name]),
      `${name} is never negative on any day`,
    );
  for (const on of [...new Set(all.map(([changed]) => changed))])
    deepStrictEqual(
      state.buckets.unapplied.reduce((sum, change) => (dayOf(change.on) <= on ? sum + change.minor : sum), 0n),
      life.model.freeOn(state.receiptId, on),
      `what is free on day ${on}`,
    );
};

const check = (life: Life): void => {
  for (const { state, history } of standing(life)) checkReceivable(life, state, history);
  for (const { state } of present(life)) checkReceipt(life, state);
};

/** Lives it act by act, everything checked after each one. */
const lived = (list: readonly Act[]): Life => {
  const life = new Life();
  for (const act of list) {
    life.live(act);
    check(life);
  }
  return life;
};

const settled = (list: readonly Act[]): Life => {
  const life = lived(list);
  life.settle();
  check(life);
  return life;
};

const lives = (skip: fc.Arbitrary<number>, property: (life: Life) => void): void =>
  fc.assert(
    fc.property(acts(skip), (list) => property(settled(list))),
    { numRuns },
  );

const inOrder = fc.constant(0);
const overtaking = fc.nat(3);

/** When an allocation's money counts as collected on the receivable, and as applied on the receipt: 1 comes, -1 goes. */
const collectedDays = (life: Life): Map<AllocationId, Change[]> => {
  const days = new Map<AllocationId, Change[]>();
  const note = (id: AllocationId, on: CalendarDate, delta: bigint) =>
    days.set(id, [...(days.get(id) ?? []), [dayOf(on), delta]]);
  for (const { history } of standing(life))
    for (const { type, effectiveOn, data } of history) {
      if (type === 'InstalmentCollected') note(data.allocationId, effectiveOn, 1n);
      if (type === 'InstalmentCollectionReversed') note(data.allocationId, effectiveOn, -1n);
    }
  return days;
};
const appliedDays = (history: readonly ReceiptEvent[], id: AllocationId): readonly Change[] =>
  history.flatMap((event): readonly Change[] => {
    const on = dayOf(event.effectiveOn);
    if (event.type === 'AllocationConfirmed' && event.data.allocationId === id) return [[on, 1n]];
    const leaves = event.type === 'AllocationReturnRequested' || event.type === 'AllocationReturned';
    return leaves && event.data.allocationId === id && event.data.from === 'applied' ? [[on, -1n]] : [];
  });

const atRest = (life: Life): void => {
  for (const { state } of present(life)) {
    deepStrictEqual(lastBalance(state.buckets.inFlight), 0n, 'nothing is in flight');
    for (const [id, allocation] of state.allocations) {
      const { state: there } = life.loop.receivable(allocation.data.receivableId);
      const outcome = there.situation === 'absent' ? undefined : there.allocations.get(id)?.outcome;
      deepStrictEqual(allocation.state === 'applied', outcome === 'collected', 'applied if and only if collected');
      ok(allocation.state !== 'inFlight');
    }
  }
};

const onEveryDay = (life: Life): void => {
  const collected = collectedDays(life);
  for (const { state, history } of present(life))
    for (const id of state.allocations.keys())
      deepStrictEqual(byDay(appliedDays(history, id)), byDay(collected.get(id) ?? []), 'applied as collected');
};

describe('random lives of receivables and receipts', () => {
  it('agree with the reference model after every step, and come to rest with applied = collected on every day', () =>
    lives(inOrder, (life) => {
      atRest(life);
      onEveryDay(life);
    }));

  it('come to rest when orders of one stream overtake each other: nothing is lost, taken twice or left in flight', () =>
    lives(overtaking, atRest));
});

/** What a reader of the events alone holds to be owed and planned: `project` looks nothing up. */
const projected = (history: readonly ReceivableEvent[], instalment: number): { owed: Timeline; planned: Timeline } => {
  let [owed, planned]: [Timeline, Timeline] = [[], []];
  const own = (on: CalendarDate, minor: bigint) => (owed = withChange(owed, on, minor));
  const plan = (on: CalendarDate, minor: bigint) => (planned = withChange(planned, on, minor));
  const entitle = (on: CalendarDate, minor: bigint) => (plan(on, -minor), own(on, minor));
  const move = (on: CalendarDate, entitledOn: CalendarDate | undefined, minor: bigint) => {
    if (entitledOn !== undefined && on >= entitledOn) return void own(on, minor);
    plan(on, minor);
    if (entitledOn !== undefined) entitle(entitledOn, minor);
  };
  const of = <Each extends { readonly number: number }>(list: readonly Each[]) =>
    list.filter(({ number }) => number === instalment);
  for (const event of history) {
    const { effectiveOn: on } = event;
    if (event.type === 'ReceivableRaised')
      for (const each of of(event.data.instalments)) move(on, each.entitled ? on : undefined, each.amount.minor);
    if (event.type === 'InstalmentsEntitled')
      for (const { open, later } of of(event.data.instalments)) {
        entitle(on, open.minor);
        for (const change of later) entitle(change.on, change.change.minor);
      }
    if (event.type === 'InstalmentCollected' || event.type === 'InstalmentCollectionReversed')
      move(on, event.data.entitledOn, -signed(event, instalment));
    if (event.type === 'ReceivableReversed')
      for (const { open, entitled } of of(event.data.instalments)) move(on, entitled ? on : undefined, -open.minor);
  }
  return { owed, planned };
};

describe('the events of a random life', () => {
  it('tell what is owed and what is planned on every day, with nothing looked up', () =>
    lives(overtaking, (life) => {
      for (const { state, history } of standing(life))
        for (const { number, outstanding, entitledOn } of state.instalments.values()) {
          const { owed, planned } = projected(history, number);
          const reversal = history.find(({ type }) => type === 'ReceivableReversed');
          for (const { on } of [...outstanding, ...owed, ...planned]) {
            const open = reversal && on >= reversal.effectiveOn ? 0n : balanceOn(outstanding, on);
            const isOwed = entitledOn !== undefined && on >= entitledOn;
            deepStrictEqual([balanceOn(owed, on), balanceOn(planned, on)], isOwed ? [open, 0n] : [0n, open]);
          }
        }
    }));

  it('fold to the same state from any point of the history', () =>
    fc.assert(
      fc.property(acts(inOrder), fc.nat(100), (list, cut) => {
        const life = settled(list);
        for (const { state, history } of standing(life)) {
          const at = cut % (history.length + 1);
          const before = fold(receivable, history.slice(0, at));
          deepStrictEqual(fold({ ...receivable, initial: before }, history.slice(at)), state);
        }
        for (const { state, history } of present(life)) {
          const at = cut % (history.length + 1);
          const before = fold(receipt, history.slice(0, at));
          deepStrictEqual(fold({ ...receipt, initial: before }, history.slice(at)), state);
        }
      }),
      { numRuns },
    ));

  it('settle and reopen in turn, never dated before each other, and settled is settled for good as then known', () =>
    lives(overtaking, (life) => {
      for (const { history } of standing(life)) {
        const turns = history.filter(({ type }) => type === 'ReceivableSettled' || type === 'ReceivableReopened');
        turns.forEach(({ type, effectiveOn }, index) => {
          deepStrictEqual(type, index % 2 === 0 ? 'ReceivableSettled' : 'ReceivableReopened');
          ok(effectiveOn >= (turns[index - 1]?.effectiveOn ?? effectiveOn), 'in the order of their days');
        });
        history.forEach(({ type, effectiveOn }, index) => {
          if (type !== 'ReceivableSettled') return;
          const then = fold(receivable, history.slice(0, index + 1));
          ok(then.situation === 'settled');
          for (const { outstanding } of then.instalments.values())
            for (const { on } of outstanding) ok(on < effectiveOn || balanceOn(outstanding, on) === 0n);
        });
      }
    }));
});

/** The book amounts of what stands, and the mirrors of what does not. */
const booksOf = (history: readonly ReceivableEvent[]): bigint => {
  const collections = new Map<AllocationId, Extract<ReceivableEvent, { type: 'InstalmentCollected' }>>();
  let relieved = 0n;
  for (const event of history) {
    if (event.type === 'InstalmentCollected') {
      collections.set(event.data.allocationId, event);
      relieved += event.data.bookAmount.minor;
    }
    if (event.type !== 'InstalmentCollectionReversed') continue;
    const original = collections.get(event.data.allocationId) ?? fail('a mirror of nothing');
    const { collectedOn, entitledOn, ...lines } = event.data;
    const { entitledOn: thenEntitled, ...originalLines } = original.data;
    deepStrictEqual([lines, collectedOn], [originalLines, original.effectiveOn], 'the original lines');
    ok(thenEntitled === undefined || thenEntitled === entitledOn);
    relieved -= event.data.bookAmount.minor;
  }
  return relieved;
};

describe('the book amounts of a random life', () => {
  it('are relieved whole when all is collected, not at all when nothing is, and come back by the original lines', () =>
    lives(overtaking, (life) => {
      for (const { state, history } of standing(life)) {
        const relieved = booksOf(history);
        deepStrictEqual(relieved, state.relieved);
        if (state.settled === state.gross) deepStrictEqual(relieved, state.booked.minor);
        if (state.settled === 0n) deepStrictEqual(relieved, 0n);
      }
    }));

  it('are shared out whole when all of a receipt is allocated, and not at all when nothing is', () =>
    lives(overtaking, (life) => {
      for (const { state } of present(life)) {
        if (state.situation === 'reversed') continue;
        const live = [...state.allocations.values()].filter((each) => each.state === 'applied');
        const shares = live.reduce((sum, { bookAmount }) => sum + bookAmount, 0n);
        deepStrictEqual(shares, state.allocatedBook);
        if (lastBalance(state.buckets.applied) === state.amount) deepStrictEqual(shares, state.booked.minor);
        if (live.length === 0) deepStrictEqual(shares, 0n);
      }
    }));

  it('are those of the receipt on both sides of an allocation', () =>
    lives(inOrder, (life) => {
      const shares = new Map(
        present(life).flatMap(({ history }) =>
          history.flatMap((event) =>
            event.type === 'ReceiptAllocated'
              ? [[event.data.allocationId, [event.data.receiptAmount, event.data.receiptBookAmount]] as const]
              : [],
          ),
        ),
      );
      for (const { history } of standing(life))
        for (const event of history)
          if (event.type === 'InstalmentCollected')
            deepStrictEqual(
              [event.data.receiptAmount, event.data.receiptBookAmount],
              shares.get(event.data.allocationId),
            );
    }));
});

describe('the generator', () => {
  it('makes lives in which everything happens', () => {
    const seen = new Map<string, number>();
    const fixed = { numRuns: 40, seed: 7 };
    for (const list of [...fc.sample(acts(inOrder), fixed), ...fc.sample(acts(overtaking), fixed)]) {
      const life = settled(list);
      for (const { history } of [...standing(life), ...present(life)])
        for (const { type } of history) seen.set(type, (seen.get(type) ?? 0) + 1);
    }
    const types = [...receivable.events.types.keys(), ...receipt.events.types.keys()];
    expect(types.filter((type) => !seen.has(type))).toEqual([]);
  });
});
