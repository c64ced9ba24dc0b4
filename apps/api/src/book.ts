import type { Instant, Tenant } from '#kernel';

/** What the process knows of the book it serves. */
export interface Book {
  readonly tenant: Tenant;
  /** Who asks, until users are set up. */
  readonly actor: string;
  /** Keys the hash of callers' content. */
  readonly hashKey: string;
  /** Tells this book from every other one. */
  readonly id: string;
  readonly version: string;
  /** The demo book takes no real data. */
  readonly demo: boolean;
  readonly clock: () => Instant;
}

export const BOOK = Symbol('Book');

/** All read models that are queried together stand in this projection group. */
export const GROUP = 'book';
