import { money, type Currency } from '#kernel';
import type { Allocating, OpenItem, ReferredItem } from '../commands.js';
import { MAX_ITEMS } from '../commands.js';
import type { CustomerId } from '#kernel';

/** What oldestFirst takes: by due date, then number, up to the money there is; what is left stays unapplied. */
export const oldestFirst = (
  openItems: readonly OpenItem[],
  customerId: CustomerId,
  free: bigint,
  currency: Currency,
): readonly ReferredItem[] => {
  const oldest = [...openItems]
    .filter(({ open }) => open.minor > 0n && open.currency === currency)
    .sort(
      (a, b) =>
        compare(a.dueOn, b.dueOn) || compare(a.receivableNumber, b.receivableNumber) || a.instalment - b.instalment,
    );
  const chosen: ReferredItem[] = [];
  let left = free;
  for (const item of oldest.slice(0, MAX_ITEMS)) {
    if (left <= 0n) break;
    const take = item.open.minor < left ? item.open.minor : left;
    chosen.push(referred(item, customerId, take, currency));
    left -= take;
  }
  return chosen;
};

/** Every instalment, and every receivable with several open ones, whose open amount is exactly the free money. */
export const exactMatches = (
  openItems: readonly OpenItem[],
  customerId: CustomerId,
  free: bigint,
  currency: Currency,
): readonly (readonly ReferredItem[])[] => {
  const open = openItems.filter((item) => item.open.minor > 0n && item.open.currency === currency);
  const whole = (items: readonly OpenItem[]) =>
    items.map((item) => referred(item, customerId, item.open.minor, currency));
  const receivables = Map.groupBy(open, ({ receivableId }) => receivableId);
  const several = [...receivables.values()].filter(
    (items) => items.length > 1 && items.reduce((sum, item) => sum + item.open.minor, 0n) === free,
  );
  return [...open.filter((item) => item.open.minor === free).map((item) => whole([item])), ...several.map(whole)];
};

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const referred = (
  { receivableId, receivableNumber, instalment, itemOn }: OpenItem,
  customerId: CustomerId,
  minor: bigint,
  currency: Currency,
): ReferredItem => ({
  receivableId,
  receivableNumber,
  instalment,
  itemOn,
  customerId,
  amount: money(minor, currency),
});

export const isChoice = (allocating: Allocating): allocating is Exclude<Allocating, { method: 'hand' }> =>
  allocating.method !== 'hand';
