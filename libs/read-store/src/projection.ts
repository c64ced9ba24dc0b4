import { categoryOf, type Instant, type Position } from '#kernel';
import type { StoredEvent } from '#event-log';
import type { AnyModel, Change } from './model.js';
import type { ParkedKey } from './port.js';
import { messageOf, Reading } from './reading.js';

/** Stands for every key of a model: an event that does not even tell its entity holds all later ones back. */
export const EVERY_KEY = '*';

/** The order keys that wait, as far as they are committed, and those that the batch in hand adds. */
export class ParkedKeys {
  private readonly committed = new Set<string>();
  private added = new Map<string, ParkedKey>();

  constructor(known: readonly ParkedKey[]) {
    for (const { model, key } of known) this.committed.add(nameOf(model, key));
  }

  get size(): number {
    return this.committed.size + this.added.size;
  }

  has(model: string, key: string): boolean {
    return this.size > 0 && (this.hasName(nameOf(model, key)) || this.hasName(nameOf(model, EVERY_KEY)));
  }

  private hasName(name: string): boolean {
    return this.committed.has(name) || this.added.has(name);
  }

  park(key: ParkedKey): void {
    this.added.set(nameOf(key.model, key.key), key);
  }

  get uncommitted(): readonly ParkedKey[] {
    return [...this.added.values()];
  }

  /** The batch in hand is in the store. */
  commit(): void {
    for (const name of this.added.keys()) this.committed.add(name);
    this.added = new Map();
  }

  /** The batch in hand was not written: its events are looked at anew. */
  forget(): void {
    this.added = new Map();
  }
}

const nameOf = (model: string, key: string): string => `${model} ${key}`;

/** What an event does to the rows of the models that read it. */
export interface Projected {
  readonly changes: readonly Change[];
  /** When it was recorded, if that can be read. */
  readonly recordedAt: Instant | undefined;
  /** In how many models it waits behind a parked key. */
  readonly held: number;
}

/** The models of a group, found by what they read and what they write. */
export class Projection {
  private readonly byCategory = new Map<string, AnyModel[]>();
  private readonly byTable = new Map<string, AnyModel>();

  /** Throws an Error when two models write one table. */
  constructor(models: readonly AnyModel[]) {
    for (const model of models) {
      for (const category of model.categories)
        this.byCategory.set(category, [...(this.byCategory.get(category) ?? []), model]);
      for (const { name } of model.tables) {
        const other = this.byTable.get(name);
        if (other) throw new Error(`the table ${name} is written by ${other.name} and by ${model.name}`);
        this.byTable.set(name, model);
      }
    }
  }

  /** The model whose table this is. */
  writerOf(table: string): AnyModel | undefined {
    return this.byTable.get(table);
  }

  /** What an event changes; for a model that cannot take it, its key is parked. */
  project(stored: StoredEvent, parked: ParkedKeys): Projected {
    const reading = new Reading(stored);
    const changes: Change[] = [];
    let held = 0;
    for (const model of this.byCategory.get(categoryOf(stored.stream)) ?? []) {
      const key = orderKeyOf(model, reading);
      if (parked.has(model.name, key)) {
        held += 1;
        continue;
      }
      try {
        const made = model.project(reading.as(model));
        for (const change of made) changes.push(change);
      } catch (error) {
        parked.park({ model: model.name, key, position: stored.position, problem: messageOf(error) });
      }
    }
    const { envelope } = reading;
    return { changes, held, recordedAt: 'metadata' in envelope ? envelope.metadata.recordedAt : undefined };
  }
}

const orderKeyOf = (model: AnyModel, { stored, envelope }: Reading): string => {
  if (model.orderKey === 'stream') return stored.stream;
  return 'metadata' in envelope ? envelope.metadata.entity : EVERY_KEY;
};

/** The key of a model that an event belongs to, for an event whose rows the store did not take. */
export const parkedBy = (model: AnyModel, stored: StoredEvent, problem: string): ParkedKey => ({
  model: model.name,
  key: orderKeyOf(model, new Reading(stored)),
  position: stored.position,
  problem,
});

/** Gathers the events of one commit. */
export class Gathering {
  readonly events: StoredEvent[] = [];
  readonly changes: Change[] = [];
  readonly recorded: { at: Instant; position: Position }[] = [];
  held = 0;
  characters = 0;

  add(stored: StoredEvent, { changes, recordedAt, held }: Projected): void {
    this.events.push(stored);
    for (const change of changes) this.changes.push(change);
    this.held += held;
    this.characters += stored.data.length + stored.metadata.length;
    const latest = this.recorded.at(-1);
    if (recordedAt !== undefined && (!latest || recordedAt > latest.at))
      this.recorded.push({ at: recordedAt, position: stored.position });
  }
}
