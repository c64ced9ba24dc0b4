import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { position, revision, UnreadableEvent } from '#kernel';
import { decodeStored, readMetadata } from './codec.js';
import { START, type AppendToken, type StoredEvent } from './port.js';
import { newStream, specimens } from './specimens/sealed.js';
import { asked, clock, entity, tally } from './specimens/tally.js';
import { decideBatch } from './attempt.js';

const stream = newStream();
/** An event as the engine seals it and a log gives it back. */
const stored = ((): StoredEvent => {
  const history = {
    state: tally.initial,
    next: 0,
    prev: '',
    commands: new Map(),
    entity: undefined,
    token: '' as AppendToken,
  };
  const meta = asked({ onBehalfOf: 'Zoë', reason: '"hash":"' });
  const { encoded } = decideBatch(tally as never, stream, history, [{ command: { do: 'add', by: 7 }, meta }], clock());
  const [event] = encoded as [(typeof encoded)[0]];
  return {
    ...event,
    stream,
    revision: revision(0),
    position: position(1),
    checkpoint: START,
    token: '' as AppendToken,
  };
})();
const json = (): Record<string, unknown> => JSON.parse(stored.metadata) as Record<string, unknown>;

describe('a stored event', () => {
  it('is read as a fact with its place, its day and who asked for it', () => {
    const { hash, ...metadata } = json();
    expect(decodeStored(tally.events, stored)).toEqual({
      type: 'Added',
      effectiveOn: '2026-11-23',
      data: { by: 7 },
      id: stored.id,
      stream,
      revision: 0,
      position: 1,
      schemaVersion: 1,
      metadata,
      hash,
    });
    expect(metadata).toMatchObject({ entity, onBehalfOf: 'Zoë', reason: '"hash":"', prev: '' });
  });

  it('is unreadable when its metadata lacks something, or has something else in its place', () => {
    for (const name of Object.keys(json()))
      for (const spoilt of [null, 5, {}, [], ...(name === 'onBehalfOf' || name === 'reason' ? [] : [undefined])])
        expect(() => readMetadata({ ...stored, metadata: JSON.stringify({ ...json(), [name]: spoilt }) })).toThrow(
          UnreadableEvent,
        );
    const noDay = JSON.stringify({ ...json(), effectiveOn: '2026-02-30' });
    expect(() => readMetadata({ ...stored, metadata: noDay })).toThrow(UnreadableEvent);
  });

  it('is unreadable when its texts are no JSON, or its type is of another context', () => {
    for (const text of ['', '{', 'null', '[]', '5', '"x"', stored.metadata.slice(1)]) {
      expect(() => decodeStored(tally.events, { ...stored, metadata: text })).toThrow(UnreadableEvent);
      expect(() => decodeStored(tally.events, { ...stored, data: text })).toThrow(UnreadableEvent);
    }
    const [other] = specimens(stream, 1) as [ReturnType<typeof specimens>[0]];
    expect(() => decodeStored(tally.events, { ...stored, ...other })).toThrow('SpecimenTaken is not known here');
  });

  it('never fails in any other way, whatever byte was changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('data', 'metadata'),
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 2 }),
        (where, offset, put) => {
          const at = offset % stored[where].length;
          const spoilt = { ...stored, [where]: stored[where].slice(0, at) + put + stored[where].slice(at + 1) };
          try {
            decodeStored(tally.events, spoilt);
          } catch (error) {
            expect(error).toBeInstanceOf(UnreadableEvent);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
