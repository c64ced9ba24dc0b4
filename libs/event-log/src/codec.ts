import {
  calendarDate,
  decodeData,
  UnreadableEvent,
  type EventSet,
  type Fact,
  type Metadata,
  type Recorded,
} from '#kernel';
import type { StoredEvent } from './port.js';

const REQUIRED = [
  '$causationId',
  '$correlationId',
  'actor',
  'commandHash',
  'commandId',
  'effectiveOn',
  'entity',
  'hash',
  'prev',
  'recordedAt',
  'tenant',
] as const;
const OPTIONAL = ['onBehalfOf', 'reason'] as const;

const isMetadata = (json: unknown): json is Metadata & { hash: string } => {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const given = json as Readonly<Record<string, unknown>>;
  for (const key of REQUIRED) if (typeof given[key] !== 'string') return false;
  for (const key of OPTIONAL) if (given[key] !== undefined && typeof given[key] !== 'string') return false;
  return calendarDate(given['effectiveOn'] as string) !== undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The metadata of a stored event and its hash. Throws UnreadableEvent when the stored text is not what Daybook writes. */
export const readMetadata = (stored: StoredEvent): { metadata: Metadata; hash: string } => {
  const json = parsed(stored.metadata);
  if (!isMetadata(json))
    throw new UnreadableEvent(`${stored.type} at position ${stored.position}: its metadata is not what Daybook writes`);
  const { hash, ...metadata } = json;
  return { metadata, hash };
};

/** A stored event as a fact with its place, older versions brought to the newest. Throws UnreadableEvent. */
export const decodeStored = <Event extends Fact>(set: EventSet<Event>, stored: StoredEvent): Recorded<Event> => {
  const { metadata, hash } = readMetadata(stored);
  const json = parsed(stored.data);
  if (json === undefined)
    throw new UnreadableEvent(`${stored.type} at position ${stored.position}: its data is not JSON`);
  return {
    type: stored.type,
    effectiveOn: metadata.effectiveOn,
    data: decodeData(set, stored.type, stored.schemaVersion, json),
    id: stored.id,
    stream: stored.stream,
    revision: stored.revision,
    position: stored.position,
    schemaVersion: stored.schemaVersion,
    metadata,
    hash,
  } as unknown as Recorded<Event>;
};
