import { unreachable, type Recorded } from '#kernel';
import { insert, integerColumn, nullable, table, textColumn, type Change, type Model, type RowOf } from '#read-store';
import { customerEvents, type CustomerEvent } from '../events.js';

/** What never changes of a customer. */
export const customers = table(
  'customers',
  {
    tenant: textColumn,
    customer_id: textColumn,
    entity: textColumn,
    code: textColumn,
    /** The code in small letters, for searching. */
    code_search: textColumn,
    currency: nullable(textColumn),
    position: integerColumn,
  },
  {
    key: ['tenant', 'customer_id'],
    indexes: [
      ['tenant', 'entity', 'code'],
      ['tenant', 'entity', 'position'],
    ],
  },
);

/** One row for each fact about a customer; a column is empty where the fact does not speak of it. */
export const customerDetails = table(
  'customer_details',
  {
    tenant: textColumn,
    customer_id: textColumn,
    revision: integerColumn,
    position: integerColumn,
    effective_on: textColumn,
    kind: textColumn,
    name: nullable(textColumn),
    /** The name in small letters, for searching. */
    search: nullable(textColumn),
    net_days: nullable(integerColumn),
    end_of_month: nullable(integerColumn),
    discount_percent: nullable(textColumn),
    discount_days: nullable(integerColumn),
  },
  { key: ['tenant', 'customer_id', 'revision'] },
);

export type DetailKind = 'registered' | 'named' | 'terms' | 'held' | 'released';
type Detail = RowOf<typeof customerDetails>;
type Terms = NonNullable<Extract<CustomerEvent, { type: 'CustomerRegistered' }>['data']['terms']>;

const detail = (event: Recorded<CustomerEvent>, kind: DetailKind, more: Partial<Detail> = {}): Change =>
  insert(customerDetails, {
    tenant: event.metadata.tenant,
    customer_id: event.data.customerId,
    revision: event.revision,
    position: event.position,
    effective_on: event.effectiveOn,
    kind,
    name: null,
    search: null,
    net_days: null,
    end_of_month: null,
    discount_percent: null,
    discount_days: null,
    ...more,
  });

const termsColumns = (terms: Terms | undefined): Partial<Detail> =>
  terms
    ? {
        net_days: terms.netDays,
        end_of_month: terms.endOfMonth ? 1 : 0,
        discount_percent: terms.discount?.percent ?? null,
        discount_days: terms.discount?.days ?? null,
      }
    : {};

const project = (event: Recorded<CustomerEvent>): readonly Change[] => {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { customerId, code, name, currency, terms } = event.data;
      const { tenant, entity } = event.metadata;
      return [
        insert(customers, {
          tenant,
          customer_id: customerId,
          entity,
          code,
          code_search: code.toLowerCase(),
          currency: currency ?? null,
          position: event.position,
        }),
        detail(event, 'registered', { name, search: name.toLowerCase(), ...termsColumns(terms) }),
      ];
    }
    case 'CustomerDetailsCorrected':
      return [detail(event, 'named', { name: event.data.name, search: event.data.name.toLowerCase() })];
    case 'CreditTermsAgreed':
      return [detail(event, 'terms', termsColumns(event.data.terms))];
    case 'CustomerHeld':
      return [detail(event, 'held')];
    case 'CustomerReleased':
      return [detail(event, 'released')];
    default:
      return unreachable(event);
  }
};

export const customersModel: Model<CustomerEvent> = {
  name: 'customers',
  version: 1,
  orderKey: 'stream',
  tables: [customers, customerDetails],
  categories: ['customer'],
  events: customerEvents,
  project,
};
