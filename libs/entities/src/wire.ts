import { effectiveOn, isTimeZone, readBody, type Asking } from '#kernel';
import type { OpenEntity } from './decide/open.js';

/** The shape of a new entity, as JSON. */
export interface OpenEntityWire {
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly effectiveOn?: string;
  readonly reason?: string;
}

/** @throws InvalidInput */
export const readOpenEntity = (body: unknown, asking: Asking) =>
  readBody(body, (input): Omit<OpenEntity, 'entityId'> => {
    const timeZone = input.text('timeZone', { max: 64 });
    if (timeZone !== undefined && !isTimeZone(timeZone))
      input.refuse('timeZone', 'time-zone', 'timeZone must be an IANA time zone such as "Europe/Berlin"');
    return {
      code: input.code('code'),
      name: input.text('name', { max: 200 }),
      currency: input.currency('currency'),
      timeZone,
      on: effectiveOn(input, asking),
    };
  });
