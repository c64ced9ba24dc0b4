import {
  accept,
  divideRounded,
  firstDayHolding,
  isZero,
  lastBalance,
  laterOf,
  minus,
  money,
  nothing,
  plus,
  sameMoney,
  type CalendarDate,
  type Money,
  type Ruling,
} from '#kernel';
import type { CollectInstalment, ReverseCollection } from '../commands.js';
import type { COLLECT_DECLINES, ReceivableEvent } from '../events.js';
import type { ReceivableRefusal } from '../refusals.js';
import {
  lastChangeOn,
  outstandingOf,
  totalOutstanding,
  type InstalmentState,
  type Raised,
  type ReceivableState,
  type Standing,
} from './state.js';

/** A process ordered it: the answer is always events, never a refusal. */
type Answer = Ruling<ReceivableEvent, ReceivableRefusal>;
type Present = Exclude<ReceivableState, { situation: 'absent' }>;
type Decline = (typeof COLLECT_DECLINES)[number];

const decline = (
  { receiptId, allocationId, instalment, amount, on }: CollectInstalment,
  state: Standing,
  reason: Decline,
  outstanding?: Money,
): Answer => {
  const { receivableId, customerId } = state;
  const data = { receivableId, customerId, receiptId, allocationId, instalment, amount, reason, outstanding };
  return accept({ type: 'CollectionDeclined', effectiveOn: laterOf(on, state.raisedOn), data });
};

/**
 * What leaves the booked amount with this much more settled: round(booked × cumulative settled ÷ gross) − relieved
 * before, so that the last takes the remainder.
 */
const relief = ({ booked, relieved, settled, gross }: Standing, amount: bigint): Money =>
  money(divideRounded(booked.minor * (settled + amount), gross) - relieved, booked.currency);

const collected = (
  command: CollectInstalment,
  state: Raised,
  instalment: InstalmentState,
  on: CalendarDate,
): ReceivableEvent => ({
  type: 'InstalmentCollected',
  effectiveOn: on,
  data: {
    receivableId: state.receivableId,
    customerId: state.customerId,
    receiptId: command.receiptId,
    allocationId: command.allocationId,
    instalment: instalment.number,
    dueOn: instalment.dueOn,
    originalDueOn: instalment.originalDueOn,
    valueOn: command.valueOn,
    entitledOn: instalment.entitledOn,
    amount: command.amount,
    bookAmount: relief(state, command.amount.minor),
    receiptAmount: command.receiptAmount,
    receiptBookAmount: command.receiptBookAmount,
    rate: command.rate,
  },
});

export const collect = (command: CollectInstalment, state: Present): Answer => {
  const { allocationId, amount } = command;
  const before = state.allocations.get(allocationId);
  if (before) {
    if (before.outcome === 'withdrawn') return decline(command, state, 'Withdrawn');
    const first = before.outcome === 'collected' ? before.data.amount : before.amount;
    return sameMoney(first, amount) ? nothing : decline(command, state, 'AllocationReusedWithOtherAmount');
  }
  if (state.situation === 'reversed') return decline(command, state, 'Reversed');
  const instalment = state.instalments.get(command.instalment);
  if (!instalment) return decline(command, state, 'UnknownInstalment');
  if (command.purpose === 'recover') return decline(command, state, 'NotWrittenOff');
  if (amount.currency !== state.currency) return decline(command, state, 'CurrencyDiffers');
  const on = firstDayHolding(instalment.outstanding, command.on, amount.minor);
  if (on === undefined) return decline(command, state, 'ExceedsOutstanding', outstandingOf(state, instalment));
  const event = collected(command, state, instalment, on);
  if (!isZero(minus(totalOutstanding(state), amount))) return accept(event);
  const { receivableId, customerId } = state;
  return accept(event, {
    type: 'ReceivableSettled',
    effectiveOn: laterOf(on, lastChangeOn(state)),
    data: { receivableId, customerId },
  });
};

/**
 * The mirror of a collection, with its amounts and rates; for one that never came, the note that it must not come later.
 * What was prepaid when it was collected may be entitled by now: then it is owed again, not planned again.
 */
export const reverseCollection = (command: ReverseCollection, state: Present): Answer => {
  const { receivableId, customerId } = state;
  const { receiptId, allocationId, instalment } = command;
  const before = state.allocations.get(allocationId);
  if (!before) {
    const data = { receivableId, customerId, receiptId, allocationId, instalment };
    return accept({ type: 'CollectionWithdrawn', effectiveOn: laterOf(command.on, state.raisedOn), data });
  }
  if (before.outcome !== 'collected' || state.situation === 'reversed') return nothing;
  const on = laterOf(command.on, before.on);
  const entitledOn = state.instalments.get(before.data.instalment)?.entitledOn;
  const reversal: ReceivableEvent = {
    type: 'InstalmentCollectionReversed',
    effectiveOn: on,
    data: { ...before.data, entitledOn, collectedOn: before.on },
  };
  if (state.situation !== 'settled') return accept(reversal);
  const outstanding = plus(totalOutstanding(state), before.data.amount);
  return accept(reversal, {
    type: 'ReceivableReopened',
    effectiveOn: laterOf(on, state.settledOn),
    data: { receivableId, customerId, outstanding },
  });
};

/** What stands collected on a receivable, net of what was taken back. */
export const collectedOn = (state: Standing): Money =>
  money(
    [...state.instalments.values()].reduce(
      (sum, { amount, outstanding }) => sum + amount - lastBalance(outstanding),
      0n,
    ),
    state.currency,
  );
