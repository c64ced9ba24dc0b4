import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import {
  CAUSES,
  INSTRUMENTS,
  MAX_ITEMS,
  METHODS,
  PURPOSES,
  type AllocateWire,
  type Method,
  type Purpose,
  type RegisterReceiptWire,
} from '#settlement';
import { DatedBody, ReasonedBody } from '../rim/dated.body.js';
import { MoneyBody } from '../rim/money.body.js';

class AllocationItemBody {
  @ApiProperty({ format: 'uuid' }) readonly receivableId!: string;
  @ApiProperty({ example: 1 }) readonly instalment!: number;
  @ApiProperty({ type: MoneyBody, description: "In the instalment's currency" }) readonly amount!: MoneyBody;
  @ApiPropertyOptional({ type: MoneyBody, description: "In the receipt's currency, where the two differ" })
  readonly receiptAmount?: MoneyBody;
  @ApiPropertyOptional({ example: '0.91010' }) readonly rate?: string;
}

const METHOD_TEXT =
  'hand: the items given; oldestFirst: the open instalments by due date; exact: the one open item with exactly the free amount';

/** What the money is for, inside a new receipt. */
export class IntentBody implements AllocateWire {
  @ApiProperty({ enum: METHODS, enumName: 'AllocationMethod', description: METHOD_TEXT })
  readonly method!: Method;

  @ApiPropertyOptional({ enum: PURPOSES, enumName: 'AllocationPurpose', default: 'collect' })
  readonly purpose?: Purpose;

  @ApiPropertyOptional({ type: [AllocationItemBody], minItems: 1, maxItems: MAX_ITEMS, description: 'By hand only' })
  readonly items?: AllocationItemBody[];
}

export class AllocateBody extends ReasonedBody implements AllocateWire {
  @ApiProperty({ enum: METHODS, enumName: 'AllocationMethod', description: METHOD_TEXT })
  @IsIn(METHODS)
  readonly method!: Method;

  @ApiPropertyOptional({ enum: PURPOSES, enumName: 'AllocationPurpose', default: 'collect' })
  @IsOptional()
  @IsIn(PURPOSES)
  readonly purpose?: Purpose;

  @ApiPropertyOptional({ type: [AllocationItemBody], minItems: 1, maxItems: MAX_ITEMS, description: 'By hand only' })
  @IsOptional()
  @IsArray()
  readonly items?: AllocationItemBody[];
}

export class RegisterReceiptBody extends ReasonedBody implements RegisterReceiptWire {
  @ApiPropertyOptional({ format: 'uuid', description: 'Your own id; not together with number' })
  @IsOptional()
  @IsString()
  readonly id?: string;

  @ApiPropertyOptional({ example: 'BANK-7781', description: 'Your own number; left out: the next of the series' })
  @IsOptional()
  @IsString()
  readonly number?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Left out: unidentified money' })
  @IsOptional()
  @IsString()
  readonly customerId?: string;

  @ApiProperty({ type: MoneyBody })
  @IsObject()
  readonly amount!: MoneyBody;

  @ApiProperty({ enum: INSTRUMENTS, enumName: 'Instrument' })
  @IsIn(INSTRUMENTS)
  readonly instrument!: (typeof INSTRUMENTS)[number];

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  @IsString()
  readonly bookedOn!: string;

  @ApiPropertyOptional({ format: 'date', description: 'bookedOn when left out' })
  @IsOptional()
  @IsString()
  readonly valueOn?: string;

  @ApiPropertyOptional({
    example: '0.91010',
    description: "Book units for one unit of the amount's currency; only and always in a foreign currency",
  })
  @IsOptional()
  @IsString()
  readonly bankRate?: string;

  @ApiPropertyOptional({ default: false, description: 'Finance has seen the money: only confirmed money settles' })
  @IsOptional()
  @IsBoolean()
  readonly confirmed?: boolean;

  @ApiPropertyOptional({ type: IntentBody })
  @IsOptional()
  @IsObject()
  readonly allocate?: IntentBody;
}

export class IdentifyBody extends ReasonedBody {
  @ApiProperty({ format: 'uuid' })
  @IsString()
  readonly customerId!: string;
}

export class ConfirmBody extends ReasonedBody {
  @ApiPropertyOptional({ type: MoneyBody, description: "The bank's fee, kept from the amount" })
  @IsOptional()
  @IsObject()
  readonly fee?: MoneyBody;
}

export class ClearBody extends ReasonedBody {
  @ApiProperty({ format: 'date', example: '2026-11-24' })
  @IsString()
  readonly bookedOn!: string;
}

export class ReverseReceiptBody extends ReasonedBody {
  @ApiProperty({ enum: CAUSES, enumName: 'ReversalCause' })
  @IsIn(CAUSES)
  readonly cause!: (typeof CAUSES)[number];

  @ApiProperty({ format: 'date', example: '2026-11-30' })
  @IsString()
  readonly on!: string;
}

export class ReturnAllocationBody extends DatedBody {
  @ApiProperty({ format: 'uuid' })
  @IsString()
  readonly allocationId!: string;
}
