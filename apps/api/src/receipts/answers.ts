import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INSTRUMENTS, type AllocationAnswer, type ReceiptAnswer, type ReceiptSummary } from '#settlement';
import { MoneyBody } from '../rim/money.body.js';
import { CustomerNameBody, PageBody, SeenBody, type Told } from '../rim/seen.js';

export const RECEIPT_SITUATIONS = ['registered', 'confirmed', 'cleared', 'reversed'] as const;

const DECIMAL = { example: '120.00', description: "In the receipt's currency" };

/** Where the money is; the sum is the amount at every revision and on every day. */
class BucketsBody implements Told<ReceiptSummary['buckets']> {
  @ApiProperty(DECIMAL) readonly claimed!: string;
  @ApiProperty(DECIMAL) readonly unidentified!: string;
  @ApiProperty(DECIMAL) readonly unapplied!: string;
  @ApiProperty(DECIMAL) readonly inFlight!: string;
  @ApiProperty(DECIMAL) readonly applied!: string;
  @ApiProperty(DECIMAL) readonly reservedForRefund!: string;
  @ApiProperty(DECIMAL) readonly refunded!: string;
  @ApiProperty(DECIMAL) readonly reversed!: string;
}

export class ReceiptSummaryBody implements Told<Omit<ReceiptSummary, 'customerId'>> {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'RC-2026-000001' }) readonly number!: string;
  @ApiProperty({ type: CustomerNameBody, nullable: true, description: 'null: unidentified' })
  readonly customer!: CustomerNameBody | null;
  @ApiProperty({ type: MoneyBody }) readonly amount!: MoneyBody;
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ enum: INSTRUMENTS, enumName: 'Instrument' }) readonly instrument!: string;
  @ApiProperty({ format: 'date' }) readonly bookedOn!: string;
  @ApiProperty({ format: 'date' }) readonly valueOn!: string;
  @ApiPropertyOptional({ example: '0.91010' }) readonly bankRate?: string;
  @ApiProperty({ enum: RECEIPT_SITUATIONS, enumName: 'ReceiptSituation' }) readonly situation!: string;
  @ApiProperty({ description: 'Also the ETag' }) readonly revision!: number;
  @ApiProperty({ type: BucketsBody }) readonly buckets!: BucketsBody;
}

class AllocationBody implements Told<AllocationAnswer> {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ format: 'uuid' }) readonly receivableId!: string;
  @ApiProperty() readonly receivableNumber!: string;
  @ApiProperty() readonly instalment!: number;
  @ApiProperty({ type: MoneyBody }) readonly amount!: MoneyBody;
  @ApiProperty({ type: MoneyBody }) readonly receiptAmount!: MoneyBody;
  @ApiProperty({ format: 'date', description: 'The day since which the money is where it is' }) readonly on!: string;
  @ApiProperty({ enum: ['inFlight', 'applied', 'declined', 'returned'], enumName: 'AllocationState' })
  readonly state!: string;
  @ApiPropertyOptional({ example: 'exceeds-outstanding' }) readonly reason?: string;
}

export class ReceiptAnswerBody extends ReceiptSummaryBody implements Told<Omit<ReceiptAnswer, 'customerId'>>, SeenBody {
  @ApiProperty({ format: 'uuid' }) readonly entityId!: string;
  @ApiProperty({ type: [AllocationBody] }) readonly allocations!: AllocationBody[];
  @ApiProperty({ type: String, format: 'date' }) readonly asOf!: SeenBody['asOf'];
  @ApiProperty({ type: Number }) readonly knownAt!: SeenBody['knownAt'];
  @ApiPropertyOptional({ type: Boolean }) readonly incomplete?: true;
}

export class ReceiptListBody extends PageBody {
  @ApiProperty({ type: [ReceiptSummaryBody] }) readonly items!: ReceiptSummaryBody[];
}
