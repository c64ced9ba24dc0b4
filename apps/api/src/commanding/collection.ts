import type { Asking, CommandId, EntityId, Fact, Revision, StreamName, Telling, Uuid } from '#kernel';
import type { CommandMeta, Folded, Outcome } from '#event-log';
import type { ProcessView } from '#settlement';

export type BodyClass = new () => object;

/** What the surface says of one command: a line about it, and the shape of its body. */
export interface CommandShape {
  readonly summary: string;
  readonly description?: string;
  readonly Body: BodyClass;
}

/** The commands on one kind of documents: the one that makes a document, and the others by their names in URLs. */
export interface CommandShapes<Verb extends string = string> {
  readonly create: CommandShape;
  readonly verbs: Readonly<Record<Verb, CommandShape>>;
}

/** How one request body is read: its flat shape, then its meaning. */
export interface BodyReader {
  readonly Body: BodyClass;
  readonly read: (body: unknown, asking: Asking) => { readonly asked: object; readonly reason?: string };
}

/** What became of a command, with the document it was for. */
export interface Carried {
  readonly id: Uuid;
  readonly outcome: Outcome<unknown, Fact>;
}

/** One kind of documents as the HTTP surface knows it: every command on it goes through here, single or in bulk. */
export interface Collection {
  /** The plural in URLs: `receivables`. */
  readonly name: string;
  /** The singular in ids: `receivable`. */
  readonly kind: string;
  readonly create: BodyReader;
  readonly verbs: ReadonlyMap<string, BodyReader>;
  readonly telling: Telling<never>;
  readonly stream: (id: Uuid) => StreamName;
  /** Carries what was asked; `id` is absent for a new document. */
  readonly send: (asked: object, id: Uuid | undefined, meta: CommandMeta) => Promise<Carried>;
  readonly read: (id: Uuid) => Promise<Folded<unknown>>;
  /** The id behind a human number, if a document has it. */
  readonly find: (entity: EntityId, number: string, commandId?: CommandId) => Promise<Uuid | undefined>;
  readonly numberOf: (state: unknown) => string;
  readonly processOf?: (events: readonly Fact[], state: unknown) => ProcessView | undefined;
}

/** The answer of a command, before it is written to the wire. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly etag?: Revision;
  readonly location?: string;
  readonly replayed?: boolean;
}
