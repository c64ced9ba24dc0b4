import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calendarDate, decodeData, encodeData } from '#kernel';
import { receiptEvents, type ReceiptEvent } from './events.js';

interface Golden {
  readonly type: string;
  readonly schemaVersion: number;
  /** The data as it stands in the log: one JSON text. */
  readonly data: string;
}

/** One stored example of every type at every version. What is in this file was written once and is read for ever. */
const golden = JSON.parse(readFileSync(new URL('./events.golden.json', import.meta.url), 'utf8')) as readonly Golden[];
const newest = (type: string): number | undefined => receiptEvents.types.get(type)?.schemaVersion;

/** What is read from a stored text, as it would be written now. */
const rewritten = ({ type, schemaVersion, data }: Golden) => {
  const read = decodeData(receiptEvents, type, schemaVersion, JSON.parse(data));
  const written = encodeData(receiptEvents, {
    type,
    effectiveOn: calendarDate('2026-05-31'),
    data: read,
  } as ReceiptEvent);
  return { type, schemaVersion: written.schemaVersion, data: JSON.stringify(written.data) };
};

describe('the stored events of a receipt', () => {
  it.each(golden)('$type of version $schemaVersion is read, and written to the same bytes', (stored) => {
    const written = rewritten(stored);
    expect(written.schemaVersion).toBe(newest(stored.type));
    // An older version is only read: what is written now is the newest.
    if (stored.schemaVersion === newest(stored.type)) expect(written).toEqual(stored);
  });

  it('are here once at every version that was ever written', () =>
    expect(golden.map(({ type, schemaVersion }) => `${type} ${schemaVersion}`).sort()).toEqual(
      [...receiptEvents.types.values()]
        .flatMap(({ type, schemaVersion }) =>
          Array.from({ length: schemaVersion }, (_, version) => `${type} ${version + 1}`),
        )
        .sort(),
    ));
});
