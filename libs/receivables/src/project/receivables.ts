import { unreachable, type Recorded } from '#kernel';
import {
  insert,
  integerColumn,
  minorColumn,
  nullable,
  table,
  textColumn,
  update,
  type Change,
  type Model,
  type RowOf,
} from '#read-store';
import { receivableEvents, type ReceivableEvent } from '../events.js';

/** Stands where a receivable is not closed: later than every date. */
export const NEVER = '9999-12-31';

/**
 * One row for each receivable. From `closed_on` on nothing is outstanding, as the newest events say; that is known since
 * the position `closed_at`. So a question about an earlier day or position skips what was closed by then, and no other.
 */
export const receivables = table(
  'receivables',
  {
    tenant: textColumn,
    receivable_id: textColumn,
    entity: textColumn,
    customer_id: textColumn,
    number: textColumn,
    life: integerColumn,
    basis: textColumn,
    currency: textColumn,
    gross_minor: minorColumn,
    tax_minor: minorColumn,
    booked_rate: nullable(textColumn),
    booked_minor: minorColumn,
    book_currency: textColumn,
    invoice_number: nullable(textColumn),
    invoice_on: nullable(textColumn),
    raised_on: textColumn,
    position: integerColumn,
    closed_on: textColumn,
    closed_at: integerColumn,
    /** `settled` or `reversed`; nothing while it is open. */
    closed_by: nullable(textColumn),
  },
  {
    key: ['tenant', 'receivable_id'],
    indexes: [
      ['tenant', 'entity', 'number', 'life'],
      ['tenant', 'entity', 'raised_on', 'position', 'closed_on', 'closed_at'],
      ['tenant', 'entity', 'customer_id', 'raised_on', 'position', 'closed_on'],
    ],
  },
);

/** One row for each instalment. `entitled` is 1 where the raise itself entitled it; later entitlements are facts. */
export const receivableInstalments = table(
  'receivable_instalments',
  {
    tenant: textColumn,
    receivable_id: textColumn,
    instalment: integerColumn,
    kind: textColumn,
    due_on: textColumn,
    original_due_on: textColumn,
    amount_minor: minorColumn,
    entitled: integerColumn,
  },
  { key: ['tenant', 'receivable_id', 'instalment'] },
);

/**
 * What happened to a receivable after the raise: at least one row for each event, instalment 0 where it is about the
 * whole. `reduction` leaves what is outstanding, `disputed` adds to what is in dispute; mirrors have the other sign.
 */
export const receivableFacts = table(
  'receivable_facts',
  {
    tenant: textColumn,
    receivable_id: textColumn,
    position: integerColumn,
    line: integerColumn,
    revision: integerColumn,
    effective_on: textColumn,
    kind: textColumn,
    instalment: integerColumn,
    reduction_minor: minorColumn,
    disputed_minor: minorColumn,
    promised_minor: minorColumn,
    promised_on: nullable(textColumn),
    receipt_id: nullable(textColumn),
    allocation_id: nullable(textColumn),
    value_on: nullable(textColumn),
  },
  { key: ['tenant', 'receivable_id', 'position', 'line'] },
);

export type FactKind =
  | 'entitled'
  | 'disputed'
  | 'resolved'
  | 'promised'
  | 'collected'
  | 'collectionReversed'
  | 'declined'
  | 'withdrawn'
  | 'settled'
  | 'reopened'
  | 'reversed';

type Event = Recorded<ReceivableEvent>;
type EventOf<Type extends ReceivableEvent['type']> = Extract<Event, { type: Type }>;
type Columns = Partial<RowOf<typeof receivableFacts>>;

const fact = (event: Event, kind: FactKind, columns: Columns = {}): Change =>
  insert(receivableFacts, {
    tenant: event.metadata.tenant,
    position: event.position,
    line: 0,
    receivable_id: event.data.receivableId,
    revision: event.revision,
    effective_on: event.effectiveOn,
    kind,
    instalment: 0,
    reduction_minor: 0n,
    disputed_minor: 0n,
    promised_minor: 0n,
    promised_on: null,
    receipt_id: null,
    allocation_id: null,
    value_on: null,
    ...columns,
  });

