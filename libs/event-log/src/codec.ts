import { decodeData, UnreadableEvent, type EventSet, type Fact, type Metadata, type Recorded } from '#kernel';
import type { StoredEvent } from './port.js';

/** The metadata of a stored event and its hash. Throws UnreadableEvent when the stored text is not what Daybook writes. */
export const readMetadata = (stored: StoredEvent): { metadata: Metadata; hash: string } => {
  try {
    const { hash, ...metadata } = JSON.parse(stored.metadata) as Metadata & { hash: string };
    return { metadata, hash };
  } catch {
    throw new UnreadableEvent(`${stored.type} at position ${stored.position}: its metadata is not JSON`);
  }
};

/** A stored event as a fact with its place, older versions brought to the newest. Throws UnreadableEvent. */
export const decodeStored = <Event extends Fact>(set: EventSet<Event>, stored: StoredEvent): Recorded<Event> => {
  const { metadata, hash } = readMetadata(stored);
  let json: unknown;
  try {
    json = JSON.parse(stored.data);
  } catch {
    throw new UnreadableEvent(`${stored.type} at position ${stored.position}: its data is not JSON`);
  }
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
