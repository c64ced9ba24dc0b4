import { applyDecorators, createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiQuery,
  ApiResponse,
  ApiSchema,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCall, type Call } from '#http';
import type { Answer } from '../commanding/collection.js';
import { MoneyBody } from './money.body.js';

/** The head of a command's request, read and checked. */
export const Head = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return readCall(request.headers, (request.query as Record<string, unknown>)['entity'], request.url);
});

/** Writes an answer's status and headers, and gives its body on. */
export const write = (reply: FastifyReply, { status, body, etag, location, replayed }: Answer): object => {
  void reply.status(status);
  if (etag !== undefined) void reply.header('etag', `"${etag}"`);
  if (location !== undefined) void reply.header('location', location);
  if (replayed) void reply.header('idempotency-replayed', 'true');
  if (status >= 400) void reply.type('application/problem+json');
  return body;
};

class InputProblemBody {
  @ApiProperty({
    example: '/instalments/2/amount',
    description: 'RFC 6901 pointer into the request; empty for its head',
  })
  readonly pointer!: string;
  @ApiProperty({ example: 'amount-scale' }) readonly rule!: string;
  @ApiProperty() readonly detail!: string;
}

/** RFC 9457 problem details. */
@ApiSchema({ description: 'RFC 9457 problem details; a refusal has its figures as further members' })
export class ProblemBody {
  @ApiProperty({ example: '/problems/exceeds-free', description: 'A page that explains it' }) readonly type!: string;
  @ApiProperty() readonly title!: string;
  @ApiProperty({ example: 409 }) readonly status!: number;
  @ApiProperty({ example: 'asked 120.00 EUR, free 100.00 EUR' }) readonly detail!: string;
  @ApiPropertyOptional() readonly instance?: string;
  @ApiPropertyOptional({ type: [InputProblemBody] }) readonly errors?: InputProblemBody[];
}

class ProcessItemBody {
  @ApiProperty({ format: 'uuid' }) readonly allocationId!: string;
  @ApiProperty({ format: 'uuid' }) readonly receivableId!: string;
  @ApiProperty() readonly instalment!: number;
  @ApiProperty({ type: MoneyBody }) readonly amount!: MoneyBody;
  @ApiProperty({ enum: ['inFlight', 'applied', 'declined', 'returned'], enumName: 'AllocationState' })
  readonly state!: string;
  @ApiPropertyOptional({ example: 'exceeds-outstanding' }) readonly reason?: string;
}

class ProcessBody {
  @ApiProperty({
    enum: ['running', 'done', 'declined'],
    enumName: 'ProcessState',
    description: 'declined if any item is',
  })
  readonly state!: string;
  @ApiProperty({ type: [ProcessItemBody] }) readonly items!: ProcessItemBody[];
}

export class CommandAnswerBody {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'R-2026-000001' }) readonly number!: string;
  @ApiProperty({ example: 0, description: "Counts the document's events from 0" }) readonly revision!: number;
  @ApiProperty({ description: 'Give it to a query as minPosition to see the effect' }) readonly token!: string;
  @ApiProperty({ type: [String], example: ['ReceivableRaised'], description: 'None: there was nothing to do' })
  readonly events!: string[];
  @ApiPropertyOptional({ type: [String], example: ['customer-on-hold'] }) readonly warnings?: string[];
  @ApiPropertyOptional({ type: ProcessBody }) readonly process?: ProcessBody;
}

const problem = { type: ProblemBody };
const header = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const, example },
});

export const ETAG = { ETag: header("The document's revision", '"0"') };
const REPLAYED = { 'Idempotency-Replayed': header('true: the command had been carried out before', 'true') };
const LOCATION = { Location: header('The document', '/v1/receivables/9a1fd0a2-5f5e-5d3b-8f0e-0d3e8a4c2b11') };
const RETRY_AFTER = { 'Retry-After': header('Seconds after which to ask again', '1') };

/** The answers that every request may get. */
export const CommonProblems = () =>
  applyDecorators(
    ApiBadRequestResponse({ description: 'Not understood; every problem is named', ...problem }),
    ApiResponse({ status: 403, description: 'Another site, or a name that is not served here', ...problem }),
    ApiNotFoundResponse({ description: 'No such document, or nothing here', ...problem }),
    ApiResponse({ status: 500, description: 'A defect', ...problem }),
    ApiResponse({ status: 503, description: 'Unavailable or not yet visible', headers: RETRY_AFTER, ...problem }),
  );

/** The answers that every request with a body may get. */
export const BodyProblems = () =>
  applyDecorators(
    ApiResponse({ status: 413, description: 'Larger than 8 MiB, or than one append holds', ...problem }),
    ApiResponse({ status: 415, description: 'Bodies are application/json', ...problem }),
    CommonProblems(),
  );

export const WaitHeader = () =>
  ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=5 waits for the end of the process that a command starts, 30 seconds at most',
  });

/** The documentation that every command shares. */
export const CommandDocs = ({
  summary,
  description,
  makes = false,
}: {
  readonly summary: string;
  readonly description?: string;
  readonly makes?: boolean;
}) =>
  applyDecorators(
    ApiOperation({ summary, ...(description !== undefined && { description }) }),
    HttpCode(200),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: '1 to 255 printable characters; belongs to the document',
    }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The revision that you saw' }),
    WaitHeader(),
    ApiQuery({
      name: 'entity',
      required: false,
      type: String,
      description: 'Code or id; needed only where there are several',
    }),
    ...(makes
      ? [ApiCreatedResponse({ type: CommandAnswerBody, headers: { ...ETAG, ...LOCATION, ...REPLAYED } })]
      : [ApiOkResponse({ type: CommandAnswerBody, headers: { ...ETAG, ...REPLAYED } })]),
    ApiConflictResponse({ description: 'A business refusal', ...problem }),
    ApiResponse({ status: 412, description: 'Stale If-Match', ...problem }),
    ApiResponse({ status: 422, description: 'The same key with other content', ...problem }),
    ApiResponse({ status: 429, description: 'Busy', headers: RETRY_AFTER, ...problem }),
    BodyProblems(),
  );
