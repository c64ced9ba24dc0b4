import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { BASES, KINDS, type InstalmentAnswer, type ReceivableAnswer, type ReceivableSummary } from '#receivables';
import { CustomerNameBody, PageBody, SeenBody, type Told } from '../rim/seen.js';

export const COLLECTION_STATUSES = ['open', 'partlyCollected', 'collected', 'uncollectible', 'superseded'] as const;
export const DUE_STATUSES = ['notDue', 'due', 'overdue', 'closed'] as const;
export const RECEIVABLE_SITUATIONS = ['raised', 'settled', 'reversed'] as const;

const DECIMAL = { example: '120.00', description: 'In the currency of the receivable' };

class InvoiceAnswerBody {
  @ApiProperty() readonly number!: string;
  @ApiProperty({ format: 'date' }) readonly issuedOn!: string;
}

/** A receivable without its instalments. */
export class ReceivableSummaryBody implements Told<Omit<ReceivableSummary, 'customerId'>> {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'R-2026-000001' }) readonly number!: string;
  @ApiProperty({ type: CustomerNameBody }) readonly customer!: CustomerNameBody;
  @ApiProperty({ enum: BASES, enumName: 'Basis' }) readonly basis!: string;
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty(DECIMAL) readonly gross!: string;
  @ApiProperty(DECIMAL) readonly tax!: string;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
  @ApiProperty({ enum: COLLECTION_STATUSES, enumName: 'CollectionStatus' }) readonly collectionStatus!: string;
  @ApiProperty({ enum: DUE_STATUSES, enumName: 'DueStatus', description: "The worst open instalment's" })
  readonly dueStatus!: string;
  @ApiProperty() readonly daysOverdue!: number;
  @ApiProperty({ enum: RECEIVABLE_SITUATIONS, enumName: 'ReceivableSituation' }) readonly situation!: string;
  @ApiProperty() readonly disputed!: boolean;
  @ApiProperty() readonly held!: boolean;
  @ApiPropertyOptional({ example: '0.92347' }) readonly bookedRate?: string;
  @ApiPropertyOptional({ type: InvoiceAnswerBody }) readonly invoice?: InvoiceAnswerBody;
  @ApiProperty({ format: 'date' }) readonly raisedOn!: string;
  @ApiProperty({ description: 'Also the ETag' }) readonly revision!: number;
}

class InstalmentAnswerBody implements Told<InstalmentAnswer> {
  @ApiProperty() readonly number!: number;
  @ApiProperty({ enum: KINDS, enumName: 'InstalmentKind' }) readonly kind!: string;
  @ApiProperty({ format: 'date' }) readonly dueOn!: string;
  @ApiProperty({ format: 'date' }) readonly originalDueOn!: string;
  @ApiProperty(DECIMAL) readonly amount!: string;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
  @ApiProperty({ enum: COLLECTION_STATUSES, enumName: 'CollectionStatus' }) readonly collectionStatus!: string;
  @ApiProperty({ enum: DUE_STATUSES, enumName: 'DueStatus' }) readonly dueStatus!: string;
  @ApiProperty() readonly daysOverdue!: number;
  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Value date of the receipt that settled it',
  })
  readonly actualOn!: string | null;
  @ApiProperty() readonly entitled!: boolean;
}

class CollectedBody {
  @ApiProperty({ format: 'uuid' }) readonly receiptId!: string;
  @ApiProperty() readonly receiptNumber!: string;
  @ApiProperty({ format: 'uuid' }) readonly allocationId!: string;
  @ApiProperty() readonly instalment!: number;
  @ApiProperty(DECIMAL) readonly amount!: string;
  @ApiProperty({ format: 'date' }) readonly on!: string;
  @ApiProperty({ format: 'date' }) readonly valueOn!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'When the money was taken back' })
  readonly reversedOn!: string | null;
}

class DisputeAnswerBody {
  @ApiProperty(DECIMAL) readonly amount!: string;
  @ApiProperty({ format: 'date' }) readonly on!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true }) readonly resolvedOn!: string | null;
}

class PromiseAnswerBody {
  @ApiProperty() readonly instalment!: number;
  @ApiProperty(DECIMAL) readonly amount!: string;
  @ApiProperty({ format: 'date' }) readonly on!: string;
  @ApiProperty({ format: 'date' }) readonly promisedOn!: string;
}

/** One receivable on one page 应收款表单. */
export class ReceivableAnswerBody
  extends ReceivableSummaryBody
  implements Told<Omit<ReceivableAnswer, 'customerId'>>, SeenBody
{
  @ApiProperty({ format: 'uuid' }) readonly entityId!: string;
  @ApiProperty({ type: [InstalmentAnswerBody] }) readonly instalments!: InstalmentAnswerBody[];
  @ApiProperty({ type: [CollectedBody] }) readonly receipts!: CollectedBody[];
  @ApiProperty({ type: [DisputeAnswerBody] }) readonly disputes!: DisputeAnswerBody[];
  @ApiProperty({ type: [PromiseAnswerBody] }) readonly promises!: PromiseAnswerBody[];
  @ApiProperty({ type: String, format: 'date' }) readonly asOf!: SeenBody['asOf'];
  @ApiProperty({ type: Number }) readonly knownAt!: SeenBody['knownAt'];
  @ApiPropertyOptional({ type: Boolean }) readonly incomplete?: true;
}

export class ReceivableListBody extends PageBody {
  @ApiProperty({ type: [ReceivableSummaryBody] }) readonly items!: ReceivableSummaryBody[];
}
