import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';

/** What may stand in every command's body. */
export class ReasonedBody {
  @ApiPropertyOptional({ description: 'Why; kept with the event', example: 'agreed by phone' })
  @IsOptional()
  @IsString()
  readonly reason?: string;
}

/** The body of a command that has no date of its own. */
export class DatedBody extends ReasonedBody {
  @ApiPropertyOptional({
    format: 'date',
    example: '2026-11-23',
    description: "The day it counts on; today in the entity's time zone when left out",
  })
  @IsOptional()
  @IsString()
  readonly effectiveOn?: string;
}
