import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  categoryOf,
  documentId,
  idOfStream,
  isUuid,
  NAMESPACE,
  streamName,
  tenant,
  uuidOf,
  type EntityId,
  type ReceivableId,
} from './ids.js';

/** RFC 9562, section 5.5, written once more from its text: SHA-1 of namespace and name, version and variant set over it. */
const version5 = (namespace: string, name: string): string => {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest('hex');
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0b0011_1111) | 0b1000_0000).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(18, 20)}`,
    digest.slice(20, 32),
  ].join('-');
};

describe('a name-based id', () => {
  it('is computed here as RFC 9562 computes its example', () => {
    expect(version5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('is version 5 over the JSON list of its parts in the namespace of Daybook', () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.nat());
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(uuidOf(...parts)).toBe(version5(NAMESPACE, JSON.stringify(parts)));
        expect(isUuid(uuidOf(...parts))).toBe(true);
      }),
    );
  });

  it('keeps lists apart that would read the same when joined', () => {
    const ids = [
      uuidOf('a', 'b'),
      uuidOf('ab'),
      uuidOf('a,b'),
      uuidOf('a","b'),
      uuidOf('', 'ab'),
      uuidOf('1'),
      uuidOf(1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('never changes: the namespace is frozen', () => {
    expect(NAMESPACE).toBe('d1f0c7de-3c0a-5b6f-9d53-6f1b7c2a9e40');
    expect(uuidOf('entity', 'main')).toBe('2aa2fdb7-6fb8-5bfc-8674-6cfb0b7ce67d');
  });
});

describe('the id of a numbered document', () => {
  const entity = uuidOf<EntityId>('entity', 'main');

  it('is its own for every entity, kind, number and life', () => {
    const ids = [entity, uuidOf<EntityId>('entity', 'other')].flatMap((of) =>
      ['receivable', 'receipt'].flatMap((kind) =>
        ['1', '01', '11'].flatMap((number) =>
          [0, 1, 2].map((life) => documentId<ReceivableId>(of, kind, number, life)),
        ),
      ),
    );
    expect(new Set(ids).size).toBe(2 * 2 * 3 * 3);
  });

  it('does not confuse the end of a number with a life', () => {
    expect(documentId(entity, 'receivable', 'A1', 0)).not.toBe(documentId(entity, 'receivable', 'A', 10));
  });
});

describe('a UUID', () => {
  it('is lower-case and complete', () => {
    const id = uuidOf('x');
    expect(isUuid(id)).toBe(true);
    for (const text of [id.toUpperCase(), id.slice(1), `${id}0`, `${id}\n`, id.replaceAll('-', ''), `{${id}}`, ''])
      expect([text, isUuid(text)]).toEqual([text, false]);
  });
});

describe('the name of a stream', () => {
  it('tells category, tenant and id, and gives them back', () => {
    const id = uuidOf<ReceivableId>('r');
    const stream = streamName('credit_note', tenant('acme1'), id);
    expect(stream).toBe(`credit_note-acme1.${id}`);
    expect(categoryOf(stream)).toBe('credit_note');
    expect(idOfStream<ReceivableId>(stream)).toBe(id);
  });

  it('takes tenants of 1 to 20 small letters and digits only', () => {
    expect(tenant('a')).toBe('a');
    expect(tenant('0123456789abcdefghij')).toHaveLength(20);
    for (const text of ['', 'A', 'a-b', 'a.b', 'a b', 'ä', '0123456789abcdefghijk', 'a\n'])
      expect(() => tenant(text)).toThrow('a tenant is 1 to 20');
  });
});
