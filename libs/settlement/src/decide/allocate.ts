import {
  divideRounded,
  firstDayHolding,
  money,
  sameMoney,
  sum,
  uuidOf,
  withChange,
  type AllocationId,
  type Money,
  type Ruling,
} from '#kernel';
import {
  MAX_ITEMS,
  MAX_LIVE_ALLOCATIONS,
  type AllocateReceipt,
  type Allocating,
  type ReferredItem,
} from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import { exactMatches, isChoice, oldestFirst } from './choose.js';
import { bucket, type Present } from './state.js';

type Refused = ReceiptRefusal;

/** The amounts of the items in the receipt's currency, or why they cannot be had. */
export const inReceiptCurrency = (
  items: readonly ReferredItem[],
  currency: Money['currency'],
): readonly Money[] | Refused => {
  const foreign = items.find(({ receiptAmount }) => receiptAmount && receiptAmount.currency !== currency);
  if (foreign?.receiptAmount)
    return refuse('CurrencyDiffers', { given: foreign.receiptAmount.currency, expected: currency });
  const missing = items.find(({ amount, receiptAmount }) => amount.currency !== currency && !receiptAmount);
  if (missing) return refuse('ReceiptAmountMissing', { given: missing.amount.currency, expected: currency });
  for (const { amount, receiptAmount } of items)
    if (receiptAmount && amount.currency === currency && !sameMoney(receiptAmount, amount))
      return refuse('ReceiptAmountDiffers', { amount, receiptAmount });
  return items.map(({ amount, receiptAmount }) => receiptAmount ?? amount);
};

/** The items that an allocation comes to, chosen or given. */
const itemsOf = (
  allocating: Allocating,
  state: Present,
  customerId: ReferredItem['customerId'],
): readonly ReferredItem[] | Refused => {
  if (!isChoice(allocating)) return allocating.items;
  const free = bucket(state, 'unapplied');
  if (allocating.method === 'oldestFirst')
    return oldestFirst(allocating.openItems, customerId, free.minor, state.currency);
  const matches = exactMatches(allocating.openItems, customerId, free.minor, state.currency);
  if (matches.length === 0) return refuse('NoExactMatch', { free });
  return matches.length > 1 ? refuse('SeveralExactMatches', { free, matches: matches.length }) : (matches[0] ?? []);
};

/**
 * The book amount of a share: round(booked × cumulative allocated ÷ amount) − allocated before, so that the shares of
 * a receipt sum to its booked amount.
 */
const bookShare = (state: Present, before: { allocated: bigint; book: bigint }, minor: bigint): Money =>
  money(
    divideRounded(state.booked.minor * (before.allocated + minor), state.amount) - before.book,
    state.booked.currency,
  );

/** Takes free money for items, each dated the first day from which it is free for good. */
export const allocateItems = (
  allocating: Allocating,
  state: Present,
): { readonly events: readonly ReceiptEvent[] } | Refused => {
  const { customerId, receiptId, currency } = state;
  if (!customerId) return refuse('Unidentified', {});
  const items = itemsOf(allocating, state, customerId);
  if ('refusal' in items) return items;
  const stranger = items.find((item) => item.customerId !== customerId);
  if (stranger) return refuse('OtherCustomer', { receivableId: stranger.receivableId });
  const amounts = inReceiptCurrency(items, currency);
  if ('refusal' in amounts) return amounts;
  if (items.length > MAX_ITEMS) return refuse('TooManyAllocations', { limit: MAX_ITEMS });
  if (state.live + items.length > MAX_LIVE_ALLOCATIONS)
    return refuse('TooManyAllocations', { limit: MAX_LIVE_ALLOCATIONS });
  const asked = sum(amounts, currency);
  const free = bucket(state, 'unapplied');
  let { unapplied } = state.buckets;
  let [allocated, book] = [state.allocated, state.allocatedBook];
  const events: ReceiptEvent[] = [];
  for (const [index, item] of items.entries()) {
    const receiptAmount = amounts[index] ?? free;
    const on = firstDayHolding(unapplied, item.itemOn, receiptAmount.minor);
    if (on === undefined) return refuse('ExceedsFree', { asked, free });
    unapplied = withChange(unapplied, on, -receiptAmount.minor);
    const receiptBookAmount = bookShare(state, { allocated, book }, receiptAmount.minor);
    allocated += receiptAmount.minor;
    book += receiptBookAmount.minor;
    events.push({
      type: 'ReceiptAllocated',
      effectiveOn: on,
      data: {
        receiptId,
        customerId,
        allocationId: uuidOf<AllocationId>(receiptId, 'allocation', state.allocations.size + index),
        receivableId: item.receivableId,
        receivableNumber: item.receivableNumber,
        instalment: item.instalment,
        amount: item.amount,
        receiptAmount,
        receiptBookAmount,
        rate: item.rate,
        valueOn: state.valueOn,
        method: allocating.method,
        purpose: allocating.purpose,
        chosenAt: isChoice(allocating) ? allocating.chosenAt : undefined,
      },
    });
  }
  return { events };
};

export const allocate = (
  { allocate: allocating }: AllocateReceipt,
  state: Present,
): Ruling<ReceiptEvent, ReceiptRefusal> => {
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  if (state.situation === 'registered') return refuse('NotConfirmed', {});
  return allocateItems(allocating, state);
};
