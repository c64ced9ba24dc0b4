import { ApiProperty } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { OpenEntityWire } from '#entities';
import { DatedBody } from '../rim/dated.body.js';

export class OpenEntityBody extends DatedBody implements OpenEntityWire {
  @ApiProperty({ example: 'main', description: '1 to 64 printable characters; the entity is found by it' })
  @IsString()
  readonly code!: string;

  @ApiProperty({ example: 'Harbour Trading Ltd' })
  @IsString()
  readonly name!: string;

  @ApiProperty({ example: 'EUR', description: "The book's currency; a fact from then on" })
  @IsString()
  readonly currency!: string;

  @ApiProperty({ example: 'Europe/Berlin', description: 'IANA time zone: it decides which day a click falls on' })
  @IsString()
  readonly timeZone!: string;
}
