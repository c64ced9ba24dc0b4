import type { CalendarDate, Currency, CustomerId, EntityId, ReceivableId, Tenant } from '#kernel';
import type { OpenItem } from '../commands.js';

/** What a receipt must know of its payer, read from the log. */
export interface Payers {
  find(tenant: Tenant, id: CustomerId): Promise<{ readonly entity: EntityId; readonly held: boolean } | undefined>;
}

/** What an allocation must know of the receivable it names, read from the log. */
export interface Receivables {
  find(tenant: Tenant, id: ReceivableId): Promise<ReferredReceivable | undefined>;
}

export interface ReferredReceivable {
  readonly entity: EntityId;
  readonly customerId: CustomerId;
  readonly number: string;
  readonly raisedOn: CalendarDate;
  readonly instalments: ReadonlySet<number>;
}

/**
 * The customer's entitled open instalments, read from rows that hold all that was appended before the call; `chosenAt`
 * is their position. Rejects as unavailable when the rows do not come in time.
 */
export interface OpenItems {
  of(
    tenant: Tenant,
    entity: EntityId,
    customerId: CustomerId,
    currency: Currency,
  ): Promise<{ readonly openItems: readonly OpenItem[]; readonly chosenAt: number }>;
}

/** Human numbers for documents that come without one. */
export interface ReceiptNumbers {
  next(tenant: Tenant, entity: EntityId, kind: 'receipt', on: CalendarDate): Promise<string>;
}

export const PAYERS = Symbol('Payers of receipts');
export const RECEIVABLES = Symbol('Receivables of receipts');
export const OPEN_ITEMS = Symbol('OpenItems of receipts');
export const RECEIPT_NUMBERS = Symbol('Numbers of receipts');
