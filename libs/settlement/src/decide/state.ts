import {
  balanceOn,
  lastBalance,
  money,
  unreachable,
  withChange,
  type AllocationId,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type Money,
  type ReceiptId,
  type Timeline,
} from '#kernel';
import type { Bucket, ReceiptEvent } from '../events.js';

type EventOf<Type extends ReceiptEvent['type']> = Extract<ReceiptEvent, { type: Type }>;

/** One allocation as the receipt knows it. `on` is the day since which the money is where it is. */
export interface AllocationState {
  readonly state: 'inFlight' | 'applied' | 'declined' | 'returned';
  readonly on: CalendarDate;
  /** The receivable has collected it once. */
  readonly confirmed: boolean;
  /** Somebody asked for it back, or the receipt was reversed. */
  readonly goingBack: boolean;
  readonly declined?: string;
  /** Its share of the receipt's booked amount. */
  readonly bookAmount: bigint;
  readonly data: EventOf<'AllocationConfirmed'>['data'];
}

export interface Standing {
  readonly receiptId: ReceiptId;
  readonly number: string;
  readonly life: number;
  readonly customerId: CustomerId | undefined;
  readonly currency: Currency;
  readonly amount: bigint;
  readonly booked: Money;
  /** What the bank kept of the amount. */
  readonly fee: bigint;
  readonly instrument: EventOf<'ReceiptRegistered'>['data']['instrument'];
  readonly bookedOn: CalendarDate;
  readonly valueOn: CalendarDate;
  readonly intended: EventOf<'ReceiptRegistered'>['data']['intended'];
  /** The money by where it is and the day that each change counts on. */
  readonly buckets: Readonly<Record<Bucket, Timeline>>;
  readonly allocations: ReadonlyMap<AllocationId, AllocationState>;
  readonly live: number;
  /** What was ever allocated net of returns, in the receipt's and the book's currency: the last share takes the rest. */
  readonly allocated: bigint;
  readonly allocatedBook: bigint;
}

export type Present = {
  readonly situation: 'registered' | 'confirmed' | 'cleared' | 'reversed';
  readonly clearedOn?: CalendarDate;
} & Standing;
export type ReceiptState = { readonly situation: 'absent' } | Present;

export const initial: ReceiptState = { situation: 'absent' };

export const bucket = (state: Standing, name: Bucket): Money => money(lastBalance(state.buckets[name]), state.currency);
export const bucketOn = (state: Standing, name: Bucket, day: CalendarDate): bigint =>
  balanceOn(state.buckets[name], day);

type Buckets = Standing['buckets'];

const EMPTY: Buckets = {
  claimed: [],
  unidentified: [],
  unapplied: [],
  inFlight: [],
  applied: [],
  reservedForRefund: [],
  refunded: [],
  reversed: [],
};

const moved = (
  buckets: Buckets,
  on: CalendarDate,
  from: Bucket | undefined,
  to: Bucket | undefined,
  minor: bigint,
): Buckets => {
  const after = { ...buckets };
  if (from) after[from] = withChange(after[from], on, -minor);
  if (to) after[to] = withChange(after[to], on, minor);
  return after;
};

const registered = ({ data, effectiveOn }: EventOf<'ReceiptRegistered'>): Present => ({
  situation: 'registered',
  receiptId: data.receiptId,
  number: data.number,
  life: data.life,
  customerId: data.customerId,
  currency: data.amount.currency,
  amount: data.amount.minor,
  booked: data.booked,
  fee: 0n,
  instrument: data.instrument,
  bookedOn: data.bookedOn,
  valueOn: data.valueOn,
  intended: data.intended,
  buckets: moved(EMPTY, effectiveOn, undefined, 'claimed', data.amount.minor),
  allocations: new Map(),
  live: 0,
  allocated: 0n,
  allocatedBook: 0n,
});

