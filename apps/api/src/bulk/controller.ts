import { Body, Controller, Headers, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { readWait } from '#http';
import { BodyProblems, WaitHeader } from '../rim/answers.js';
import { Bulk, MAX_COMMANDS } from './bulk.js';

class BulkCommandBody {
  @ApiProperty({ description: 'Its Idempotency-Key' }) readonly key!: string;
  @ApiProperty({ example: '/v1/receivables' }) readonly path!: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) readonly body!: Record<string, unknown>;
}

class BulkBody {
  @ApiProperty({ type: [BulkCommandBody], maxItems: MAX_COMMANDS }) readonly commands!: BulkCommandBody[];
}

class BulkResultBody {
  @ApiProperty({ example: 201 }) readonly status!: number;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As the single command would have answered' })
  readonly body!: Record<string, unknown>;
}

class BulkAnswerBody {
  @ApiProperty({ type: [BulkResultBody], description: 'In the order asked' }) readonly results!: BulkResultBody[];
}

@ApiTags('bulk')
@Controller('v1/bulk')
export class BulkController {
  constructor(@Inject(Bulk) private readonly bulk: Bulk) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Many commands in one request',
    description: 'In order per document and otherwise side by side; no transaction over documents is promised.',
  })
  @WaitHeader()
  @ApiBody({ type: BulkBody })
  @ApiOkResponse({ type: BulkAnswerBody })
  @BodyProblems()
  run(
    @Body() body: unknown,
    @Headers('prefer') prefer: string | undefined,
    @Req() request: FastifyRequest,
  ): Promise<BulkAnswerBody> {
    return this.bulk.run(body, readWait(prefer), request.url) as unknown as Promise<BulkAnswerBody>;
  }
}
