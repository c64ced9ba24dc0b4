import { describe, expect, it } from '@jest/globals';
import { calendarDate, currency, tenant, uuidOf, type CalendarDate, type EntityId } from '#kernel';
import { given } from '#testing';
import type { SeriesEvent } from '../events.js';
import { entity, entityIdOf, entityStream, entityTelling, type OpenEntity } from './open.js';
import { series, seriesNumber, seriesStream, SERIES_LETTERS, type ReserveNumbers } from './series.js';

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('no example');
  return value;
};
const day: CalendarDate = present(calendarDate('2026-01-01'));
const entityId = uuidOf<EntityId>('main');
const open: OpenEntity = {
  entityId,
  code: 'main',
  name: 'My company',
  currency: present(currency('EUR')),
  timeZone: 'Europe/Berlin',
  on: day,
};
const { on, ...data } = open;
const opened = { type: 'EntityOpened', effectiveOn: on, data } as const;

describe('a legal entity', () => {
  it('opens with its currency and time zone, facts from then on', () => given(entity).when(open).then(opened));

  it('opens once: another time zone under the code is refused', () =>
    given(entity, opened)
      .when({ ...open, timeZone: 'UTC' })
      .thenRefused('AlreadyExists', { number: 'main' }));

  it('tells what is taken', () => expect(entityTelling.AlreadyExists.detail({ number: 'main' })).toContain('main'));

  it('is found by its code, in each tenant its own', () => {
    // Frozen: another id would be another book.
    expect(entityIdOf(tenant('acme'), 'main')).toBe('b14d7ffd-0e42-50d6-9acd-8493b8d66aa3');
    expect(entityIdOf(tenant('acme'), 'main')).not.toBe(entityIdOf(tenant('apex'), 'main'));
    expect(entityIdOf(tenant('acme'), 'main')).not.toBe(entityIdOf(tenant('acme'), 'branch'));
    expect(entityStream(tenant('acme'), entityId)).toBe(`entity-acme.${entityId}`);
  });
});

describe('a series of human numbers', () => {
  const reserve = (count: number): ReserveNumbers => ({ kind: 'receivable', year: 2026, count, on: day });
  const reserved = (from: number, to: number): SeriesEvent => ({
    type: 'NumbersReserved',
    effectiveOn: day,
    data: { kind: 'receivable', year: 2026, from, to },
  });

  it('begins with 1 and is taken in blocks, each behind the last: every time anew', () => {
    given(series).when(reserve(50)).then(reserved(1, 50));
    given(series, reserved(1, 50)).when(reserve(50)).then(reserved(51, 100));
    given(series, reserved(1, 50), reserved(51, 51)).when(reserve(1)).then(reserved(52, 52));
  });

  it('writes its numbers with the letters of the kind, the year and six digits or more', () => {
    expect(seriesNumber('receivable', 2026, 1)).toBe('R-2026-000001');
    expect(seriesNumber('receipt', 2026, 1_234_567)).toBe('RC-2026-1234567');
  });

  it('is one for each entity, kind and year', () => {
    const names = (['receivable', 'receipt'] as const).flatMap((kind) =>
      [2026, 2027].map((year) => seriesStream(tenant('acme'), entityId, kind, year)),
    );
    expect(new Set([...names, seriesStream(tenant('acme'), uuidOf<EntityId>('branch'), 'receipt', 2026)]).size).toBe(5);
    expect(new Set(Object.values(SERIES_LETTERS)).size).toBe(Object.keys(SERIES_LETTERS).length);
  });
});
