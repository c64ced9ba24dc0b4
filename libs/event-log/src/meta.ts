import type { CommandId, EntityId, Revision, Telling, Tenant } from '#kernel';
import { refusing, sha256 } from '#kernel';

/** Who asks, for whom, and on which grounds: everything about a command that is not its content. */
export interface CommandMeta {
  readonly tenant: Tenant;
  readonly entity: EntityId;
  readonly commandId: CommandId;
  readonly commandHash: string;
  readonly actor: string;
  readonly onBehalfOf?: string;
  readonly reason?: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** The revision that the caller saw. */
  readonly ifMatch?: Revision;
  /** Ordered by a process: never shed, and not stopped at the limit that people have. */
  readonly byProcess?: boolean;
}

/** Refusals that every document has, in the order in which they are looked for. */
export interface EngineRefusals {
  KeyReusedWithOtherContent: Record<never, never>;
  Stale: { expected: number; actual: number };
  OtherEntity: Record<never, never>;
  DocumentFull: { limit: number };
}

export const engineRefusal = refusing<EngineRefusals>();

export const engineTelling: Telling<EngineRefusals> = {
  KeyReusedWithOtherContent: {
    status: 422,
    title: 'The key was used for other content',
    detail: () => 'this Idempotency-Key was used on this document with other content',
  },
  Stale: {
    status: 412,
    title: 'The document has changed',
    detail: ({ expected, actual }) => `If-Match names revision ${expected}, the document is at ${actual}`,
  },
  OtherEntity: { title: 'Another entity', detail: () => 'the document belongs to another entity' },
  DocumentFull: {
    title: 'The document is full',
    detail: ({ limit }) => `a document takes ${limit} events; go on with a new one`,
  },
};

/** The keyed hash of a caller's canonical content. The key keeps guessable content (a name, an amount) from being tried. */
export const commandHash = (key: string, content: string): string => sha256(`${key}${sha256(`${key}${content}`)}`);
