import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { currency, type Currency } from './currency.js';
import { calendarDate, instant, type CalendarDate } from './dates.js';
import { hashOf, seal, sha256, type Metadata, type Sealing } from './envelope.js';
import {
  amount,
  count,
  encodeData,
  eventSet,
  eventType,
  id,
  list,
  optional,
  record,
  text,
  type Field,
} from './events.js';
import {
  isUuid,
  revision,
  streamName,
  tenant,
  uuidOf,
  type CommandId,
  type CustomerId,
  type EntityId,
  type EventId,
  type ReceivableId,
} from './ids.js';
import { money } from './money.js';

const receivableId = uuidOf<ReceivableId>('receivable', 'R-1');
const stream = streamName('receivable', tenant('main'), receivableId);
const today = calendarDate('2026-11-23') as CalendarDate;

const metadata: Metadata = {
  tenant: tenant('main'),
  recordedAt: instant(Date.UTC(2026, 10, 23, 8, 0, 0, 7)),
  reason: 'first of the year',
  prev: '',
  onBehalfOf: 'Zoë',
  entity: uuidOf<EntityId>('entity', 'main'),
  effectiveOn: today,
  commandId: uuidOf<CommandId>('command', 1),
  commandHash: sha256('command 1'),
  actor: '会计 "Li"',
  $correlationId: 'correlation-1',
  $causationId: 'causation-1',
};

const Raised = eventType('ReceivableRaised', 2, {
  receivableId: id<ReceivableId>(),
  customerId: id<CustomerId>(),
  basis: text,
  gross: amount,
  note: optional(text),
});
const raised = {
  type: 'ReceivableRaised' as const,
  effectiveOn: today,
  data: {
    receivableId,
    customerId: uuidOf<CustomerId>('customer', 'ACME'),
    basis: 'invoice',
    gross: money(9007199254740993n, currency('EUR') as Currency),
  },
};
const sealing: Sealing = {
  stream,
  revision: revision(0),
  type: raised.type,
  ...encodeData(eventSet(Raised), raised),
  metadata,
  ordinal: 0,
};

/** A sealed event as it stands in the log, and the hash that it carries there. */
const storedOf = (sealed: Sealing) => ({ ...seal(sealed).encoded, stream: sealed.stream, revision: sealed.revision });
type Stored = ReturnType<typeof storedOf>;
const carried = (stored: Stored): unknown => {
  try {
    return (JSON.parse(stored.metadata) as { hash?: unknown }).hash;
  } catch {
    return 'unreadable';
  }
};
const isIntact = (stored: Stored): boolean => hashOf(stored) === carried(stored);

/** Every text that JSON can hold in canonical form, ends of its range and look-alikes of the hash member included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', ',', ':', '{', '}', 'hash', '\u0000', '\u2028', '\u007f', '\u{1F9FE}', '苏'),
  }),
  fc.constant(`x","hash":"${'0'.repeat(64)}","y`),
  fc.constant(`"hash":"${'a'.repeat(64)}",`),
);

interface Shaped {
  readonly field: Field<any>;
  readonly value: unknown;
}
const EUR = currency('EUR') as Currency;
/** A declared shape with a value of it, nested and in any order of names, optional fields there or not. */
const anyShape = fc.letrec<{ leaf: Shaped; list: Shaped; record: Shaped; any: Shaped }>((tie) => ({
  leaf: fc.oneof(
    anyText.map((value) => ({ field: text, value })),
    fc.maxSafeNat().map((value) => ({ field: count, value })),
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((minor) => ({ field: amount, value: money(minor, EUR) })),
  ),
  list: fc.array(anyText, { maxLength: 3 }).map((value) => ({ field: list(text), value })),
  record: fc
    .dictionary(
      fc.stringMatching(/^[a-c][A-Ca-c0-2]{0,2}$/),
      fc.record({ of: tie('any'), mayBeAbsent: fc.boolean(), isThere: fc.boolean() }),
      { maxKeys: 4 },
    )
    .map((members) => {
      const all = Object.entries(members);
      return {
        field: record(
          Object.fromEntries(
            all.map(([key, { of, mayBeAbsent }]) => [key, mayBeAbsent ? optional(of.field) : of.field]),
          ),
        ),
        value: Object.fromEntries(
          all.filter(([, member]) => member.isThere || !member.mayBeAbsent).map(([key, { of }]) => [key, of.value]),
        ),
      };
    }),
  any: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('list'), tie('record')),
})).record;

