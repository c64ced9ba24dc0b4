import {
  balanceOn,
  lastBalance,
  lastDay,
  laterOf,
  money,
  unreachable,
  withChange,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type Money,
  type ReceivableId,
  type Timeline,
} from '#kernel';
import type { ReceivableEvent } from '../events.js';

type DataOf<Type extends ReceivableEvent['type']> = Extract<ReceivableEvent, { type: Type }>['data'];

export interface InstalmentState {
  readonly number: number;
  readonly dueOn: CalendarDate;
  readonly originalDueOn: CalendarDate;
  readonly amount: bigint;
  /** The day it was entitled; nothing while it is a plan. */
  readonly entitledOn: CalendarDate | undefined;
  /** What is outstanding, by the day that each change counts on; never below zero on any day. */
  readonly outstanding: Timeline;
}

/** What became of an allocation: its first outcome is final, but a collection can be taken back. */
export type AllocationState =
  | { readonly outcome: 'collected'; readonly on: CalendarDate; readonly data: DataOf<'InstalmentCollected'> }
  | { readonly outcome: 'reversed' | 'declined'; readonly amount: Money }
  | { readonly outcome: 'withdrawn' };

export interface Standing {
  readonly receivableId: ReceivableId;
  readonly customerId: CustomerId;
  readonly number: string;
  readonly life: number;
  readonly raisedOn: CalendarDate;
  readonly currency: Currency;
  readonly gross: bigint;
  readonly tax: bigint;
  /** The gross in the book's currency, and how much of it left with what was settled. */
  readonly booked: Money;
  readonly relieved: bigint;
  readonly settled: bigint;
  readonly instalments: ReadonlyMap<number, InstalmentState>;
  readonly allocations: ReadonlyMap<AllocationId, AllocationState>;
  readonly dispute: { readonly amount: Money; readonly since: CalendarDate } | undefined;
  /** The last day on which a dispute was opened or resolved. */
  readonly disputedUntil: CalendarDate;
}

/** Raised and Settled take the same commands; Settled says that nothing is outstanding on any later day. */
export type Raised = (
  { readonly situation: 'raised' } | { readonly situation: 'settled'; readonly settledOn: CalendarDate }
) &
  Standing;

export type ReceivableState =
  { readonly situation: 'absent' } | Raised | ({ readonly situation: 'reversed' } & Standing);

export const initial: ReceivableState = { situation: 'absent' };

export const outstandingOf = (state: Standing, instalment: InstalmentState): Money =>
  money(lastBalance(instalment.outstanding), state.currency);

export const totalOutstanding = ({ instalments, currency }: Standing): Money =>
  money(
    [...instalments.values()].reduce((sum, each) => sum + lastBalance(each.outstanding), 0n),
    currency,
  );

export const outstandingOn = ({ instalments, currency }: Standing, day: CalendarDate): Money =>
  money(
    [...instalments.values()].reduce((sum, each) => sum + balanceOn(each.outstanding, day), 0n),
    currency,
  );

/** The last day on which what is outstanding changed. */
export const lastChangeOn = ({ instalments, raisedOn }: Standing): CalendarDate =>
  laterOf(raisedOn, ...[...instalments.values()].map(({ outstanding }) => lastDay(outstanding) ?? raisedOn));

/** The last day on which an instalment was entitled. */
export const lastEntitledOn = ({ instalments, raisedOn }: Standing): CalendarDate =>
  laterOf(raisedOn, ...[...instalments.values()].map(({ entitledOn }) => entitledOn ?? raisedOn));

/** What stands open on each instalment on a day, for the events that carry it. */
export const openOn = ({ instalments, currency }: Standing, day: CalendarDate) =>
  [...instalments.values()].map(({ number, dueOn, outstanding }) => ({
    number,
    dueOn,
    open: money(balanceOn(outstanding, day), currency),
  }));

const withInstalments = (
  state: Standing,
  numbers: readonly number[],
  change: (each: InstalmentState) => InstalmentState,
) => {
  const instalments = new Map(state.instalments);
  for (const number of numbers) {
    const instalment = instalments.get(number);
    if (instalment) instalments.set(number, change(instalment));
  }
  return instalments;
};

