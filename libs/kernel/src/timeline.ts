import type { CalendarDate } from './dates.js';

/** Changes of one figure by the day they count on, earliest first, one a day, in minor units. */
export type Timeline = readonly { readonly on: CalendarDate; readonly minor: bigint }[];

/** The timeline with one more change. */
export const withChange = (timeline: Timeline, on: CalendarDate, minor: bigint): Timeline => {
  if (minor === 0n) return timeline;
  let at = timeline.length;
  while (at > 0 && (timeline[at - 1] as Timeline[number]).on > on) at -= 1;
  const same = at > 0 ? timeline[at - 1] : undefined;
  return same?.on === on
    ? [...timeline.slice(0, at - 1), { on, minor: same.minor + minor }, ...timeline.slice(at)]
    : [...timeline.slice(0, at), { on, minor }, ...timeline.slice(at)];
};

/** What the figure is on a day. */
export const balanceOn = (timeline: Timeline, day: CalendarDate): bigint =>
  timeline.reduce((sum, change) => (change.on <= day ? sum + change.minor : sum), 0n);

/** What the figure is when every change counts. */
export const lastBalance = (timeline: Timeline): bigint => timeline.reduce((sum, change) => sum + change.minor, 0n);

/** The last day on which the figure changes. */
export const lastDay = (timeline: Timeline): CalendarDate | undefined => timeline.at(-1)?.on;

/**
 * The first day, not before `from`, from which the figure holds the amount on every later day;
 * nothing if it never does for good.
 */
export const firstDayHolding = (timeline: Timeline, from: CalendarDate, minor: bigint): CalendarDate | undefined => {
  let balance = lastBalance(timeline);
  if (balance < minor) return undefined;
  for (let at = timeline.length - 1; at >= 0; at -= 1) {
    const change = timeline[at] as Timeline[number];
    balance -= change.minor;
    if (balance < minor) return change.on > from ? change.on : from;
  }
  return from;
};

/** Whether the figure would still never be negative on any day with one more change. */
export const staysWhole = (timeline: Timeline, on: CalendarDate, minor: bigint): boolean => {
  let balance = 0n;
  return withChange(timeline, on, minor).every((change) => (balance += change.minor) >= 0n);
};
