import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CustomerId, Input } from '#kernel';
import { collectionStatusTotals } from '#receivables';
import { ageing } from '#statements';
import { customerNames } from '#parties';
import { Asker } from '../querying/asker.js';
import { given, type Params } from '../querying/parameters.js';
import { Filter, QueryDocs } from '../rim/seen.js';
import { AgeingBody, CollectionStatusBody } from './answers.js';

const MAX_BUCKETS = 12;
const MAX_DAYS = 3_650;

/** `30,60,90`: the last day of each bucket, rising. */
const bucketsParam = (input: Input): readonly number[] | undefined => {
  if (!input.has('buckets')) return undefined;
  const text = input.raw('buckets');
  const days = typeof text === 'string' && /^\d{1,4}(,\d{1,4})*$/.test(text) ? text.split(',').map(Number) : [];
  const rising = days.every((day, index) => day > (days[index - 1] ?? 0) && day <= MAX_DAYS);
  if (days.length > 0 && days.length <= MAX_BUCKETS && rising) return days;
  input.refuse('buckets', 'buckets', `buckets are up to ${MAX_BUCKETS} rising numbers of days, such as 30,60,90`);
  return undefined;
};

@ApiTags('statements')
@Controller('v1')
export class StatementQueriesController {
  constructor(@Inject(Asker) private readonly asker: Asker) {}

  @Get('ageing')
  @QueryDocs('Who owes what for how long, on any day', AgeingBody)
  @Filter('customerId')
  @Filter('by', { enum: ['customer'] })
  @Filter('buckets', { description: 'Last days of the buckets; 30,60,90 when left out' })
  ageing(@Query() params: Params): Promise<AgeingBody> {
    const read = (input: Input) => {
      const buckets = bucketsParam(input);
      return {
        ...given(input, 'customerId', (name) => input.id<CustomerId>(name)),
        byCustomer: input.has('by') ? input.oneOf('by', ['customer']) === 'customer' : false,
        ...(buckets && { buckets }),
      };
    };
    return this.asker.ask(params, read, async (snapshot, view, question) => {
      const { totals, customers } = await ageing(snapshot, { ...view, ...question });
      if (!customers) return { totals };
      const names = await customerNames(snapshot, {
        tenant: view.tenant,
        knownAt: view.knownAt,
        ids: customers.map(({ id }) => id),
      });
      return {
        totals,
        customers: customers.map((each) => ({ ...each, ...(names.get(each.id) ?? { code: '', name: '' }) })),
      };
    }) as unknown as Promise<AgeingBody>;
  }

  @Get('collection-status')
  @QueryDocs('How many instalments stand in which status, on any day', CollectionStatusBody)
  @Filter('customerId')
  collectionStatus(@Query() params: Params): Promise<CollectionStatusBody> {
    const read = (input: Input) => given(input, 'customerId', (name) => input.id<CustomerId>(name));
    return this.asker.ask(params, read, async (snapshot, view, question) => ({
      totals: await collectionStatusTotals(snapshot, { ...view, ...question }),
    })) as unknown as Promise<CollectionStatusBody>;
  }
}