const raised = ({ effectiveOn, data }: Extract<ReceivableEvent, { type: 'ReceivableRaised' }>): Raised => ({
  situation: 'raised',
  receivableId: data.receivableId,
  customerId: data.customerId,
  number: data.number,
  life: data.life,
  raisedOn: effectiveOn,
  currency: data.gross.currency,
  gross: data.gross.minor,
  tax: data.tax.minor,
  booked: data.booked,
  relieved: 0n,
  settled: 0n,
  instalments: new Map(
    data.instalments.map(({ number, dueOn, originalDueOn, amount: { minor }, entitled }) => [
      number,
      {
        number,
        dueOn,
        originalDueOn,
        amount: minor,
        entitledOn: entitled ? effectiveOn : undefined,
        outstanding: withChange([], effectiveOn, minor),
      },
    ]),
  ),
  allocations: new Map(),
  dispute: undefined,
  disputedUntil: effectiveOn,
});

/** A collection, or its mirror: `sign` is 1 when money comes on, -1 when it goes. */
const moved = (
  state: Raised,
  on: CalendarDate,
  data: DataOf<'InstalmentCollected'>,
  sign: 1n | -1n,
  allocation: AllocationState,
): Raised => ({
  ...state,
  settled: state.settled + sign * data.amount.minor,
  relieved: state.relieved + sign * data.bookAmount.minor,
  instalments: withInstalments(state, [data.instalment], (each) => ({
    ...each,
    outstanding: withChange(each.outstanding, on, -sign * data.amount.minor),
  })),
  allocations: new Map(state.allocations).set(data.allocationId, allocation),
});

export const evolve = (state: ReceivableState, event: ReceivableEvent): ReceivableState => {
  if (event.type === 'ReceivableRaised') return raised(event);
  if (state.situation === 'absent') throw new Error(`${event.type} before ReceivableRaised`);
  if (state.situation === 'reversed') return afterReversal(state, event);
  switch (event.type) {
    case 'InstalmentsEntitled':
      return {
        ...state,
        instalments: withInstalments(
          state,
          event.data.instalments.map(({ number }) => number),
          (each) => ({ ...each, entitledOn: event.effectiveOn }),
        ),
      };
    case 'ReceivableDisputed':
      return { ...state, dispute: { amount: event.data.amount, since: event.effectiveOn } };
    case 'DisputeResolved':
      return { ...state, dispute: undefined, disputedUntil: event.effectiveOn };
    case 'InstalmentCollected':
      return moved(state, event.effectiveOn, event.data, 1n, {
        outcome: 'collected',
        on: event.effectiveOn,
        data: event.data,
      });
    case 'InstalmentCollectionReversed':
      return moved(state, event.effectiveOn, event.data, -1n, { outcome: 'reversed', amount: event.data.amount });
    case 'CollectionDeclined':
    case 'CollectionWithdrawn':
      return { ...state, allocations: answered(state, event) };
    case 'ReceivableSettled':
      return { ...state, situation: 'settled', settledOn: event.effectiveOn };
    case 'ReceivableReopened':
      return { ...state, situation: 'raised' };
    case 'ReceivableReversed':
      return { ...state, situation: 'reversed' };
    case 'PromiseToPayRecorded':
      return state;
    default:
      return unreachable(event);
  }
};

type Answered = Extract<ReceivableEvent, { type: 'CollectionDeclined' | 'CollectionWithdrawn' }>;

/** The first outcome under an allocation's id is final; what was withdrawn is declined once when it comes after all. */
const answered = (state: Standing, event: Answered): ReadonlyMap<AllocationId, AllocationState> => {
  const { allocationId } = event.data;
  const before = state.allocations.get(allocationId);
  if (before && before.outcome !== 'withdrawn') return state.allocations;
  return new Map(state.allocations).set(
    allocationId,
    event.type === 'CollectionDeclined' ? { outcome: 'declined', amount: event.data.amount } : { outcome: 'withdrawn' },
  );
};

/** A reversed receivable still answers the process; nothing else can happen to it. */
const afterReversal = (
  state: Extract<ReceivableState, { situation: 'reversed' }>,
  event: ReceivableEvent,
): ReceivableState => {
  if (event.type !== 'CollectionDeclined' && event.type !== 'CollectionWithdrawn')
    throw new Error(`${event.type} after ReceivableReversed`);
  return { ...state, allocations: answered(state, event) };
};
