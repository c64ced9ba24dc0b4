import {
  documentId,
  uuidOf,
  type CommandId,
  type Decider,
  type EntityId,
  type Fact,
  type Identity,
  type Refusal,
  type StreamName,
  type Uuid,
} from '#kernel';
import { spanOf } from './folded.js';
import type { CommandHandling, Outcome } from './handle.js';
import type { CommandMeta } from './meta.js';

/** Reversed documents that may have had one number before it is refused. */
const MAX_LIVES = 1_000;

/** A kind of document that people can give numbers to. */
export interface DocumentKind<Id extends Uuid, Command, State, Event extends Fact, Refused extends Refusal> {
  readonly kind: string;
  readonly decider: Decider<Command, State, Event, Refused>;
  readonly stream: (id: Id) => StreamName;
  /** The document was reversed: its number is free for a new life. */
  readonly isOver: (state: State) => boolean;
}

/** Where a new document goes, or what became of the command when it came before. */
export type Placed<Id extends Uuid, State, Event extends Fact> =
  | { readonly id: Id; readonly life: number; readonly number: string | undefined; readonly taken: boolean }
  | { readonly id: Id; readonly repeated: Outcome<State, Event> };

/**
 * The first life of a number that is not over, else the last one, if any was ever lived. A command that an earlier life
 * knows already belongs to that one: sent again, it must not reach the document that took its number.
 */
export const findByNumber = async <Id extends Uuid, Command, State, Event extends Fact, Refused extends Refusal>(
  handling: CommandHandling,
  { kind, decider, stream, isOver }: DocumentKind<Id, Command, State, Event, Refused>,
  entity: EntityId,
  number: string,
  commandId?: CommandId,
): Promise<Id | undefined> => {
  let last: Id | undefined;
  for (let life = 0; life < MAX_LIVES; life += 1) {
    const id = documentId<Id>(entity, kind, number, life);
    const folded = await handling.read(decider, stream(id));
    if (folded.next === 0) return last;
    last = id;
    const knows = commandId !== undefined && spanOf(folded, commandId) !== undefined;
    if (knows || !isOver(folded.state)) return id;
  }
  return last;
};

/**
 * Finds the stream of a new document. A document with a number has one stream a life, so that uniqueness is the
 * stream's existence; a key that one of them knows already is answered from there, whatever has changed since.
 */
export const placeNew = async <Id extends Uuid, Command, State, Event extends Fact, Refused extends Refusal>(
  handling: CommandHandling,
  { kind, decider, stream, isOver }: DocumentKind<Id, Command, State, Event, Refused>,
  identity: Identity<Id>,
  meta: CommandMeta,
): Promise<Placed<Id, State, Event>> => {
  const lives = identity.by === 'number' ? MAX_LIVES : 1;
  for (let life = 0; life < lives; life += 1) {
    const id =
      identity.by === 'number'
        ? documentId<Id>(meta.entity, kind, identity.number, life)
        : identity.by === 'id'
          ? identity.id
          : uuidOf<Id>(meta.entity, kind, meta.commandId);
    const number = identity.by === 'number' ? identity.number : undefined;
    const folded = await handling.read(decider, stream(id));
    if (folded.next === 0) return { id, life, number, taken: false };
    const repeated = await handling.known(decider, stream(id), meta);
    if (repeated) return { id, repeated };
    if (identity.by !== 'number' || !isOver(folded.state)) return { id, life, number, taken: true };
  }
  throw new Error(`${kind} has had ${MAX_LIVES} lives under one number`);
};
