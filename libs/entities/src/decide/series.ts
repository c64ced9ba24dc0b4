import {
  accept,
  streamName,
  uuidOf,
  type CalendarDate,
  type Decider,
  type EntityId,
  type StreamName,
  type Tenant,
  type Uuid,
} from '#kernel';
import { seriesEvents, type SeriesEvent } from '../events.js';

/** The kinds of documents that get a human number when they come without one, with the letters that it begins with. */
export const SERIES_LETTERS = { receivable: 'R', receipt: 'RC' } as const;
export type SeriesKind = keyof typeof SERIES_LETTERS;

/** Takes the next block of numbers of a series. */
export interface ReserveNumbers {
  readonly kind: SeriesKind;
  readonly year: number;
  readonly count: number;
  readonly on: CalendarDate;
}

/** The last number taken. */
export interface SeriesState {
  readonly last: number;
}

export const series: Decider<ReserveNumbers, SeriesState, SeriesEvent, never> = {
  category: 'series',
  events: seriesEvents,
  initial: { last: 0 },
  decide: ({ kind, year, count, on }, { last }) =>
    accept({ type: 'NumbersReserved', effectiveOn: on, data: { kind, year, from: last + 1, to: last + count } }),
  evolve: (_, { data }) => ({ last: data.to }),
};

export const seriesStream = (tenant: Tenant, entity: EntityId, kind: SeriesKind, year: number): StreamName =>
  streamName(series.category, tenant, uuidOf<Uuid>(entity, 'series', kind, year));

/** `R-2026-000001` */
export const seriesNumber = (kind: SeriesKind, year: number, ordinal: number): string =>
  `${SERIES_LETTERS[kind]}-${year}-${String(ordinal).padStart(6, '0')}`;
