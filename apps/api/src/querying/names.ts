import type { CustomerId } from '#kernel';
import { customerNames } from '#parties';
import type { Snapshot } from '#read-store';
import type { Viewpoint } from './asker.js';

export interface CustomerName {
  readonly id: CustomerId;
  readonly code: string;
  readonly name: string;
}

type View = Pick<Viewpoint, 'tenant' | 'knownAt'>;

const named = (
  names: ReadonlyMap<CustomerId, { readonly code: string; readonly name: string }>,
  id: CustomerId,
): CustomerName => ({
  id,
  ...(names.get(id) ?? { code: '', name: '' }),
});

/** The code and name that stand beside one id. */
export const nameOf = async (snapshot: Snapshot, { tenant, knownAt }: View, id: CustomerId): Promise<CustomerName> =>
  named(await customerNames(snapshot, { tenant, knownAt, ids: [id] }), id);

/** Puts the customers' names beside their ids, one query for the page. */
export const customersBeside = async <Item extends { readonly customerId: CustomerId | null }>(
  snapshot: Snapshot,
  { tenant, knownAt }: View,
  items: readonly Item[],
): Promise<readonly (Omit<Item, 'customerId'> & { readonly customer: CustomerName | null })[]> => {
  const names = await customerNames(snapshot, {
    tenant,
    knownAt,
    ids: items.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])),
  });
  return items.map(({ customerId, ...item }) => ({
    ...item,
    customer: customerId === null ? null : named(names, customerId),
  }));
};
