import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input } from '#kernel';
import { EVENT_LOG, type EventLog } from '#event-log';
import { HttpProblem } from '#http';
import { customerList, customerPage, customerStream, CUSTOMER_SORTS } from '#parties';
import type { Snapshot } from '#read-store';
import { customerAccount, customerStatement } from '#statements';
import { Collections } from '../commanding/collections.js';
import { Asker, type Params, type Viewpoint } from '../querying/asker.js';
import { HistoryBody, historyOf } from '../querying/history.js';
import { Locating } from '../querying/locating.js';
import { nameOf } from '../querying/names.js';
import { given, linked, tagged } from '../querying/reading.js';
import { Filter, ListDocs, QueryDocs } from '../rim/seen.js';
import { AccountBody, StatementBody } from '../statements/answers.js';
import { CUSTOMER_SITUATIONS, CustomerAnswerBody, CustomerListBody } from './answers.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomerQueriesController {
  constructor(
    @Inject(Asker) private readonly asker: Asker,
    @Inject(Locating) private readonly locating: Locating,
    @Inject(Collections) private readonly collections: Collections,
    @Inject(EVENT_LOG) private readonly log: EventLog,
  ) {}

  @Get()
  @ListDocs('Customers, a page at a time', CustomerListBody, CUSTOMER_SORTS)
  @Filter('code')
  @Filter('search', { description: 'A part of the code or the name' })
  @Filter('situation', { enum: CUSTOMER_SITUATIONS })
  async list(@Query() params: Params, @Res({ passthrough: true }) reply: FastifyReply): Promise<CustomerListBody> {
    const read = (input: Input) => ({
      ...given(input, 'code', (name) => input.text(name, { max: 64 })),
      ...given(input, 'search', (name) => input.text(name, { max: 200 })),
      ...given(input, 'situation', (name) => input.oneOf(name, CUSTOMER_SITUATIONS)),
      ...given(input, 'sort', (name) => input.oneOf(name, CUSTOMER_SORTS)),
    });
    const page = await this.asker.list('customers', params, read, (snapshot, question) =>
      customerList(snapshot, question),
    );
    return linked(reply, '/v1/customers', params, page) as unknown as CustomerListBody;
  }

  @Get(':document')
  @QueryDocs('One customer', CustomerAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerAnswerBody> {
    const page = await this.asker.ask(
      params,
      () => undefined,
      async (snapshot, view) => {
        const found = await customerPage(snapshot, { ...view, id: await this.idOf(document, view) });
        if (!found) throw new HttpProblem('unknown-document', 'there was no such customer then');
        return found;
      },
    );
    return tagged(reply, page) as unknown as CustomerAnswerBody;
  }

  @Get(':document/account')
  @QueryDocs('What one customer owes, and what money of theirs is not applied yet', AccountBody)
  account(@Param('document') document: string, @Query() params: Params): Promise<AccountBody> {
    return this.asker.ask(
      params,
      () => undefined,
      async (snapshot, view) => {
        const customer = await this.known(snapshot, document, view);
        return { customer, ...(await customerAccount(snapshot, { ...view, customerId: customer.id })) };
      },
    ) as unknown as Promise<AccountBody>;
  }

  @Get(':document/statement')
  @QueryDocs('Opening, lines and closing of one customer between two days', StatementBody)
  @Filter('from', { description: 'First day' })
  @Filter('to', { description: 'Last day' })
  statement(@Param('document') document: string, @Query() params: Params): Promise<StatementBody> {
    const read = (input: Input) => {
      const [from, to] = [input.date('from'), input.date('to')];
      if (from !== undefined && to !== undefined && from > to)
        input.refuse('to', 'date-order', 'to is not before from');
      return { from, to };
    };
    return this.asker.ask(params, read, async (snapshot, view, { from, to }) => {
      const customer = await this.known(snapshot, document, view);
      const { tenant, entity, knownAt } = view;
      return {
        customer,
        from,
        to,
        currencies: await customerStatement(snapshot, { tenant, entity, knownAt, customerId: customer.id, from, to }),
      };
    }) as unknown as Promise<StatementBody>;
  }

  @Get(':document/history')
  @ListDocs('Every event of one customer, as stored', HistoryBody)
  history(@Param('document') document: string, @Query() params: Params): Promise<HistoryBody> {
    return this.asker.list(
      `history ${document}`,
      params,
      () => ({}),
      async (_, { tenant, entity, ...page }) =>
        historyOf(this.log, customerStream(tenant, await this.idOf(document, { entity })), page),
    ) as Promise<HistoryBody>;
  }

  private async idOf(document: string, { entity }: Pick<Viewpoint, 'entity'>): Promise<CustomerId> {
    return (await this.locating.of(this.collections.customers, document, entity)) as CustomerId;
  }

  private async known(snapshot: Snapshot, document: string, view: Viewpoint) {
    const id = await this.idOf(document, view);
    if (!(await customerPage(snapshot, { ...view, id })))
      throw new HttpProblem('unknown-document', 'there was no such customer then');
    return nameOf(snapshot, view, id);
  }
}
