import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Call } from '#http';
import { Collections } from '../commanding/collections.js';
import { Commanding } from '../commanding/commanding.js';
import { CommandDocs, Head, write } from '../rim/answers.js';
import { DatedBody } from '../rim/dated.body.js';
import { DisputeBody, EntitleBody, PromiseBody, RaiseReceivableBody } from './bodies.js';

@ApiTags('receivables')
@Controller('v1/receivables')
export class ReceivableCommandsController {
  constructor(
    @Inject(Commanding) private readonly commanding: Commanding,
    @Inject(Collections) private readonly collections: Collections,
  ) {}

  @Post()
  @CommandDocs('Raise a receivable', { makes: true })
  async raise(@Body() body: RaiseReceivableBody, @Head() call: Call, @Res({ passthrough: true }) reply: FastifyReply) {
    return write(reply, await this.commanding.create(this.collections.receivables, call, body));
  }

  @Post(':document/entitle')
  @CommandDocs('The right became unconditional: instalments of a plan are owed from now on')
  entitle(
    @Param('document') document: string,
    @Body() body: EntitleBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'entitle', call, body, reply);
  }

  @Post(':document/dispute')
  @CommandDocs('The customer objects, in part or whole')
  dispute(
    @Param('document') document: string,
    @Body() body: DisputeBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'dispute', call, body, reply);
  }

  @Post(':document/resolve')
  @CommandDocs('The dispute is resolved')
  resolve(
    @Param('document') document: string,
    @Body() body: DatedBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'resolve', call, body, reply);
  }

  @Post(':document/promise')
  @CommandDocs('The customer said when the money comes')
  promise(
    @Param('document') document: string,
    @Body() body: PromiseBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'promise', call, body, reply);
  }

  @Post(':document/reverse')
  @CommandDocs('Take back a receivable that should never have been raised; its number is free again')
  reverse(
    @Param('document') document: string,
    @Body() body: DatedBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'reverse', call, body, reply);
  }

  private async on(document: string, verb: string, call: Call, body: object, reply: FastifyReply): Promise<object> {
    return write(reply, await this.commanding.on(this.collections.receivables, document, verb, call, body));
  }
}
