import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CustomerAnswer, TermsAnswer } from '#parties';
import { PageBody, SeenBody, type Told } from '../rim/seen.js';

export const CUSTOMER_SITUATIONS = ['active', 'held'] as const;

class DiscountAnswerBody {
  @ApiProperty({ example: '2' }) readonly percent!: string;
  @ApiProperty({ example: 10 }) readonly days!: number;
}

class TermsBody implements Told<TermsAnswer> {
  @ApiProperty({ example: 30 }) readonly netDays!: number;
  @ApiProperty() readonly endOfMonth!: boolean;
  @ApiProperty({ type: DiscountAnswerBody, nullable: true }) readonly discount!: DiscountAnswerBody | null;
}

export class CustomerSummaryBody implements Told<CustomerAnswer> {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'C-100' }) readonly code!: string;
  @ApiProperty({ example: 'Northwind Bakery' }) readonly name!: string;
  @ApiProperty({ type: String, nullable: true, example: 'EUR' }) readonly currency!: string | null;
  @ApiProperty({ type: TermsBody, nullable: true }) readonly terms!: TermsBody | null;
  @ApiProperty({ enum: CUSTOMER_SITUATIONS, enumName: 'CustomerSituation' }) readonly situation!: string;
  @ApiProperty({ description: 'Also the ETag' }) readonly revision!: number;
}

export class CustomerAnswerBody extends CustomerSummaryBody implements SeenBody {
  @ApiProperty({ type: String, format: 'date' }) readonly asOf!: SeenBody['asOf'];
  @ApiProperty({ type: Number }) readonly knownAt!: SeenBody['knownAt'];
  @ApiPropertyOptional({ type: Boolean }) readonly incomplete?: true;
}

export class CustomerListBody extends PageBody {
  @ApiProperty({ type: [CustomerSummaryBody] }) readonly items!: CustomerSummaryBody[];
}
