import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';

/** An exact amount: a decimal text with exactly the currency's scale, and the currency's ISO 4217 code. */
export class MoneyBody {
  @ApiProperty({
    example: '120.00',
    description: "Decimal text with exactly the currency's scale, up to 15 digits before the point",
  })
  @IsString()
  readonly amount!: string;

  @ApiProperty({ example: 'EUR', description: 'ISO 4217 code' })
  @IsString()
  readonly currency!: string;
}
