import { count, currencyCode, eventSet, eventType, id, oneOf, text, type EntityId, type FactOf } from '#kernel';

/** A legal entity keeps its own book: currency and time zone are facts from then on, never configuration. */
const EntityOpened = eventType('EntityOpened', 1, {
  entityId: id<EntityId>(),
  code: text,
  name: text,
  currency: currencyCode,
  timeZone: text,
});

export const entityEvents = eventSet(EntityOpened);
export type EntityEvent = FactOf<[typeof EntityOpened]>;

/** Human numbers `from` to `to` of a kind and year were taken by one process: unique, gaps allowed. */
const NumbersReserved = eventType('NumbersReserved', 1, {
  kind: oneOf('receivable', 'receipt'),
  year: count,
  from: count,
  to: count,
});

export const seriesEvents = eventSet(NumbersReserved);
export type SeriesEvent = FactOf<[typeof NumbersReserved]>;
