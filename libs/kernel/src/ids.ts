import { hash } from 'node:crypto';
import type { Brand } from './brand.js';

/** Lower-case UUID text, e.g. `9a1fd0a2-5f5e-5d3b-8f0e-0d3e8a4c2b11`. */
export type Uuid<Name extends string = 'Uuid'> = Brand<string, 'Uuid'> & Brand<string, Name>;

export type EntityId = Uuid<'EntityId'>;
export type CustomerId = Uuid<'CustomerId'>;
export type ReceivableId = Uuid<'ReceivableId'>;
export type ReceiptId = Uuid<'ReceiptId'>;
export type AllocationId = Uuid<'AllocationId'>;
export type EventId = Uuid<'EventId'>;
export type CommandId = Uuid<'CommandId'>;

/** `[a-z0-9]{1,20}`: whose book this is. Part of every key, token and claim. */
export type Tenant = Brand<string, 'Tenant'>;

/** `<category>-<tenant>.<uuid>`; built by the context that owns the category and by nobody else. */
export type StreamName = Brand<string, 'StreamName'>;

/** The ordinal of an event among all events of the log: 1, 2, 3 … */
export type Position = Brand<number, 'Position'>;

/** The ordinal of an event in its stream, from 0. */
export type Revision = Brand<number, 'Revision'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The namespace of every name-based id in Daybook. Frozen: another value would be another book. */
export const NAMESPACE = 'd1f0c7de-3c0a-5b6f-9d53-6f1b7c2a9e40';

const namespaceBytes = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');

export const isUuid = (text: string): text is Uuid => UUID.test(text);

/** RFC 9562 version 5 over the JSON array of the parts, so that no two lists of parts share a name. */
export const uuidOf = <Id extends Uuid>(...parts: readonly (string | number)[]): Id => {
  const name = Buffer.from(JSON.stringify(parts), 'utf8');
  const bytes = hash('sha1', Buffer.concat([namespaceBytes, name]), 'buffer').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
};

/**
 * The id of a document that has the caller's own number: one stream for each (entity, kind, number, life), so that
 * uniqueness is the stream's existence. `life` is 0, and one more for each reversed document of that number.
 */
export const documentId = <Id extends Uuid>(entity: EntityId, kind: string, number: string, life: number): Id =>
  uuidOf<Id>(entity, kind, number, life);

export const streamName = (category: string, tenant: Tenant, id: Uuid): StreamName =>
  `${category}-${tenant}.${id}` as StreamName;

/** The id at the end of a stream's name. */
export const idOfStream = <Id extends Uuid>(stream: StreamName): Id => stream.slice(-36) as Id;

export const categoryOf = (stream: StreamName): string => stream.slice(0, stream.indexOf('-'));

export const position = (ordinal: number): Position => ordinal as Position;
export const revision = (ordinal: number): Revision => ordinal as Revision;
export const tenant = (text: string): Tenant => {
  if (!/^[a-z0-9]{1,20}$/.test(text))
    throw new Error(`a tenant is 1 to 20 of a-z and 0-9, not ${JSON.stringify(text)}`);
  return text as Tenant;
};
