import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { listEntities, type EntityAnswer } from '#entities';
import { READ_STORE, type ReadStore } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';
import { Visibility } from '../querying/visibility.js';
import { CommonProblems } from '../rim/answers.js';
import type { Told } from '../rim/seen.js';

class EntityBody implements Told<EntityAnswer> {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ example: 'main' }) readonly code!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ example: 'EUR' }) readonly currency!: string;
  @ApiProperty({ example: 'Europe/Berlin' }) readonly timeZone!: string;
  @ApiProperty() readonly revision!: number;
}

class EntityListBody {
  @ApiProperty({ type: [EntityBody] }) readonly items!: EntityBody[];
}

@ApiTags('entities')
@Controller('v1/entities')
export class EntityQueriesController {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(READ_STORE) private readonly store: ReadStore,
    @Inject(Visibility) private readonly visibility: Visibility,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The legal entities of this book' })
  @ApiOkResponse({ type: EntityListBody })
  @CommonProblems()
  async list(): Promise<EntityListBody> {
    await this.visibility.ofEverything();
    const items = await this.store.read(GROUP, (snapshot) => listEntities(snapshot, { tenant: this.book.tenant }));
    return { items: [...items] };
  }
}
