import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Call } from '#http';
import { Collections } from '../commanding/collections.js';
import { Commanding } from '../commanding/commanding.js';
import { CommandDocs, Head, write } from '../rim/answers.js';
import { Visibility } from '../querying/visibility.js';
import { OpenEntityBody } from './bodies.js';

@ApiTags('entities')
@Controller('v1/entities')
export class EntityCommandsController {
  constructor(
    @Inject(Commanding) private readonly commanding: Commanding,
    @Inject(Collections) private readonly collections: Collections,
    @Inject(Visibility) private readonly visibility: Visibility,
  ) {}

  @Post()
  @CommandDocs('Open the book of a legal entity', {
    makes: true,
    description: 'Its currency and time zone are facts from then on.',
  })
  async open(@Body() body: OpenEntityBody, @Head() call: Call, @Res({ passthrough: true }) reply: FastifyReply) {
    const answer = await this.commanding.open(this.collections.entities, call, body);
    // A request without ?entity= must not take the older entity for the only one.
    if (answer.status < 400) await this.visibility.ofEverything();
    return write(reply, answer);
  }
}
