import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Call } from '#http';
import { Collections } from '../commanding/collections.js';
import { Commanding } from '../commanding/commanding.js';
import { CommandDocs, Head, write } from '../rim/answers.js';
import { DatedBody } from '../rim/dated.body.js';
import { AgreeTermsBody, CorrectCustomerBody, RegisterCustomerBody } from './bodies.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomerCommandsController {
  constructor(
    @Inject(Commanding) private readonly commanding: Commanding,
    @Inject(Collections) private readonly collections: Collections,
  ) {}

  @Post()
  @CommandDocs('Register a customer', { makes: true })
  async register(
    @Body() body: RegisterCustomerBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return write(reply, await this.commanding.create(this.collections.customers, call, body));
  }

  @Post(':document/correct')
  @CommandDocs('Correct the name')
  correct(
    @Param('document') document: string,
    @Body() body: CorrectCustomerBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'correct', call, body, reply);
  }

  @Post(':document/agree-terms')
  @CommandDocs('Agree credit terms')
  agreeTerms(
    @Param('document') document: string,
    @Body() body: AgreeTermsBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'agree-terms', call, body, reply);
  }

  @Post(':document/hold')
  @CommandDocs('Warn about new business with the customer')
  hold(
    @Param('document') document: string,
    @Body() body: DatedBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'hold', call, body, reply);
  }

  @Post(':document/release')
  @CommandDocs('End the hold')
  release(
    @Param('document') document: string,
    @Body() body: DatedBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'release', call, body, reply);
  }

  private async on(document: string, verb: string, call: Call, body: object, reply: FastifyReply): Promise<object> {
    return write(reply, await this.commanding.on(this.collections.customers, document, verb, call, body));
  }
}
