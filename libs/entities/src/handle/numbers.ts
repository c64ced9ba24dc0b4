import { uuidOf, type CalendarDate, type CommandId, type EntityId, type Tenant } from '#kernel';
import type { CommandHandling } from '#event-log';
import { randomUUID } from 'node:crypto';
import { series, seriesNumber, seriesStream, type SeriesKind } from '../decide/series.js';

/** Numbers taken at once: a restart leaves a gap of at most this many. */
const BLOCK = 100;

interface Block {
  next: number;
  readonly to: number;
}

/** Gives documents their human numbers from a series per entity, kind and year: unique, gaps allowed. */
export class SeriesNumbers {
  private readonly blocks = new Map<string, Promise<Block>>();

  constructor(private readonly handling: CommandHandling) {}

  /** The next number of the year of a date, e.g. `R-2026-000001`. */
  async next(tenant: Tenant, entity: EntityId, kind: SeriesKind, on: CalendarDate): Promise<string> {
    const year = Number(on.slice(0, 4));
    const key = `${tenant} ${entity} ${kind} ${year}`;
    // Two rounds at most for one caller among many: a block is shared only by those who saw it before it was used up.
    for (let round = 0; round < BLOCK; round += 1) {
      const reserved = this.blocks.get(key) ?? this.reserve(key, tenant, entity, kind, year, on);
      const block = await reserved;
      if (block.next <= block.to) return seriesNumber(kind, year, block.next++);
      if (this.blocks.get(key) === reserved) this.blocks.delete(key);
    }
    throw new Error(`no number of the series ${key} could be taken`);
  }

  private reserve(
    key: string,
    tenant: Tenant,
    entity: EntityId,
    kind: SeriesKind,
    year: number,
    on: CalendarDate,
  ): Promise<Block> {
    const reserving = this.take(tenant, entity, kind, year, on);
    this.blocks.set(key, reserving);
    reserving.catch(() => this.blocks.delete(key));
    return reserving;
  }

  private async take(
    tenant: Tenant,
    entity: EntityId,
    kind: SeriesKind,
    year: number,
    on: CalendarDate,
  ): Promise<Block> {
    const commandId = uuidOf<CommandId>('reserve', randomUUID());
    const meta = {
      tenant,
      entity,
      commandId,
      commandHash: '',
      actor: 'series',
      correlationId: commandId,
      causationId: commandId,
      byProcess: true,
    };
    const outcome = await this.handling.handle(
      series,
      seriesStream(tenant, entity, kind, year),
      { kind, year, count: BLOCK, on },
      meta,
    );
    if (outcome.outcome === 'refused') throw new Error(`a series refused: ${outcome.refusal.refusal}`);
    return { next: outcome.state.last - BLOCK + 1, to: outcome.state.last };
  }
}
