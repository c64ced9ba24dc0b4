import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input, ReceiptId } from '#kernel';
import { INSTRUMENTS, receiptList, receiptPage, RECEIPT_SORTS, type ReceiptFilters } from '#settlement';
import { Collections } from '../commanding/collections.js';
import { Asker } from '../querying/asker.js';
import { HistoryBody } from '../querying/history.js';
import { customersBeside, nameOf } from '../querying/names.js';
import { given, truthParam, type Params } from '../querying/parameters.js';
import { linked, tagged } from '../querying/reading.js';
import { DocumentDocs, Filter, ListDocs } from '../rim/seen.js';
import { RECEIPT_SITUATIONS, ReceiptAnswerBody, ReceiptListBody } from './answers.js';

const filters = (input: Input): ReceiptFilters => ({
  ...given(input, 'customerId', (name) => input.id<CustomerId>(name)),
  ...given(input, 'unidentified', (name) => truthParam(input, name)),
  ...given(input, 'number', (name) => input.text(name, { max: 64 })),
  ...given(input, 'currency', (name) => input.currency(name)),
  ...given(input, 'instrument', (name) => input.oneOf(name, INSTRUMENTS)),
  ...given(input, 'situation', (name) => input.oneOf(name, RECEIPT_SITUATIONS)),
  ...given(input, 'bookedFrom', (name) => input.date(name)),
  ...given(input, 'bookedTo', (name) => input.date(name)),
});

@ApiTags('receipts')
@Controller('v1/receipts')
export class ReceiptQueriesController {
  constructor(
    @Inject(Asker) private readonly asker: Asker,
    @Inject(Collections) private readonly collections: Collections,
  ) {}

  @Get()
  @ListDocs('Receipts, a page at a time', ReceiptListBody, RECEIPT_SORTS)
  @Filter('customerId')
  @Filter('unidentified', { enum: ['true', 'false'], description: 'Money of nobody known' })
  @Filter('number')
  @Filter('currency')
  @Filter('instrument', { enum: INSTRUMENTS })
  @Filter('situation', { enum: RECEIPT_SITUATIONS })
  @Filter('bookedFrom')
  @Filter('bookedTo')
  async list(@Query() params: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReceiptListBody> {
    const read = (input: Input) => ({
      filters: filters(input),
      ...given(input, 'sort', (name) => input.oneOf(name, RECEIPT_SORTS)),
    });
    const page = await this.asker.list('receipts', params, read, async (snapshot, question) => {
      const { items, next } = await receiptList(snapshot, question);
      return { items: await customersBeside(snapshot, question, items), next };
    });
    return linked(reply, params, page) as unknown as ReceiptListBody;
  }

  @Get(':document')
  @DocumentDocs('One receipt: where its money is, and what it is for', ReceiptAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReceiptAnswerBody> {
    const page = await this.asker.askOf(
      this.collections.receipts,
      document,
      params,
      () => undefined,
      async (snapshot, view, _, id: ReceiptId) => {
        const found = await receiptPage(snapshot, { ...view, id });
        if (!found) return undefined;
        const { customerId, ...rest } = found;
        return { ...rest, customer: customerId === null ? null : await nameOf(snapshot, view, customerId) };
      },
    );
    return tagged(reply, page) as unknown as ReceiptAnswerBody;
  }

  @Get(':document/history')
  @ListDocs('Every event of one receipt, as stored', HistoryBody)
  async history(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HistoryBody> {
    return linked(reply, params, await this.asker.history(this.collections.receipts, document, params));
  }
}
