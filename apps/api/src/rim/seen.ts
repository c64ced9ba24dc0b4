import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiQuery } from '@nestjs/swagger';
import type { CalendarDate, Position } from '#kernel';
import { CommonProblems, ETAG } from './answers.js';

/** Every field of an answer is documented, and no other. */
export type Told<Answer> = { readonly [Name in keyof Answer]: unknown };

/** Every answer says both clocks, and whether something may be missing. */
export interface Seen {
  readonly asOf: CalendarDate;
  readonly knownAt: Position;
  readonly incomplete?: true;
}

/** What every answer to a question says of itself. */
export class SeenBody implements Seen {
  @ApiProperty({ type: String, format: 'date', description: 'The day it is told for' }) readonly asOf!: CalendarDate;
  @ApiProperty({ type: Number, description: 'What was known at this position' }) readonly knownAt!: Position;
  @ApiPropertyOptional({ type: Boolean, description: 'true: an event that could not be applied may be missing' })
  readonly incomplete?: true;
}

/** A page of a list. */
export class PageBody extends SeenBody {
  @ApiProperty({ type: String, nullable: true, description: 'Give it back as cursor; null: there is no more' })
  readonly next!: string | null;
}

/** Whose name stands beside an id. */
export class CustomerNameBody {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'C-100' }) readonly code!: string;
  @ApiProperty({ example: 'Northwind Bakery' }) readonly name!: string;
}

const optional = (name: string, description: string, more: object = {}) =>
  ApiQuery({ name, required: false, type: String, description, ...more });

/** A parameter of one question, such as a filter named after its field. */
export const Filter = (
  name: string,
  {
    enum: choices,
    ...more
  }: { readonly description?: string; readonly enum?: readonly string[]; readonly required?: boolean } = {},
) => ApiQuery({ name, required: false, type: String, ...more, ...(choices && { enum: [...choices] }) });

const LINK = {
  Link: { description: 'The next page (RFC 8288); absent on the last', schema: { type: 'string' as const } },
};

/** The documentation that every question shares. */
export const QueryDocs = (
  summary: string,
  type: new () => object,
  headers: typeof ETAG | typeof LINK | Record<never, never> = {},
) =>
  applyDecorators(
    ApiOperation({ summary }),
    optional('asOf', "The day, today in the entity's time zone when left out", { example: '2026-11-23' }),
    optional('knownAt', 'A position, or a time such as 2026-11-23T08:00:00.000Z; now when left out'),
    optional(
      'minPosition',
      "A command's token: wait until its effect is seen (503 not-yet-visible when it does not come in time)",
    ),
    optional('entity', 'Code or id; needed only where there are several'),
    ApiOkResponse({ type, headers }),
    CommonProblems(),
  );

/** A question that answers one document. */
export const DocumentDocs = (summary: string, type: new () => object) => QueryDocs(summary, type, ETAG);

/** A question that answers a page of a list. */
export const ListDocs = (summary: string, type: new () => object, sorts: readonly string[] = []) =>
  applyDecorators(
    QueryDocs(summary, type, LINK),
    optional('limit', '50 when left out, 500 at most'),
    optional('cursor', 'The next of the page before; it fixes order, asOf and knownAt'),
    ...(sorts.length > 0 ? [optional('sort', 'The first of them when left out', { enum: [...sorts] })] : []),
  );
