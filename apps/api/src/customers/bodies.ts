import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString } from 'class-validator';
import type { CreditTermsWire, RegisterCustomerWire } from '#parties';
import { DatedBody } from '../rim/dated.body.js';

class EarlyPaymentBody {
  @ApiProperty({ example: '2' }) readonly percent!: string;
  @ApiProperty({ example: 10 }) readonly days!: number;
}

export class CreditTermsBody implements CreditTermsWire {
  @ApiProperty({ example: 30, minimum: 0, maximum: 3650 }) readonly netDays!: number;
  @ApiPropertyOptional({ description: 'Due at the end of the month that the net days end in' })
  readonly endOfMonth?: boolean;
  @ApiPropertyOptional({ type: EarlyPaymentBody }) readonly discount?: EarlyPaymentBody;
}

export class RegisterCustomerBody extends DatedBody implements RegisterCustomerWire {
  @ApiProperty({ example: 'C-100', description: '1 to 64 printable characters; the customer is found by it' })
  @IsString()
  readonly code!: string;

  @ApiProperty({ example: 'Northwind Bakery' })
  @IsString()
  readonly name!: string;

  @ApiPropertyOptional({ example: 'EUR' })
  @IsOptional()
  @IsString()
  readonly currency?: string;

  @ApiPropertyOptional({ type: CreditTermsBody })
  @IsOptional()
  @IsObject()
  readonly terms?: CreditTermsBody;
}

export class CorrectCustomerBody extends DatedBody {
  @ApiProperty({ example: 'Northwind Bakery GmbH' })
  @IsString()
  readonly name!: string;
}

export class AgreeTermsBody extends DatedBody {
  @ApiProperty({ type: CreditTermsBody })
  @IsObject()
  readonly terms!: CreditTermsBody;
}
