/**
 * What must not compile. `tsc` reads this file with all others: an `@ts-expect-error` above a line that compiles is an
 * error, so that a brand, a union or an exhaustive switch that has lost its bite is found there.
 */
import { describe, expect, it } from '@jest/globals';
import { unreachable } from './brand.js';
import { currency, type Currency } from './currency.js';
import { addDays, type CalendarDate, type Instant } from './dates.js';
import { accept, nothing, refusing, type Decider, type Ruling } from './decider.js';
import { count, eventSet, eventType, id, optional, text, type FactOf } from './events.js';
import {
  documentId,
  uuidOf,
  type CommandId,
  type CustomerId,
  type EntityId,
  type Position,
  type ReceivableId,
  type Revision,
  type StreamName,
  type Uuid,
} from './ids.js';
import { money, plus, type Money, type Rate } from './money.js';
import type { Refusal, Telling } from './refusal.js';

const Opened = eventType('Opened', 1, { customerId: id<CustomerId>(), note: optional(text) });
const Counted = eventType('Counted', 1, { by: count });
const set = eventSet(Opened, Counted);
type Event = FactOf<[typeof Opened, typeof Counted]>;

interface Refusals {
  Closed: { since: CalendarDate };
  TooMany: Record<never, never>;
}
const refuse = refusing<Refusals>();
type Refused = Refusal<keyof Refusals>;

declare const entityId: EntityId;
declare const customerId: CustomerId;
declare const today: CalendarDate;
declare const eur: Currency;
declare const hundred: Money;

/** Never called: only its types count. */
export const mustNotCompile = (): void => {
  // One kind of id is not another, a text is no id, and every id is a UUID.
  // @ts-expect-error
  const customer: CustomerId = entityId;
  // @ts-expect-error
  const receivable: ReceivableId = 'a1b2';
  // @ts-expect-error
  const command: CommandId = uuidOf<CustomerId>('x');
  // @ts-expect-error
  documentId<ReceivableId>(customerId, 'receivable', '1', 0);
  // @ts-expect-error
  const uuid: Uuid = 'a1b2';
  const everyIdIsAUuid: Uuid = entityId;

  // A date, a moment, a rate, a currency and a stream's name are made by their own constructors.
  // @ts-expect-error
  const date: CalendarDate = '2026-11-23';
  // @ts-expect-error
  addDays('2026-11-23', 1);
  // @ts-expect-error
  const moment: Instant = today;
  // @ts-expect-error
  const rate: Rate = '1.5';
  // @ts-expect-error
  const code: Currency = 'EUR';
  // @ts-expect-error
  const maybe: Currency = currency('EUR');
  // @ts-expect-error
  const stream: StreamName = 'receivable-main.a1b2';

  // Money is counted in bigint; a position is not a revision, and neither is any number.
  // @ts-expect-error
  money(100, eur);
  // @ts-expect-error
  plus(hundred, 100n);
  // @ts-expect-error
  const amount: Money = { minor: 100, currency: eur };
  // @ts-expect-error
  const position: Position = 1;
  // @ts-expect-error
  const revision: Revision = 0 as Position;

  // Only declared refusals, each with the facts that it tells; a telling leaves none out.
  // @ts-expect-error
  refuse('Unheard', {});
  // @ts-expect-error
  refuse('Closed', {});
  // @ts-expect-error
  const undeclared: Ruling<Event, Refused> = refusing<{ Other: Record<never, never> }>()('Other', {});
  // @ts-expect-error
  const telling: Telling<Refusals> = { Closed: { title: 'Closed', detail: ({ since }) => since } };

  // Only declared events, with the fields that they were declared with.
  // @ts-expect-error
  const unknownEvent: Ruling<Event, Refused> = accept<Event>({ type: 'Shut', effectiveOn: today, data: {} });
  // @ts-expect-error
  const missing: Ruling<Event, Refused> = accept<Event>({ type: 'Opened', effectiveOn: today, data: {} });
  // @ts-expect-error
  accept<Event>({ type: 'Counted', effectiveOn: today, data: { by: '1' } });
  // @ts-expect-error
  accept<Event>({ type: 'Opened', effectiveOn: today, data: { customerId: entityId } });
  // @ts-expect-error
  accept<Event>({ type: 'Counted', data: { by: 1 } });
  const optionalLeftOut: Event = { type: 'Opened', effectiveOn: today, data: { customerId } };

  // A decider whose events and codec differ.
  // @ts-expect-error
  const decider: Pick<Decider<never, null, Event, Refused>, 'events'> = { events: eventSet(Counted) };

  void [customer, receivable, command, uuid, everyIdIsAUuid, date, moment, rate, code, maybe, stream, amount, position];
  void [revision, undeclared, telling, unknownEvent, missing, optionalLeftOut, decider];
};

const handled = (event: Event): string => {
  switch (event.type) {
    case 'Opened':
      return event.data.customerId;
    case 'Counted':
      return String(event.data.by);
    default:
      return unreachable(event);
  }
};

const withoutCounted = (event: Event): string => {
  switch (event.type) {
    case 'Opened':
      return event.data.customerId;
    default:
      // A case is missing: the event is still a `Counted` here.
      // @ts-expect-error
      return unreachable(event);
  }
};

describe('a closed union', () => {
  const counted: Event = { type: 'Counted', effectiveOn: '2026-11-23' as CalendarDate, data: { by: 2 } };

  it('has a case for every member', () => {
    expect(handled(counted)).toBe('2');
  });

  it('that was left open all the same is a defect that names what it met, amounts included', () => {
    expect(() => withoutCounted(counted)).toThrow('not handled: {"type":"Counted"');
    expect(() => unreachable(money(2n ** 60n, 'EUR' as Currency) as never)).toThrow('"minor":"1152921504606846976"');
  });
});

describe('a ruling', () => {
  it('is its events, no events, or one refusal with what it tells', () => {
    const event: Event = { type: 'Counted', effectiveOn: '2026-11-23' as CalendarDate, data: { by: 1 } };
    expect(accept<Event>(event)).toEqual({ events: [event] });
    expect(nothing).toEqual({ events: [] });
    expect(refuse('Closed', { since: '2026-01-01' as CalendarDate })).toEqual({
      refusal: 'Closed',
      facts: { since: '2026-01-01' },
    });
    expect([...set.types.keys()]).toEqual(['Opened', 'Counted']);
  });
});
