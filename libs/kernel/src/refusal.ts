import type { CalendarDate } from './dates.js';
import type { Money } from './money.js';

/** What a refusal tells beside its name: the figures, dates and texts its sentence is made of. */
export type Facts = Readonly<Record<string, Money | CalendarDate | string | number | readonly string[]>>;

/** A business answer of a decider: nothing is appended, and nobody retries it blindly. */
export interface Refusal<Name extends string = string> {
  readonly refusal: Name;
  readonly facts: Facts;
}

/** How a refusal is told: a title, and a sentence with its figures. HTTP status 409 unless it says otherwise. */
export interface Told<F> {
  readonly title: string;
  readonly detail: (facts: F) => string;
  readonly status?: 404 | 409 | 412 | 422;
}

/** Every refusal of a context with the facts it tells: a new one does not compile until it is told. */
export type Telling<Refusals> = { readonly [Name in keyof Refusals]: Told<Refusals[Name]> };