const anySealing: fc.Arbitrary<Sealing> = fc
  .record({
    shape: anyShape,
    texts: fc.record({ $causationId: anyText, $correlationId: anyText, actor: anyText }),
    maybe: fc.record({ onBehalfOf: anyText, reason: anyText }, { requiredKeys: [] }),
    at: fc.nat(9_999),
    ordinal: fc.nat(99),
    milliseconds: fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) }),
  })
  .map(({ shape, texts, maybe, at, ordinal, milliseconds }) => {
    const { onBehalfOf: _, reason: __, ...always } = metadata;
    return {
      ...sealing,
      data: shape.field.encode(shape.value),
      revision: revision(at),
      ordinal,
      metadata: {
        ...always,
        ...texts,
        ...maybe,
        recordedAt: instant(milliseconds),
        prev: at === 0 ? '' : sha256(`${at}`),
      },
    };
  });

describe('the envelope is frozen: whoever changes one of these values makes every book unreadable', () => {
  const { encoded, hash } = seal(sealing);

  it('data is its fields in order', () => {
    expect(encoded.data).toBe(
      '{"basis":"invoice","customerId":"4789ce72-55a4-5dea-9ed3-6168c74bbad8","gross":{"amount":"90071992547409.93","currency":"EUR"},"receivableId":"69f06395-05ec-560a-8bfd-2a6452b98f09"}',
    );
  });

  it('metadata is its fields in order, with the hash among them', () => {
    expect(encoded.metadata).toBe(
      `{"$causationId":"causation-1","$correlationId":"correlation-1","actor":"会计 \\"Li\\"","commandHash":"b4793bf45977acb4ee0269521749b51bc48b5873dd41b585654849792ca3dcb4","commandId":"51a25d35-7646-5fa8-8e77-82c35c9f232f","effectiveOn":"2026-11-23","entity":"2aa2fdb7-6fb8-5bfc-8674-6cfb0b7ce67d","hash":"88908ffa0624d8fa22be174b23ab7d7bca6043c2968b7ba381b48d896f738405","onBehalfOf":"Zoë","prev":"","reason":"first of the year","recordedAt":"2026-11-23T08:00:00.007Z","tenant":"main"}`,
    );
  });

  it('stands beside its type, its version and an id that is a UUID of version 5', () => {
    expect(encoded).toMatchObject({
      id: '6d0d2e09-645e-5a92-9a10-a58edd5bfd30',
      type: 'ReceivableRaised',
      schemaVersion: 2,
    });
    expect(Object.keys(encoded)).toEqual(['id', 'type', 'schemaVersion', 'data', 'metadata']);
    expect(encoded.id[14]).toBe('5');
    expect(isUuid(encoded.id)).toBe(true);
  });

  it('carries the SHA-256 of its canonical form', () => {
    expect(hash).toBe('88908ffa0624d8fa22be174b23ab7d7bca6043c2968b7ba381b48d896f738405');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('a sealed event', () => {
  it('is canonical as RFC 8785 has it: its data and its metadata', () => {
    fc.assert(
      fc.property(anySealing, (any) => {
        const { encoded } = seal(any);
        expect(encoded.data).toBe(canonicalize(JSON.parse(encoded.data)));
        expect(encoded.metadata).toBe(canonicalize(JSON.parse(encoded.metadata)));
      }),
      { numRuns: 500 },
    );
  });

  it('has the hash of its whole canonical form without the hash, and an id from the form without both', () => {
    fc.assert(
      fc.property(anySealing, (any) => {
        const { encoded, hash } = seal(any);
        const { hash: own, ...others } = JSON.parse(encoded.metadata) as Record<string, unknown>;
        const { revision: at, schemaVersion, type } = any;
        const content = {
          type,
          stream,
          schemaVersion,
          revision: at,
          metadata: others,
          data: JSON.parse(encoded.data) as unknown,
        };
        const digest = sha256(canonicalize(content) as string);
        expect(encoded.id).toBe(uuidOf<EventId>(stream, any.metadata.commandId, any.ordinal, digest));
        expect(hash).toBe(sha256(canonicalize({ ...content, id: encoded.id }) as string));
        expect(own).toBe(hash);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whenever the same is sealed again, and another by any difference', () => {
    const first = seal(sealing);
    expect(seal({ ...sealing, metadata: { ...metadata } })).toEqual(first);
    const others: readonly Sealing[] = [
      { ...sealing, revision: revision(1) },
      { ...sealing, ordinal: 1 },
      { ...sealing, schemaVersion: 3 },
      { ...sealing, type: 'ReceivableRaised2' },
      { ...sealing, stream: streamName('receivable', tenant('main2'), receivableId) },
      { ...sealing, data: { ...(sealing.data as object), note: '' } },
      { ...sealing, metadata: { ...metadata, reason: undefined } },
      { ...sealing, metadata: { ...metadata, reason: '' } },
      { ...sealing, metadata: { ...metadata, recordedAt: instant(Date.UTC(2026, 10, 23, 8, 0, 0, 8)) } },
      { ...sealing, metadata: { ...metadata, prev: first.hash } },
      { ...sealing, metadata: { ...metadata, commandId: uuidOf<CommandId>('command', 2) } },
    ];
    const ids = [first, ...others.map(seal)].map(({ encoded }) => encoded.id);
    expect(new Set(ids).size).toBe(1 + others.length);
  });

  it('has no place for a text that is not well formed', () => {
    for (const spoilt of [
      { reason: '\uD800' },
      { actor: 'a\uDC00' },
      { onBehalfOf: '\uD800x' },
      { $correlationId: '\uDFFF' },
    ])
      expect(() => seal({ ...sealing, metadata: { ...metadata, ...spoilt } })).toThrow('not well-formed Unicode');
  });
});

describe('the hash of a stored event', () => {
  it('is the one that it carries, whatever its texts look like', () => {
    fc.assert(
      fc.property(anySealing, (any) => {
        expect(hashOf(storedOf(any))).toBe(seal(any).hash);
      }),
      { numRuns: 500 },
    );
  });

  it('is another one after any single byte was changed in its data, metadata, id, type or stream', () => {
    const place = fc.constantFrom('data', 'metadata', 'id', 'type', 'stream');
    fc.assert(
      fc.property(anySealing, place, fc.nat(), fc.nat(7), (any, where, offset, bit) => {
        const stored = storedOf(any);
        const bytes = Buffer.from(stored[where], 'utf8');
        const at = offset % bytes.length;
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        const spoilt = bytes.toString('utf8');
        fc.pre(spoilt !== stored[where]);
        expect(isIntact({ ...stored, [where]: spoilt })).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is another one for every single byte of one event, bit by bit', () => {
    const stored = storedOf(sealing);
    for (const where of ['data', 'metadata', 'id', 'type', 'stream'] as const)
      for (let at = 0; at < Buffer.byteLength(stored[where]); at += 1)
        for (let bit = 0; bit < 8; bit += 1) {
          const bytes = Buffer.from(stored[where], 'utf8');
          bytes[at] = (bytes[at] as number) ^ (1 << bit);
          if (isIntact({ ...stored, [where]: bytes.toString('utf8') }))
            throw new Error(`${where}, byte ${at}, bit ${bit}`);
        }
    expect(isIntact(stored)).toBe(true);
  });

  it('is another one at another revision or in another version', () => {
    const stored = storedOf(sealing);
    expect(isIntact({ ...stored, revision: revision(1) })).toBe(false);
    expect(isIntact({ ...stored, schemaVersion: 1 })).toBe(false);
  });

  it('is another one after text was put in or taken out anywhere', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ' ',
        '\n',
        ',',
        '"',
        '{',
        '}',
        '0',
        `"hash":"${'0'.repeat(64)}",`,
        `,"hash":"${'0'.repeat(64)}"`,
        '"a":"b",',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        anySealing,
        fc.constantFrom('data', 'metadata'),
        fc.nat(),
        piece,
        fc.nat(3),
        (any, where, offset, put, out) => {
          const stored = storedOf(any);
          const at = offset % (stored[where].length + 1);
          const spoilt = stored[where].slice(0, at) + put + stored[where].slice(at + out);
          fc.pre(spoilt !== stored[where]);
          expect(isIntact({ ...stored, [where]: spoilt })).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is not fooled by a hash at another place, twice, or under a text that looks like one', () => {
    const stored = storedOf({ ...sealing, metadata: { ...metadata, reason: `x","hash":"${'0'.repeat(64)}","y` } });
    const { hash, ...others } = JSON.parse(stored.metadata) as Record<string, string>;
    const member = `"hash":"${hash}"`;
    const body = stored.metadata.replace(`${member},`, '').slice(1, -1);
    const forged = [
      `{${member},${body}}`,
      `{${body},${member}}`,
      `{${body.replace('"onBehalfOf"', `${member},${member},"onBehalfOf"`)}}`,
      `{${body.replace('"prev"', `${member},"prev"`)}}`,
      `{${body.replace('"onBehalfOf"', `"hash": "${hash}","onBehalfOf"`)}}`,
      `{${body.replace('"onBehalfOf"', `"h\\u0061sh":"${hash}","onBehalfOf"`)}}`,
      JSON.stringify({ ...others, hash }),
      `{${body}}`,
      `${stored.metadata} `,
      stored.metadata.replace(String(hash), String(hash).toUpperCase()),
    ];
    expect(isIntact(stored)).toBe(true);
    expect(forged.map((text) => isIntact({ ...stored, metadata: text }))).toEqual(forged.map(() => false));
  });
});
