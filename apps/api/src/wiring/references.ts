import type { Currency, CustomerId, EntityId, ReceivableId, Tenant } from '#kernel';
import type { CommandHandling } from '#event-log';
import { customer, customerStream } from '#parties';
import type { ReadStore } from '#read-store';
import { openInstalments, receivable, receivableStream } from '#receivables';
import { inFlightTo, type OpenItems, type ReferredReceivable } from '#settlement';
import { GROUP } from '../book.js';
import type { Visibility } from '../querying/visibility.js';

/** What receivables and receipts must know of a customer, from the log. */
export const customersFrom = (handling: CommandHandling) => ({
  find: async (tenant: Tenant, id: CustomerId) => {
    const { state, entity } = await handling.read(customer, customerStream(tenant, id));
    return state.situation === 'absent' || entity === undefined
      ? undefined
      : { entity, held: state.situation === 'held' };
  },
});

/** What receipts must know of a receivable, from the log. */
export const receivablesFrom = (handling: CommandHandling) => ({
  find: async (tenant: Tenant, id: ReceivableId): Promise<ReferredReceivable | undefined> => {
    const { state, entity } = await handling.read(receivable, receivableStream(tenant, id));
    if (state.situation === 'absent' || entity === undefined) return undefined;
    const { customerId, number, raisedOn, instalments } = state;
    return { entity, customerId, number, raisedOn, instalments: new Set(instalments.keys()) };
  },
});

/** A customer's open items from rows that hold all that was appended before, less what other receipts have in flight to them. */
export const openItemsFrom = (store: ReadStore, visibility: Visibility): OpenItems => ({
  of: async (tenant: Tenant, entity: EntityId, customerId: CustomerId, currency: Currency) => {
    await visibility.ofEverything();
    return store.read(GROUP, async (snapshot) => {
      const inFlight = await inFlightTo(snapshot, { tenant, entity, customerId, currency });
      const openItems = await openInstalments(snapshot, { tenant, entity, customerId, currency, inFlight });
      return { openItems, chosenAt: snapshot.position };
    });
  },
});
