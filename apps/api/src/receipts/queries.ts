import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input, ReceiptId } from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { HttpProblem } from '#http';
import { INSTRUMENTS, receiptList, receiptPage, receiptStream, RECEIPT_SORTS, type ReceiptFilters } from '#settlement';
import { Collections } from '../commanding/collections.js';
import { Asker, type Params } from '../querying/asker.js';
import { HistoryBody, historyOf } from '../querying/history.js';
import { Locating } from '../querying/locating.js';
import { customersBeside, nameOf } from '../querying/names.js';
import { given, linked, tagged, truthParam } from '../querying/reading.js';
import { Filter, ListDocs, QueryDocs } from '../rim/seen.js';
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
    @Inject(Locating) private readonly locating: Locating,
    @Inject(Collections) private readonly collections: Collections,
    @Inject(EVENT_LOG) private readonly log: EventLog,
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
    return linked(reply, '/v1/receipts', params, page) as unknown as ReceiptListBody;
  }

  @Get(':document')
  @QueryDocs('One receipt: where its money is, and what it is for', ReceiptAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReceiptAnswerBody> {
    const page = await this.asker.ask(
      params,
      () => undefined,
      async (snapshot, view) => {
        const id = (await this.locating.of(this.collections.receipts, document, view.entity)) as ReceiptId;
        const found = await receiptPage(snapshot, { ...view, id });
        if (!found || found.entityId !== view.entity)
          throw new HttpProblem('unknown-document', 'there was no such receipt then');
        const { customerId, ...rest } = found;
        return { ...rest, customer: customerId === null ? null : await nameOf(snapshot, view, customerId) };
      },
    );
    return tagged(reply, page) as unknown as ReceiptAnswerBody;
  }

  @Get(':document/history')
  @ListDocs('Every event of one receipt, as stored', HistoryBody)
  history(@Param('document') document: string, @Query() params: Params): Promise<HistoryBody> {
    return this.asker.list(
      `history ${document}`,
      params,
      () => ({}),
      async (_, { tenant, entity, ...page }) => {
        const id = (await this.locating.of(this.collections.receipts, document, entity)) as ReceiptId;
        return historyOf(this.log, receiptStream(tenant, id), page);
      },
    ) as Promise<HistoryBody>;
  }
}
