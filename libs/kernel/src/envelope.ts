import { hash } from 'node:crypto';
import type { CalendarDate, Instant } from './dates.js';
import type { Fact } from './events.js';
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

/** The metadata as it is hashed and stored, before and behind the place of its hash: keys in order, absent fields left out. */
const halves = (metadata: Metadata): readonly [before: string, behind: string] => [
  JSON.stringify({
    $causationId: metadata.$causationId,
    $correlationId: metadata.$correlationId,
    actor: metadata.actor,
    commandHash: metadata.commandHash,
    commandId: metadata.commandId,
    effectiveOn: metadata.effectiveOn,
    entity: metadata.entity,
  }).slice(0, -1),
  JSON.stringify({
    onBehalfOf: metadata.onBehalfOf,
    prev: metadata.prev,
    reason: metadata.reason,
    recordedAt: metadata.recordedAt,
    tenant: metadata.tenant,
  }).slice(1),
];

const TEXT = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const members = (...names: readonly string[]): string =>
  names.map((name) => `"${name.replace('$', '\\$')}":${TEXT}`).join(',');

/** Stored metadata as `seal` writes it, member for member, so that no text in it is taken for one. */
const STORED_METADATA = new RegExp(
  `^(\\{${members('$causationId', '$correlationId', 'actor', 'commandHash', 'commandId', 'effectiveOn', 'entity')})` +
    ',"hash":"[0-9a-f]{64}"' +
    `(,(?:${members('onBehalfOf')},)?${members('prev')},(?:${members('reason')},)?${members('recordedAt', 'tenant')}\\})$`,
);

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
  const [before, behind] = halves(metadata);
  const hashed = `${before},${behind}`;
  const id = uuidOf<EventId>(stream, metadata.commandId, ordinal, sha256(canonicalForm(sealing, data, hashed)));
  const ownHash = sha256(canonicalForm(sealing, data, hashed, id));
  const stored = `${before},"hash":"${ownHash}",${behind}`;
  return { encoded: { id, type, schemaVersion, data, metadata: stored }, hash: ownHash };
};

/**
 * Stored metadata as it was hashed: without its hash. Metadata of any other form comes back whole, with the hash in it:
 * no hash can stand in the text that it is the hash of.
 */
const unhashed = (metadata: string): string => {
  const parts = STORED_METADATA.exec(metadata);
  return parts ? `${parts[1]}${parts[2]}` : metadata;
};

/** The hash that a stored event must have, from its stored texts; compare it with the one that it carries. */
export const hashOf = (stored: EncodedEvent & { readonly stream: StreamName; readonly revision: Revision }): string =>
  sha256(canonicalForm(stored, stored.data, unhashed(stored.metadata), stored.id));
