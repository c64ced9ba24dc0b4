import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { CustomerId, Input } from '#kernel';
import { customerList, customerPage, CUSTOMER_SORTS } from '#parties';
import type { Snapshot } from '#read-store';
import { customerAccount, customerStatement } from '#statements';
import { Collections } from '../commanding/collections.js';
import { Asker, type Viewpoint } from '../querying/asker.js';
import { HistoryBody } from '../querying/history.js';
import { nameOf } from '../querying/names.js';
import { given, type Params } from '../querying/parameters.js';
import { linked, tagged } from '../querying/reading.js';
import { DocumentDocs, Filter, ListDocs, QueryDocs } from '../rim/seen.js';
import { AccountBody, StatementBody } from '../statements/answers.js';
import { CUSTOMER_SITUATIONS, CustomerAnswerBody, CustomerListBody } from './answers.js';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomerQueriesController {
  constructor(
    @Inject(Asker) private readonly asker: Asker,
    @Inject(Collections) private readonly collections: Collections,
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
    return linked(reply, params, page) as unknown as CustomerListBody;
  }

  @Get(':document')
  @DocumentDocs('One customer', CustomerAnswerBody)
  async one(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerAnswerBody> {
    const page = await this.asker.askOf(
      this.collections.customers,
      document,
      params,
      () => undefined,
      (snapshot, view, _, id: CustomerId) => customerPage(snapshot, { ...view, id }),
    );
    return tagged(reply, page) as unknown as CustomerAnswerBody;
  }

  @Get(':document/account')
  @QueryDocs('What one customer owes, and what money of theirs is not applied yet', AccountBody)
  account(@Param('document') document: string, @Query() params: Params): Promise<AccountBody> {
    return this.asker.askOf(
      this.collections.customers,
      document,
      params,
      () => undefined,
      async (snapshot, view, _, id: CustomerId) => {
        const customer = await this.known(snapshot, id, view);
        return customer && { customer, ...(await customerAccount(snapshot, { ...view, customerId: id })) };
      },
    ) as unknown as Promise<AccountBody>;
  }

  @Get(':document/statement')
  @QueryDocs('Opening, lines and closing of one customer between two days', StatementBody)
  @Filter('from', { description: 'First day', required: true })
  @Filter('to', { description: 'Last day', required: true })
  statement(@Param('document') document: string, @Query() params: Params): Promise<StatementBody> {
    const read = (input: Input) => {
      const [from, to] = [input.date('from'), input.date('to')];
      if (from !== undefined && to !== undefined && from > to)
        input.refuse('to', 'date-order', 'to is not before from');
      return { from, to };
    };
    return this.asker.askOf(
      this.collections.customers,
      document,
      params,
      read,
      async (snapshot, view, { from, to }, id: CustomerId) => {
        const customer = await this.known(snapshot, id, view);
        const { tenant, entity, knownAt } = view;
        if (!customer) return undefined;
        const currencies = await customerStatement(snapshot, { tenant, entity, knownAt, customerId: id, from, to });
        return { customer, from, to, currencies };
      },
    ) as unknown as Promise<StatementBody>;
  }

  @Get(':document/history')
  @ListDocs('Every event of one customer, as stored', HistoryBody)
  async history(
    @Param('document') document: string,
    @Query() params: Params,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HistoryBody> {
    return linked(reply, params, await this.asker.history(this.collections.customers, document, params));
  }

  private async known(snapshot: Snapshot, id: CustomerId, view: Viewpoint) {
    const known = await customerPage(snapshot, { ...view, id });
    return known && nameOf(snapshot, view, id);
  }
}
