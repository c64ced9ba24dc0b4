import {
  accept,
  balanceOn,
  isZero,
  money,
  nothing,
  withChange,
  type CalendarDate,
  type Ruling,
  type Timeline,
} from '#kernel';
import type { ReverseReceipt } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import type { Present } from './state.js';

type Released = Extract<ReceiptEvent, { type: 'ReceiptReversed' }>['data']['released'][number];

/** What brings a bucket to zero on every day from `on`: its balance of that day, then the mirror of each later change. */
const emptied = (
  name: Released['bucket'],
  timeline: Timeline,
  on: CalendarDate,
  { currency }: Present,
): readonly Released[] =>
  [{ on, minor: balanceOn(timeline, on) }, ...timeline.filter((change) => change.on > on)]
    .map((change) => ({ on: change.on, bucket: name, change: money(-change.minor, currency) }))
    .filter(({ change }) => !isZero(change));

/** The sum of two figures, day by day. */
const together = (left: Timeline, right: Timeline): Timeline =>
  right.reduce((sum, { on, minor }) => withChange(sum, on, minor), left);

/**
 * The bank took the money back: a fact, recorded at once. What was allocated leaves flight here and comes back from the
 * receivables by itself, so that in flight is negative meanwhile.
 */
export const reverse = ({ cause, on }: ReverseReceipt, state: Present): Ruling<ReceiptEvent, ReceiptRefusal> => {
  if (state.situation === 'reversed') return nothing;
  const notBefore = state.clearedOn ?? state.bookedOn;
  if (on < notBefore) return refuse('BreaksLaterDate', { on, notBefore });
  const { receiptId, customerId, amount, currency, buckets } = state;
  const released = [
    ...emptied('claimed', buckets.claimed, on, state),
    ...emptied('unidentified', buckets.unidentified, on, state),
    ...emptied('unapplied', buckets.unapplied, on, state),
    ...emptied('inFlight', together(buckets.inFlight, buckets.applied), on, state),
  ];
  const withdrawn = [...state.allocations.values()]
    .filter((allocation) => allocation.state === 'inFlight' || allocation.state === 'applied')
    .map(({ data: { allocationId, receivableId, instalment } }) => ({ allocationId, receivableId, instalment }));
  return accept({
    type: 'ReceiptReversed',
    effectiveOn: on,
    data: { receiptId, customerId, amount: money(amount, currency), cause, withdrawn, released },
  });
};
