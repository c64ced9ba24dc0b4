import { hash } from 'node:crypto';
import type { CalendarDate, Instant } from './dates.js';
import type { Fact } from './decider.js';
import {
  uuidOf,
  type CommandId,
  type EntityId,
  type EventId,
  type Position,
  type Revision,
  type StreamName,
  type Tenant,
} from './ids.js';

/** Everything about an event that is not its business content. Field order is frozen: it is what is hashed. */
export interface Metadata {
  readonly $causationId: string;
  readonly $correlationId: string;
  readonly actor: string;
  /** Keyed hash of the caller's canonical content, hex: the same command id with another one is refused. */
  readonly commandHash: string;
  readonly commandId: CommandId;
  readonly effectiveOn: CalendarDate;
  readonly entity: EntityId;
  readonly onBehalfOf?: string;
  /** The hash of the event before it in its stream; "" at revision 0. */
  readonly prev: string;
  readonly reason?: string;
  /** Advisory: never an order. */
  readonly recordedAt: Instant;
  readonly tenant: Tenant;
}

/** A fact with its place in the log. */
export type Recorded<Event extends Fact = Fact> = Event & {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly schemaVersion: number;
  readonly metadata: Metadata;
  readonly hash: string;
};

/** An event as a log keeps it: `data` and `metadata` are canonical JSON texts, `metadata` includes the hash. */
export interface EncodedEvent {
  readonly id: EventId;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

/** What is sealed into one event: its content, its place in the stream and who asked for it. */
export interface Sealing {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly type: string;
  readonly schemaVersion: number;
  /** Plain JSON with its keys in order. */
  readonly data: unknown;
  readonly metadata: Metadata;
  /** The ordinal of the event within its command, from 0. */
  readonly ordinal: number;
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** The metadata as it is hashed and stored: keys in order, absent fields left out. */
const metadataJson = (metadata: Metadata, ownHash?: string): string =>
  JSON.stringify({
    $causationId: metadata.$causationId,
    $correlationId: metadata.$correlationId,
    actor: metadata.actor,
    commandHash: metadata.commandHash,
    commandId: metadata.commandId,
    effectiveOn: metadata.effectiveOn,
    entity: metadata.entity,
    hash: ownHash,
    onBehalfOf: metadata.onBehalfOf,
    prev: metadata.prev,
    reason: metadata.reason,
    recordedAt: metadata.recordedAt,
    tenant: metadata.tenant,
  });

/** RFC 8785 form of `{data, id, metadata, revision, schemaVersion, stream, type}`, from texts that are canonical already. */
const canonicalForm = (
  { stream, revision, type, schemaVersion }: Pick<Sealing, 'stream' | 'revision' | 'type' | 'schemaVersion'>,
  data: string,
  metadata: string,
  id?: EventId,
): string =>
  `{"data":${data},${id === undefined ? '' : `"id":${JSON.stringify(id)},`}"metadata":${metadata},"revision":${revision},"schemaVersion":${schemaVersion},"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`;

/** The texts of the metadata that come from outside. One that is not well formed has no canonical form. */
const assertWellFormed = ({ $causationId, $correlationId, actor, onBehalfOf, reason }: Metadata): void => {
  for (const text of [$causationId, $correlationId, actor, onBehalfOf ?? '', reason ?? ''])
    if (!text.isWellFormed()) throw new TypeError('a text of the metadata is not well-formed Unicode');
};

/**
 * Gives an event its id and its hash. The id depends on the whole content, so that a log that compares only ids cannot
 * take another writer's attempt for this one; the same attempt again has the same id.
 */
export const seal = (sealing: Sealing): { encoded: EncodedEvent; hash: string } => {
  const { stream, type, schemaVersion, metadata, ordinal } = sealing;
  assertWellFormed(metadata);
  const data = JSON.stringify(sealing.data);
  const hashed = metadataJson(metadata);
  const id = uuidOf<EventId>(stream, metadata.commandId, ordinal, sha256(canonicalForm(sealing, data, hashed)));
  const ownHash = sha256(canonicalForm(sealing, data, hashed, id));
  return { encoded: { id, type, schemaVersion, data, metadata: metadataJson(metadata, ownHash) }, hash: ownHash };
};

/** One member of a flat JSON object of texts, at the place where the one before it ended. */
const MEMBER = /[{,]"([^"\\]+)":"[^"\\]*(?:\\.[^"\\]*)*"/y;
const HASH_MEMBER = /^,"hash":"[0-9a-f]{64}"$/;

/**
 * Stored metadata as it was hashed: without its hash. It walks the members one by one, so that no text in them is taken
 * for one, and wants their names in rising order, so that none is there twice or at another place. Metadata of any other
 * form comes back whole, with the hash in it: no hash can stand in the text that it is the hash of.
 */
const unhashed = (metadata: string): string => {
  let [end, before, cut] = [0, '', metadata];
  MEMBER.lastIndex = 0;
  for (let member = MEMBER.exec(metadata); member; member = MEMBER.exec(metadata)) {
    const [text, name = ''] = member;
    if (name <= before || (end === 0) !== text.startsWith('{')) return metadata;
    if (name === 'hash' && HASH_MEMBER.test(text)) cut = metadata.slice(0, end) + metadata.slice(end + text.length);
    [end, before] = [MEMBER.lastIndex, name];
  }
  return metadata.slice(end) === '}' ? cut : metadata;
};

/** The hash that a stored event must have, from its stored texts; compare it with the one that it carries. */
export const hashOf = (stored: EncodedEvent & { readonly stream: StreamName; readonly revision: Revision }): string =>
  sha256(canonicalForm(stored, stored.data, unhashed(stored.metadata), stored.id));