const allocated = (state: Present, { effectiveOn, data }: EventOf<'ReceiptAllocated'>): Present => ({
  ...state,
  buckets: moved(state.buckets, effectiveOn, 'unapplied', 'inFlight', data.receiptAmount.minor),
  allocations: new Map(state.allocations).set(data.allocationId, {
    state: 'inFlight',
    on: effectiveOn,
    confirmed: false,
    goingBack: false,
    bookAmount: data.receiptBookAmount.minor,
    data,
  }),
  live: state.live + 1,
  allocated: state.allocated + data.receiptAmount.minor,
  allocatedBook: state.allocatedBook + data.receiptBookAmount.minor,
});

const withAllocation = (state: Present, id: AllocationId, change: Partial<AllocationState>): Present['allocations'] => {
  const before = state.allocations.get(id);
  if (!before) throw new Error(`the receipt has no allocation ${id}`);
  return new Map(state.allocations).set(id, { ...before, ...change });
};

const returned = (state: Present, { effectiveOn, data }: EventOf<'AllocationReturned'>): Present => ({
  ...state,
  buckets:
    data.to === 'nowhere'
      ? state.buckets
      : moved(state.buckets, effectiveOn, data.from, data.to, data.receiptAmount.minor),
  allocations: withAllocation(state, data.allocationId, {
    state: data.declined === undefined ? 'returned' : 'declined',
    on: effectiveOn,
    ...(data.declined === undefined ? {} : { declined: data.declined }),
  }),
  live: state.live - 1,
  allocated: state.allocated - data.receiptAmount.minor,
  allocatedBook: state.allocatedBook - (state.allocations.get(data.allocationId)?.bookAmount ?? 0n),
});

const reversed = (state: Present, { effectiveOn, data }: EventOf<'ReceiptReversed'>): Present => {
  let { buckets } = state;
  for (const { on, bucket: name, change } of data.released) buckets = moved(buckets, on, undefined, name, change.minor);
  buckets = moved(buckets, effectiveOn, undefined, 'reversed', data.amount.minor);
  const allocations = new Map(state.allocations);
  for (const { allocationId } of data.withdrawn) {
    const before = allocations.get(allocationId);
    if (before) allocations.set(allocationId, { ...before, goingBack: true });
  }
  return { ...state, situation: 'reversed', buckets, allocations };
};

/** Whatever happened, the receipt is there afterwards. */
export const evolve = (state: ReceiptState, event: ReceiptEvent): Present => {
  if (event.type === 'ReceiptRegistered') return registered(event);
  if (state.situation === 'absent') throw new Error(`${event.type} before ReceiptRegistered`);
  const { effectiveOn } = event;
  switch (event.type) {
    case 'ReceiptIdentified':
      return {
        ...state,
        customerId: event.data.customerId,
        buckets: moved(state.buckets, effectiveOn, 'unidentified', 'unapplied', event.data.amount.minor),
      };
    case 'ReceiptConfirmed':
      return {
        ...state,
        situation: 'confirmed',
        fee: event.data.fee?.minor ?? 0n,
        buckets: moved(
          state.buckets,
          effectiveOn,
          'claimed',
          event.data.customerId ? 'unapplied' : 'unidentified',
          event.data.amount.minor,
        ),
      };
    case 'ReceiptCleared':
      return { ...state, situation: 'cleared', clearedOn: effectiveOn };
    case 'ReceiptAllocated':
      return allocated(state, event);
    case 'AllocationConfirmed':
      return {
        ...state,
        buckets: moved(state.buckets, effectiveOn, 'inFlight', 'applied', event.data.receiptAmount.minor),
        allocations: withAllocation(state, event.data.allocationId, {
          state: 'applied',
          on: effectiveOn,
          confirmed: true,
        }),
      };
    case 'AllocationReturnRequested': {
      const { from, allocationId, receiptAmount } = event.data;
      if (from === 'inFlight')
        return { ...state, allocations: withAllocation(state, allocationId, { goingBack: true }) };
      const buckets = moved(state.buckets, effectiveOn, 'applied', 'inFlight', receiptAmount.minor);
      return {
        ...state,
        buckets,
        allocations: withAllocation(state, allocationId, { state: 'inFlight', on: effectiveOn, goingBack: true }),
      };
    }
    case 'AllocationReturned':
      return returned(state, event);
    case 'ReceiptReversed':
      return reversed(state, event);
    default:
      return unreachable(event);
  }
};
