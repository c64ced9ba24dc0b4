import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input, ReceivableId } from '#kernel';
import { BASES, receivableList, receivablePage, RECEIVABLE_SORTS, type ReceivableFilters } from '#receivables';
import { receiptNumbers } from '#settlement';
import { Collections } from '../commanding/collections.js';
import { Asker } from '../querying/asker.js';
import { HistoryBody } from '../querying/history.js';
import { customersBeside, nameOf } from '../querying/names.js';
import { given, truthParam, type Params } from '../querying/parameters.js';
import { linked, tagged } from '../querying/reading.js';
import { DocumentDocs, Filter, ListDocs } from '../rim/seen.js';
import {
  COLLECTION_STATUSES,
  DUE_STATUSES,
  RECEIVABLE_SITUATIONS,
  ReceivableAnswerBody,
  ReceivableListBody,
} from './answers.js';

const filters = (input: Input): ReceivableFilters => ({
  ...given(input, 'customerId', (name) => input.id<CustomerId>(name)),
  ...given(input, 'number', (name) => input.text(name, { max: 64 })),
  ...given(input, 'basis', (name) => input.oneOf(name, BASES)),
  ...given(input, 'currency', (name) => input.currency(name)),
  ...given(input, 'situation', (name) => input.oneOf(name, RECEIVABLE_SITUATIONS)),
  ...given(input, 'collectionStatus', (name) => input.oneOf(name, COLLECTION_STATUSES)),
  ...given(input, 'dueStatus', (name) => input.oneOf(name, DUE_STATUSES)),
  ...given(input, 'disputed', (name) => truthParam(input, name)),
  ...given(input, 'raisedFrom', (name) => input.date(name)),
  ...given(input, 'raisedTo', (name) => input.date(name)),
  ...given(input, 'dueFrom', (name) => input.date(name)),
  ...given(input, 'dueTo', (name) => input.date(name)),
});

@ApiTags('receivables')
@Controller('v1/receivables')
export class ReceivableQueriesController {
  constructor(
    @Inject(Asker) private readonly asker: Asker,
    @Inject(Collections) private readonly collections: Collections,
  ) {}

  @Get()
  @ListDocs('Receivables, a page at a time', ReceivableListBody, RECEIVABLE_SORTS)
  @Filter('customerId')
  @Filter('number')
  @Filter('basis', { enum: BASES })
  @Filter('currency')
  @Filter('situation', { enum: RECEIVABLE_SITUATIONS })
  @Filter('collectionStatus', { enum: COLLECTION_STATUSES })
  @Filter('dueStatus', { enum: DUE_STATUSES })
  @Filter('disputed', { enum: ['true', 'false'] })
  @Filter('raisedFrom')
  @Filter('raisedTo')
  @Filter('dueFrom', { description: 'With an instalment due on this day or later' })
  @Filter('dueTo', { description: 'With an instalment due on this day or earlier' })
  async list(@Query() params: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReceivableListBody> {
    const read = (input: Input) => ({
      filters: filters(input),
      ...given(input, 'sort', (name) => input.oneOf(name, RECEIVABLE_SORTS)),
    });
    const page = await this.asker.list('receivables', params, read, async (snapshot, question) => {
      const { items, next } = await receivableList(snapshot, question);
      return { items: await customersBeside(snapshot, question, items), next };
    });
    return linked(reply, params, page) as unknown as ReceivableListBody;
  }

  @Get(':document')
  @DocumentDocs('One receivable with its instalments, receipts, disputes and promises', ReceivableAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReceivableAnswerBody> {
    const page = await this.asker.askOf(
      this.collections.receivables,
      document,
      params,
      () => undefined,
      async (snapshot, view, _, id: ReceivableId) => {
        const found = await receivablePage(snapshot, { ...view, id });
        if (!found) return undefined;
        const { customerId, receipts, ...rest } = found;
        const numbers = await receiptNumbers(snapshot, {
          tenant: view.tenant,
          ids: receipts.map(({ receiptId }) => receiptId),
        });
        return {
          ...rest,
          customer: await nameOf(snapshot, view, customerId),
          receipts: receipts.map((each) => ({ ...each, receiptNumber: numbers.get(each.receiptId) ?? '' })),
        };
      },
    );
    return tagged(reply, page) as unknown as ReceivableAnswerBody;
  }

  @Get(':document/history')
  @ListDocs('Every event of one receivable, as stored', HistoryBody)
  async history(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HistoryBody> {
    return linked(reply, params, await this.asker.history(this.collections.receivables, document, params));
  }
}
