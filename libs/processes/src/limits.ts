/** Every maximum of the reactor, by name. */
export const REACTOR_LIMITS = {
  /** Orders carried at once. */
  orders: 256,
  /** Milliseconds between two savings of the position while events keep coming; carrying an order again is harmless. */
  save: 250,
  /** Milliseconds of the longest pause after a failure that will pass by itself. */
  pause: 2_000,
} as const;
