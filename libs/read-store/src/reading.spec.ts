import { describe, expect, it } from '@jest/globals';
import { eventSet, eventType, position, revision, streamName, tenant, text, uuidOf, type Field } from '#kernel';
import type { StoredEvent } from '#event-log';
import type { AnyModel } from './model.js';
import { Reading } from './reading.js';

let decodings = 0;
const counted: Field<string> = {
  ...text,
  decode: (json, at) => {
    decodings += 1;
    return text.decode(json, at);
  },
};
const Opened = eventType('Opened', 1, { label: counted });
const OpenedOtherwise = eventType('Opened', 1, { label: text });
const reader = (name: string, type: typeof Opened): AnyModel => ({
  name,
  version: 1,
  orderKey: 'stream',
  tables: [],
  categories: ['jar'],
  events: eventSet(type),
  project: () => [],
});

const metadata = Object.fromEntries(
  ['$causationId', '$correlationId', 'actor', 'commandHash', 'commandId', 'entity', 'hash', 'prev', 'recordedAt']
    .map((name) => [name, name])
    .concat([
      ['effectiveOn', '2026-01-01'],
      ['tenant', 't'],
    ]),
);
const stored: StoredEvent = {
  id: uuidOf('e'),
  type: 'Opened',
  schemaVersion: 1,
  data: '{"label":"l"}',
  metadata: JSON.stringify(metadata),
  stream: streamName('jar', tenant('t'), uuidOf('s')),
  revision: revision(0),
  position: position(1),
  checkpoint: '1' as StoredEvent['checkpoint'],
  token: '1' as StoredEvent['token'],
};

describe('an event that several models read', () => {
  it('is decoded once for all that share its codec', () => {
    const reading = new Reading(stored);
    const first = reading.as(reader('a', Opened));
    expect(reading.as(reader('b', Opened))).toBe(first);
    expect(decodings).toBe(1);
    const other = reading.as(reader('c', OpenedOtherwise));
    expect(other).not.toBe(first);
    expect(other).toEqual(first);
    expect(first).toMatchObject({ type: 'Opened', data: { label: 'l' }, effectiveOn: '2026-01-01', hash: 'hash' });
  });

  it('is not decoded when nobody asks', () => {
    const before = decodings;
    expect(new Reading({ ...stored, data: '{' }).envelope).toMatchObject({ metadata: { entity: 'entity' } });
    expect(decodings).toBe(before);
  });

  it('that one does not know is unreadable for that one', () => {
    const reading = new Reading({ ...stored, type: 'Closed' });
    expect(() => reading.as(reader('a', Opened))).toThrow('Closed at position 1 is not known to a');
  });
});
