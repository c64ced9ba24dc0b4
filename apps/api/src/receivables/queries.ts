import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input, ReceivableId } from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { HttpProblem } from '#http';
import {
  BASES,
  receivableList,
  receivablePage,
  receivableStream,
  RECEIVABLE_SORTS,
  type ReceivableFilters,
} from '#receivables';
import { receiptNumbers } from '#settlement';
import { Collections } from '../commanding/collections.js';
import { Asker, type Params } from '../querying/asker.js';
import { HistoryBody, historyOf } from '../querying/history.js';
import { Locating } from '../querying/locating.js';
import { customersBeside, nameOf } from '../querying/names.js';
import { given, linked, tagged, truthParam } from '../querying/reading.js';
import { Filter, ListDocs, QueryDocs } from '../rim/seen.js';
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
    @Inject(Locating) private readonly locating: Locating,
    @Inject(Collections) private readonly collections: Collections,
    @Inject(EVENT_LOG) private readonly log: EventLog,
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
    return linked(reply, '/v1/receivables', params, page) as unknown as ReceivableListBody;
  }

  @Get(':document')
  @QueryDocs('One receivable with its instalments, receipts, disputes and promises', ReceivableAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReceivableAnswerBody> {
    const page = await this.asker.ask(
      params,
      () => undefined,
      async (snapshot, view) => {
        const id = (await this.locating.of(this.collections.receivables, document, view.entity)) as ReceivableId;
        const found = await receivablePage(snapshot, { ...view, id });
        if (!found || found.entityId !== view.entity)
          throw new HttpProblem('unknown-document', 'there was no such receivable then');
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
  history(@Param('document') document: string, @Query() params: Params): Promise<HistoryBody> {
    return this.asker.list(
      `history ${document}`,
      params,
      () => ({}),
      async (_, { tenant, entity, ...page }) => {
        const id = (await this.locating.of(this.collections.receivables, document, entity)) as ReceivableId;
        return historyOf(this.log, receivableStream(tenant, id), page);
      },
    ) as Promise<HistoryBody>;
  }
}
