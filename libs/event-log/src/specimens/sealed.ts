/** Sealed events for specs, with nothing of the business in them. */
import {
  calendarDate,
  hashOf,
  instant,
  revision,
  seal,
  sha256,
  streamName,
  tenant,
  uuidOf,
  type CalendarDate,
  type CommandId,
  type EncodedEvent,
  type EntityId,
  type StreamName,
} from '#kernel';
import type { EventLog, ExpectedRevision, StoredEvent } from '../port.js';

const RUN = `${Date.now()}-${process.pid}`;
let counter = 0;

/** A text that no other run and no other spec uses, for a database that outlives them. */
export const unique = (): string => `${RUN}-${(counter += 1)}`;

export const newStream = (): StreamName => streamName('specimen', tenant('spec'), uuidOf(unique()));

interface Wanted {
  /** The revision of the first one. */
  readonly from?: number;
  readonly data?: (index: number) => object;
  readonly reason?: string;
}

/** So many events of one command that was never given before, sealed for their places in the stream. */
export const specimens = (
  stream: StreamName,
  number: number,
  { from = 0, data = (index) => ({ index }), reason }: Wanted = {},
): EncodedEvent[] => {
  const commandId = uuidOf<CommandId>(unique());
  let prev = from === 0 ? '' : sha256(`${from}`);
  return Array.from({ length: number }, (_, ordinal) => {
    const sealed = seal({
      stream,
      revision: revision(from + ordinal),
      type: 'SpecimenTaken',
      schemaVersion: 1,
      data: data(ordinal),
      ordinal,
      metadata: {
        $causationId: commandId,
        $correlationId: commandId,
        actor: 'spec',
        commandHash: sha256(commandId),
        commandId,
        effectiveOn: calendarDate('2026-11-23') as CalendarDate,
        entity: uuidOf<EntityId>('entity', 'spec'),
        prev,
        reason,
        recordedAt: instant(Date.UTC(2026, 10, 23)),
        tenant: tenant('spec'),
      },
    });
    prev = sealed.hash;
    return sealed.encoded;
  });
};

/** One event of exactly so many bytes, filled with a character. */
export const specimenOfSize = (stream: StreamName, bytes: number, from = 0, filler = 'x'): EncodedEvent => {
  const sized = (event: EncodedEvent): number => Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
  const [empty] = specimens(stream, 1, { from, data: () => ({ filler: '' }) }) as [EncodedEvent];
  const room = bytes - sized(empty);
  const width = Buffer.byteLength(filler);
  const text = filler.repeat(Math.floor(room / width)) + 'x'.repeat(room % width);
  const [event] = specimens(stream, 1, { from, data: () => ({ filler: text }) }) as [EncodedEvent];
  if (sized(event) !== bytes) throw new Error(`made ${sized(event)} bytes instead of ${bytes}`);
  return event;
};

/** Appends so many new events to a new stream and gives them back as they stand there. */
export const stand = async (log: EventLog, number: number): Promise<readonly StoredEvent[]> => {
  const stream = newStream();
  await log.append(stream, 'noStream', specimens(stream, number));
  return log.readStream(stream, revision(0), number);
};

export const at = (ordinal: number): ExpectedRevision => (ordinal < 0 ? 'noStream' : revision(ordinal));
export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
export const isIntact = (event: StoredEvent): boolean =>
  hashOf(event) === (JSON.parse(event.metadata) as { hash: string }).hash;

/** Follows the log until it has seen so many events. */
export const collect = async (
  log: EventLog,
  after: StoredEvent['checkpoint'],
  number: number,
): Promise<StoredEvent[]> => {
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const page of log.follow(after, stop.signal)) {
    seen.push(...page);
    if (seen.length >= number) stop.abort();
  }
  return seen;
};
