import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsIn, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import {
  BASES,
  KINDS,
  MAX_INSTALMENTS,
  TAX_MODES,
  type Basis,
  type InstalmentWire,
  type RaiseReceivableWire,
} from '#receivables';
import { DatedBody } from '../rim/dated.body.js';
import { MoneyBody } from '../rim/money.body.js';

class InvoiceReferenceBody {
  @ApiProperty({ example: 'INV-1001', maxLength: 64 }) readonly number!: string;
  @ApiProperty({ format: 'date', example: '2026-11-23', description: 'The day that the receivable counts from' })
  readonly issuedOn!: string;
}

class DiscountBody {
  @ApiProperty({ example: '2' }) readonly percent!: string;
  @ApiProperty({ format: 'date', example: '2026-12-03' }) readonly until!: string;
  @ApiProperty({ enum: TAX_MODES, enumName: 'TaxMode' }) readonly taxMode!: (typeof TAX_MODES)[number];
}

export class InstalmentBody implements InstalmentWire {
  @ApiProperty({ example: 1, minimum: 1 }) readonly number!: number;
  @ApiPropertyOptional({ enum: KINDS, enumName: 'InstalmentKind', default: 'normal' })
  readonly kind?: (typeof KINDS)[number];
  @ApiProperty({ format: 'date', example: '2026-12-23' }) readonly dueOn!: string;
  @ApiProperty({ type: MoneyBody }) readonly amount!: MoneyBody;
  @ApiPropertyOptional({ type: DiscountBody }) readonly discount?: DiscountBody;
}

export class RaiseReceivableBody extends DatedBody implements RaiseReceivableWire {
  @ApiPropertyOptional({ format: 'uuid', description: 'Your own id; not together with number' })
  @IsOptional()
  @IsString()
  readonly id?: string;

  @ApiPropertyOptional({ example: 'INV-1001', description: 'Your own number; left out: the next of the series' })
  @IsOptional()
  @IsString()
  readonly number?: string;

  @ApiProperty({ format: 'uuid' })
  @IsString()
  readonly customerId!: string;

  @ApiProperty({
    enum: BASES,
    enumName: 'Basis',
    description: 'A plan is not owed until it is entitled; every other basis entitles at once',
  })
  @IsIn(BASES)
  readonly basis!: Basis;

  @ApiProperty({ type: MoneyBody })
  @IsObject()
  readonly gross!: MoneyBody;

  @ApiPropertyOptional({ type: MoneyBody, description: 'The part of the gross that is tax; zero when left out' })
  @IsOptional()
  @IsObject()
  readonly tax?: MoneyBody;

  @ApiPropertyOptional({
    example: '0.92347',
    description: "Book units for one unit of the gross's currency; only and always in a foreign currency",
  })
  @IsOptional()
  @IsString()
  readonly bookedRate?: string;

  @ApiPropertyOptional({ type: InvoiceReferenceBody })
  @IsOptional()
  @IsObject()
  readonly invoice?: InvoiceReferenceBody;

  @ApiProperty({ type: [InstalmentBody], minItems: 1, maxItems: MAX_INSTALMENTS, description: 'They sum to the gross' })
  @IsArray()
  readonly instalments!: InstalmentBody[];
}

export class EntitleBody extends DatedBody {
  @ApiProperty({ enum: BASES.filter((basis) => basis !== 'plan') })
  @IsIn(BASES)
  readonly basis!: Exclude<Basis, 'plan'>;

  @ApiPropertyOptional({ type: [Number], description: 'All that are not entitled yet when left out' })
  @IsOptional()
  @IsArray()
  readonly instalments?: number[];

  @ApiPropertyOptional({ type: MoneyBody })
  @IsOptional()
  @IsObject()
  readonly net?: MoneyBody;

  @ApiPropertyOptional({ type: MoneyBody, description: "The instalments' share of the receivable's tax when left out" })
  @IsOptional()
  @IsObject()
  readonly tax?: MoneyBody;
}

export class DisputeBody extends DatedBody {
  @ApiPropertyOptional({ type: MoneyBody, description: 'All that is outstanding when left out' })
  @IsOptional()
  @IsObject()
  readonly amount?: MoneyBody;
}

export class PromiseBody extends DatedBody {
  @ApiProperty({ example: 1 })
  @IsInt()
  readonly instalment!: number;

  @ApiProperty({ type: MoneyBody })
  @IsObject()
  readonly amount!: MoneyBody;

  @ApiProperty({ format: 'date', example: '2026-12-31' })
  @IsString()
  readonly promisedOn!: string;
}
