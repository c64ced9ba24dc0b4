import { Body, Controller, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Call } from '#http';
import { Collections } from '../commanding/collections.js';
import { Commanding } from '../commanding/commanding.js';
import { CommandDocs, Head, write } from '../rim/answers.js';
import {
  AllocateBody,
  ClearBody,
  ConfirmBody,
  IdentifyBody,
  RegisterReceiptBody,
  ReturnAllocationBody,
  ReverseReceiptBody,
} from './bodies.js';

@ApiTags('receipts')
@Controller('v1/receipts')
export class ReceiptCommandsController {
  constructor(
    @Inject(Commanding) private readonly commanding: Commanding,
    @Inject(Collections) private readonly collections: Collections,
  ) {}

  @Post()
  @CommandDocs('Register money that came in', {
    makes: true,
    description: 'Unconfirmed, it settles nothing: what it is for is kept until it is confirmed.',
  })
  async register(
    @Body() body: RegisterReceiptBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return write(reply, await this.commanding.create(this.collections.receipts, call, body));
  }

  @Post(':document/identify')
  @CommandDocs('The payer became known')
  identify(
    @Param('document') document: string,
    @Body() body: IdentifyBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'identify', call, body, reply);
  }

  @Post(':document/confirm')
  @CommandDocs('Finance has seen the money')
  confirm(
    @Param('document') document: string,
    @Body() body: ConfirmBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'confirm', call, body, reply);
  }

  @Post(':document/clear')
  @CommandDocs("The bank's line for it is there")
  clear(
    @Param('document') document: string,
    @Body() body: ClearBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'clear', call, body, reply);
  }

  @Post(':document/allocate')
  @CommandDocs('Put free money on instalments', {
    description:
      'All or nothing per item: what the receivable declines is free again; the answer is 200 with process.state "declined".',
  })
  allocate(
    @Param('document') document: string,
    @Body() body: AllocateBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'allocate', call, body, reply);
  }

  @Post(':document/return-allocation')
  @CommandDocs('Take an allocation back')
  returnAllocation(
    @Param('document') document: string,
    @Body() body: ReturnAllocationBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'return-allocation', call, body, reply);
  }

  @Post(':document/reverse')
  @CommandDocs('The bank took the money back, or it never came')
  reverse(
    @Param('document') document: string,
    @Body() body: ReverseReceiptBody,
    @Head() call: Call,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.on(document, 'reverse', call, body, reply);
  }

  private async on(document: string, verb: string, call: Call, body: object, reply: FastifyReply): Promise<object> {
    return write(reply, await this.commanding.on(this.collections.receipts, document, verb, call, body));
  }
}
