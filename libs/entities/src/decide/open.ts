import {
  accept,
  refusing,
  streamName,
  uuidOf,
  type CalendarDate,
  type Currency,
  type Decider,
  type EntityId,
  type Refusal,
  type StreamName,
  type Telling,
  type Tenant,
} from '#kernel';
import { entityEvents, type EntityEvent } from '../events.js';

/** Opens the book of a legal entity. */
export interface OpenEntity {
  readonly entityId: EntityId;
  readonly code: string;
  readonly name: string;
  readonly currency: Currency;
  /** An IANA time zone: it decides which day a click falls on. */
  readonly timeZone: string;
  readonly on: CalendarDate;
}

export type EntityState = { readonly situation: 'absent' } | ({ readonly situation: 'open' } & Omit<OpenEntity, 'on'>);

export interface EntityRefusals {
  AlreadyExists: { number: string };
}

export type EntityRefusal = Refusal<keyof EntityRefusals>;
const refuse = refusing<EntityRefusals>();

export const entityTelling: Telling<EntityRefusals> = {
  AlreadyExists: {
    title: 'Already exists',
    detail: ({ number }) => `an entity with the code ${number} is open already`,
  },
};

export const entity: Decider<OpenEntity, EntityState, EntityEvent, EntityRefusal> = {
  category: 'entity',
  events: entityEvents,
  initial: { situation: 'absent' },
  decide: ({ on, ...data }, state) =>
    state.situation === 'absent'
      ? accept({ type: 'EntityOpened', effectiveOn: on, data })
      : refuse('AlreadyExists', { number: data.code }),
  evolve: (_, { data }) => ({ situation: 'open', ...data }),
};

export const entityStream = (tenant: Tenant, id: EntityId): StreamName => streamName(entity.category, tenant, id);

/** An entity is found by its code: the id follows from it. */
export const entityIdOf = (tenant: Tenant, code: string): EntityId => uuidOf<EntityId>(tenant, 'entity', code, 0);