const raised = (event: EventOf<'ReceivableRaised'>): readonly Change[] => {
  const { metadata, position, effectiveOn, data } = event;
  const key = { tenant: metadata.tenant, receivable_id: data.receivableId };
  return [
    insert(receivables, {
      ...key,
      entity: metadata.entity,
      customer_id: data.customerId,
      number: data.number,
      life: data.life,
      basis: data.basis,
      currency: data.gross.currency,
      gross_minor: data.gross.minor,
      tax_minor: data.tax.minor,
      booked_rate: data.bookedRate ?? null,
      booked_minor: data.booked.minor,
      book_currency: data.booked.currency,
      invoice_number: data.invoice?.number ?? null,
      invoice_on: data.invoice?.issuedOn ?? null,
      raised_on: effectiveOn,
      position,
      closed_on: NEVER,
      closed_at: 0,
      closed_by: null,
    }),
    ...data.instalments.map(({ number, kind, dueOn, originalDueOn, amount, entitled }) =>
      insert(receivableInstalments, {
        ...key,
        instalment: number,
        kind,
        due_on: dueOn,
        original_due_on: originalDueOn,
        amount_minor: amount.minor,
        entitled: entitled ? 1 : 0,
      }),
    ),
  ];
};

const collection = ({ data }: EventOf<'InstalmentCollected' | 'InstalmentCollectionReversed'>): Columns => ({
  instalment: data.instalment,
  receipt_id: data.receiptId,
  allocation_id: data.allocationId,
  value_on: data.valueOn,
});

const answer = ({ data }: EventOf<'CollectionDeclined' | 'CollectionWithdrawn'>): Columns => ({
  instalment: data.instalment,
  receipt_id: data.receiptId,
  allocation_id: data.allocationId,
});

const closed = (event: Event, set: Partial<RowOf<typeof receivables>>): Change =>
  update(receivables, { tenant: event.metadata.tenant, receivable_id: event.data.receivableId }, set);

/** Every instalment goes with what is open on it. */
const reversed = (event: EventOf<'ReceivableReversed'>): readonly Change[] => [
  closed(event, { closed_on: event.effectiveOn, closed_at: event.position, closed_by: 'reversed' }),
  fact(event, 'reversed'),
  ...event.data.instalments.map(({ number, open }, index) =>
    fact(event, 'reversed', { line: index + 1, instalment: number, reduction_minor: open.minor }),
  ),
];

const project = (event: Event): readonly Change[] => {
  switch (event.type) {
    case 'ReceivableRaised':
      return raised(event);
    case 'InstalmentsEntitled':
      return event.data.instalments.map(({ number }, line) => fact(event, 'entitled', { line, instalment: number }));
    case 'ReceivableDisputed':
      return [fact(event, 'disputed', { disputed_minor: event.data.amount.minor })];
    case 'DisputeResolved':
      return [fact(event, 'resolved', { disputed_minor: -event.data.amount.minor })];
    case 'PromiseToPayRecorded': {
      const { instalment, amount, promisedOn } = event.data;
      return [fact(event, 'promised', { instalment, promised_minor: amount.minor, promised_on: promisedOn })];
    }
    case 'InstalmentCollected':
      return [fact(event, 'collected', { ...collection(event), reduction_minor: event.data.amount.minor })];
    case 'InstalmentCollectionReversed':
      return [fact(event, 'collectionReversed', { ...collection(event), reduction_minor: -event.data.amount.minor })];
    case 'CollectionDeclined':
      return [fact(event, 'declined', answer(event))];
    case 'CollectionWithdrawn':
      return [fact(event, 'withdrawn', answer(event))];
    case 'ReceivableSettled':
      return [
        closed(event, { closed_on: event.effectiveOn, closed_at: event.position, closed_by: 'settled' }),
        fact(event, 'settled'),
      ];
    case 'ReceivableReopened':
      return [closed(event, { closed_on: NEVER, closed_at: 0, closed_by: null }), fact(event, 'reopened')];
    case 'ReceivableReversed':
      return reversed(event);
    default:
      return unreachable(event);
  }
};

export const receivablesModel: Model<ReceivableEvent> = {
  name: 'receivables',
  version: 1,
  orderKey: 'stream',
  tables: [receivables, receivableInstalments, receivableFacts],
  categories: ['receivable'],
  events: receivableEvents,
  project,
};
