import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CollectionStatusTotal } from '#receivables';
import type {
  AccountBalance,
  AgeingBucket,
  AgeingTotal,
  OpenItemAnswer,
  StatementLine,
  StatementOfCurrency,
} from '#statements';
import { COLLECTION_STATUSES, DUE_STATUSES } from '../receivables/answers.js';
import { CustomerNameBody, SeenBody, type Told } from '../rim/seen.js';

const DECIMAL = { example: '120.00', description: 'In the currency of the row' };

class BalanceBody implements Told<AccountBalance> {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ ...DECIMAL, description: 'Entitled and open' }) readonly owed!: string;
  @ApiProperty({ ...DECIMAL, description: 'Not entitled yet' }) readonly planned!: string;
  @ApiProperty(DECIMAL) readonly unapplied!: string;
  @ApiProperty(DECIMAL) readonly inFlight!: string;
  @ApiProperty({ ...DECIMAL, description: 'owed less unapplied' }) readonly balance!: string;
  @ApiProperty(DECIMAL) readonly overdue!: string;
  @ApiProperty(DECIMAL) readonly disputed!: string;
  @ApiProperty() readonly oldestOverdueDays!: number;
}

class OpenItemBody implements Told<OpenItemAnswer> {
  @ApiProperty({ format: 'uuid' }) readonly receivableId!: string;
  @ApiProperty() readonly number!: string;
  @ApiProperty() readonly instalment!: number;
  @ApiProperty({ format: 'date' }) readonly dueOn!: string;
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
  @ApiProperty() readonly daysOverdue!: number;
}

/** What one customer owes, and the money of theirs that is not applied yet. */
export class AccountBody extends SeenBody {
  @ApiProperty({ type: CustomerNameBody }) readonly customer!: CustomerNameBody;
  @ApiProperty({ type: [BalanceBody] }) readonly balances!: BalanceBody[];
  @ApiProperty({ type: [OpenItemBody] }) readonly openItems!: OpenItemBody[];
}

class BucketBody implements Told<AgeingBucket> {
  @ApiProperty({ example: 1, description: 'Days overdue' }) readonly from!: number;
  @ApiProperty({ type: Number, nullable: true, example: 30 }) readonly to!: number | null;
  @ApiProperty(DECIMAL) readonly amount!: string;
}

class AgeingTotalBody implements Told<AgeingTotal> {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ description: 'Receivables with something owed' }) readonly open!: number;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
  @ApiProperty({ ...DECIMAL, description: 'What is due on asOf included' }) readonly notDue!: string;
  @ApiProperty({ type: [BucketBody] }) readonly buckets!: BucketBody[];
  @ApiProperty({ ...DECIMAL, description: 'A part of outstanding' }) readonly disputed!: string;
  @ApiProperty({ ...DECIMAL, description: 'Confirmed money of the customers, not netted' }) readonly unapplied!: string;
  @ApiProperty({ ...DECIMAL, description: 'Not entitled yet' }) readonly planned!: string;
}

class CustomerAgeingBody extends AgeingTotalBody {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly code!: string;
  @ApiProperty() readonly name!: string;
}

/** Who owes what for how long. */
export class AgeingBody extends SeenBody {
  @ApiProperty({ type: [AgeingTotalBody], description: 'A row per currency that has any figure' })
  readonly totals!: AgeingTotalBody[];
  @ApiPropertyOptional({ type: [CustomerAgeingBody], description: 'With by=customer: a row per customer and currency' })
  readonly customers?: CustomerAgeingBody[];
}

class StatementLineBody implements Told<StatementLine> {
  @ApiProperty({ format: 'date' }) readonly on!: string;
  @ApiProperty() readonly kind!: string;
  @ApiProperty({ description: 'Number of the document' }) readonly document!: string;
  @ApiProperty({ format: 'uuid' }) readonly documentId!: string;
  @ApiProperty(DECIMAL) readonly debit!: string;
  @ApiProperty(DECIMAL) readonly credit!: string;
  @ApiProperty(DECIMAL) readonly balance!: string;
}

class StatementCurrencyBody implements Told<StatementOfCurrency> {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty(DECIMAL) readonly opening!: string;
  @ApiProperty({ type: [StatementLineBody] }) readonly lines!: StatementLineBody[];
  @ApiProperty({ ...DECIMAL, description: 'opening and lines' }) readonly closing!: string;
  @ApiProperty({ type: AgeingTotalBody, nullable: true }) readonly ageing!: AgeingTotalBody | null;
}

export class StatementBody extends SeenBody {
  @ApiProperty({ type: CustomerNameBody }) readonly customer!: CustomerNameBody;
  @ApiProperty({ format: 'date' }) readonly from!: string;
  @ApiProperty({ format: 'date' }) readonly to!: string;
  @ApiProperty({ type: [StatementCurrencyBody] }) readonly currencies!: StatementCurrencyBody[];
}

class CollectionRowBody implements Told<CollectionStatusTotal['collection'][number]> {
  @ApiProperty({ enum: COLLECTION_STATUSES, enumName: 'CollectionStatus' }) readonly status!: string;
  @ApiProperty() readonly instalments!: number;
  @ApiProperty(DECIMAL) readonly amount!: string;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
}

class DueRowBody implements Told<CollectionStatusTotal['due'][number]> {
  @ApiProperty({ enum: DUE_STATUSES, enumName: 'DueStatus' }) readonly status!: string;
  @ApiProperty() readonly instalments!: number;
  @ApiProperty(DECIMAL) readonly outstanding!: string;
}

class CollectionTotalBody implements Told<CollectionStatusTotal> {
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ type: [CollectionRowBody] }) readonly collection!: CollectionRowBody[];
  @ApiProperty({ type: [DueRowBody] }) readonly due!: DueRowBody[];
}

export class CollectionStatusBody extends SeenBody {
  @ApiProperty({ type: [CollectionTotalBody] }) readonly totals!: CollectionTotalBody[];
}
