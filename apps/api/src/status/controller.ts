import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { EVENT_LOG, type EventLog } from '#event-log';
import { BOOK, type Book } from '../book.js';
import { CommonProblems } from '../rim/answers.js';

/** How one station of the flow does. */
export interface Stage {
  readonly name: string;
  readonly position: number;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly parked: number;
  readonly problem?: string;
}

/** Asks every station that runs in this process how it does. */
export type Stages = () => Promise<readonly Stage[]>;
export const STAGES = Symbol('Stages');

class StageBody implements Stage {
  @ApiProperty({ example: 'projector' }) readonly name!: string;
  @ApiProperty({ description: 'Everything up to here is done' }) readonly position!: number;
  @ApiProperty() readonly lagEvents!: number;
  @ApiProperty() readonly lagSeconds!: number;
  @ApiProperty({ description: 'What waits behind an event that could not be handled' }) readonly parked!: number;
  @ApiProperty({ required: false }) readonly problem?: string;
}

class StatusBody {
  @ApiProperty({ example: '0.1.0' }) readonly version!: string;
  @ApiProperty({ description: 'Tells this book from every other one' }) readonly book!: string;
  @ApiProperty({ description: 'A demo book takes no real data' }) readonly demo!: boolean;
  @ApiProperty({ description: 'Position of the newest event' }) readonly head!: number;
  @ApiProperty({ type: [StageBody] }) readonly stages!: StageBody[];
}

class HealthBody {
  @ApiProperty({ example: 'ok' }) readonly status!: string;
}

@ApiTags('status')
@Controller()
export class StatusController {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(STAGES) private readonly stages: Stages,
  ) {}

  @Get('v1/status')
  @ApiOperation({ summary: 'What runs here, and how far each station of the flow has come' })
  @ApiOkResponse({ type: StatusBody })
  @CommonProblems()
  async status(): Promise<StatusBody> {
    const { version, id, demo } = this.book;
    const { position } = await this.log.head();
    return { version, book: id, demo, head: position, stages: [...(await this.stages())] };
  }

  @Get('health/live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ type: HealthBody })
  live(): HealthBody {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @ApiOperation({ summary: 'The log can be read and every station runs' })
  @ApiOkResponse({ type: HealthBody })
  @CommonProblems()
  async ready(): Promise<HealthBody> {
    await this.log.head();
    const stages = await this.stages();
    return { status: stages.some(({ problem }) => problem !== undefined) ? 'degraded' : 'ok' };
  }
}
