import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { reconciliation, type ReconciliationCheck, type ReconciliationItem } from '#reconciliation';
import { Asker } from '../querying/asker.js';
import type { Params } from '../querying/parameters.js';
import { QueryDocs, SeenBody, type Told } from '../rim/seen.js';

const DECIMAL = { example: '0.00', description: 'In the currency of the check' };

class ReconciliationItemBody implements Told<ReconciliationItem> {
  @ApiProperty({ description: 'Number of the receivable or receipt' }) readonly document!: string;
  @ApiProperty({ format: 'uuid' }) readonly documentId!: string;
  @ApiProperty({ ...DECIMAL, description: 'Left less right' }) readonly difference!: string;
  @ApiProperty({ example: 'in-flight' }) readonly cause!: string;
  @ApiProperty({ format: 'date', description: 'The day since which the sides differ' }) readonly since!: string;
}

class ReconciliationCheckBody implements Told<ReconciliationCheck> {
  @ApiProperty({
    enum: ['receivables-receipts', 'receivables-accounts', 'receipts-accounts'],
    enumName: 'ReconciliationCheckName',
  })
  readonly name!: string;
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty(DECIMAL) readonly left!: string;
  @ApiProperty(DECIMAL) readonly right!: string;
  @ApiProperty({ ...DECIMAL, description: 'Left less right, without what is in flight' }) readonly difference!: string;
  @ApiProperty({ ...DECIMAL, description: 'Money that has set out and not arrived' }) readonly inFlight!: string;
  @ApiProperty({ description: 'Age of the oldest item' }) readonly oldestDays!: number;
  @ApiProperty({ type: [ReconciliationItemBody], description: 'The oldest first, 500 at most' })
  readonly items!: ReconciliationItemBody[];
}

class ReconciliationBody extends SeenBody {
  @ApiProperty({ description: 'Every difference is zero; what is in flight is none' }) readonly balanced!: boolean;
  @ApiProperty({ type: [ReconciliationCheckBody] }) readonly checks!: ReconciliationCheckBody[];
}

@ApiTags('reconciliation')
@Controller('v1/reconciliation')
export class ReconciliationQueriesController {
  constructor(@Inject(Asker) private readonly asker: Asker) {}

  @Get()
  @QueryDocs('Whether receivables, receipts and accounts agree, on any day', ReconciliationBody)
  checks(@Query() params: Params): Promise<ReconciliationBody> {
    return this.asker.ask(
      params,
      () => undefined,
      (snapshot, view) => reconciliation(snapshot, view),
    ) as unknown as Promise<ReconciliationBody>;
  }
}
