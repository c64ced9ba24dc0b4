import type { CalendarDate, CustomerId, EntityId, Tenant } from '#kernel';

/** What a raise must know of its customer, read from the log. */
export interface Customers {
  find(tenant: Tenant, id: CustomerId): Promise<{ readonly entity: EntityId; readonly held: boolean } | undefined>;
}

/** Human numbers for documents that come without one. */
export interface Numbers {
  next(tenant: Tenant, entity: EntityId, kind: 'receivable', on: CalendarDate): Promise<string>;
}

export const CUSTOMERS = Symbol('Customers of receivables');
export const NUMBERS = Symbol('Numbers of receivables');
