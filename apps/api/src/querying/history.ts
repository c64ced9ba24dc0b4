import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { revision, type Position, type StreamName } from '#kernel';
import { readMetadata, type EventLog, type StoredEvent } from '#event-log';
import { PageBody } from '../rim/seen.js';

/** One event of a document as it stands in the log, for people: what, when it counts, when it was known, who, why. */
export class HistoryItem {
  @ApiProperty({ description: 'Among all events of the book' }) readonly position!: number;
  @ApiProperty({ description: 'Among the events of the document, from 0' }) readonly revision!: number;
  @ApiProperty({ example: 'ReceivableRaised' }) readonly type!: string;
  @ApiProperty() readonly schemaVersion!: number;
  @ApiProperty({ format: 'date', description: 'The day it counts on' }) readonly effectiveOn!: string;
  @ApiProperty({ format: 'date-time', description: 'When it was recorded; advisory, never an order' })
  readonly recordedAt!: string;
  @ApiProperty() readonly actor!: string;
  @ApiPropertyOptional({ description: 'For whom a process acted' }) readonly onBehalfOf?: string;
  @ApiProperty({ type: String, nullable: true }) readonly reason!: string | null;
  @ApiProperty({ format: 'uuid' }) readonly commandId!: string;
  @ApiProperty({ format: 'uuid', description: 'The command or the event that caused it' })
  readonly causationId!: string;
  @ApiProperty({ format: 'uuid', description: 'The command that began it all' }) readonly correlationId!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) readonly data!: unknown;
  @ApiProperty({ description: 'SHA-256 over the event and the hash of the one before it' }) readonly hash!: string;
}

export class HistoryBody extends PageBody {
  @ApiProperty({ type: [HistoryItem] }) readonly items!: HistoryItem[];
}

const itemOf = (stored: StoredEvent): HistoryItem => {
  const { metadata, hash } = readMetadata(stored);
  return {
    position: stored.position,
    revision: stored.revision,
    type: stored.type,
    schemaVersion: stored.schemaVersion,
    effectiveOn: metadata.effectiveOn,
    recordedAt: metadata.recordedAt,
    actor: metadata.actor,
    ...(metadata.onBehalfOf !== undefined && { onBehalfOf: metadata.onBehalfOf }),
    reason: metadata.reason ?? null,
    commandId: metadata.commandId,
    causationId: metadata.$causationId,
    correlationId: metadata.$correlationId,
    data: JSON.parse(stored.data) as unknown,
    hash,
  };
};

/** A document's events as stored, oldest first, a page at a time; nothing when it was not known then. */
export const historyOf = async (
  log: EventLog,
  stream: StreamName,
  {
    knownAt,
    limit,
    after,
  }: { readonly knownAt: Position; readonly limit: number; readonly after?: readonly (string | number)[] },
): Promise<{ readonly items: readonly HistoryItem[]; readonly next: readonly number[] | null } | undefined> => {
  const from = after === undefined ? 0 : Number(after[0]) + 1;
  const page = (await log.readStream(stream, revision(from), limit + 1)).filter(({ position }) => position <= knownAt);
  if (page.length === 0 && from === 0) return undefined;
  const items = page.slice(0, limit).map(itemOf);
  return { items, next: page.length > limit ? [items.at(-1)?.revision ?? from] : null };
};
