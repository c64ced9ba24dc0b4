import { unreachable, type Recorded } from '#kernel';
import { insert, update, type Change, type RowOf } from '#read-store';
import type { ReceivableEvent } from '#receivables';
import { kindOf } from './kind.js';
import { accountOwed, accountReceivables, NEVER } from './tables.js';

type Event = Recorded<ReceivableEvent>;
type EventOf<Type extends ReceivableEvent['type']> = Extract<Event, { type: Type }>;
type Columns = Partial<RowOf<typeof accountOwed>>;

const lines = (event: Event, each: readonly Columns[]): readonly Change[] =>
  each.map((columns, line) =>
    insert(accountOwed, {
      tenant: event.metadata.tenant,
      position: event.position,
      line,
      receivable_id: event.data.receivableId,
      effective_on: event.effectiveOn,
      kind: kindOf(event),
      instalment: null,
      due_on: null,
      owed_minor: 0n,
      planned_minor: 0n,
      disputed_minor: 0n,
      ...columns,
    }),
  );

/** Where an amount counts: owed if it is entitled, planned if not. */
const counted = (isEntitled: boolean, minor: bigint): Columns =>
  isEntitled ? { owed_minor: minor } : { planned_minor: minor };

/** From planned to owed. */
const entitling = (minor: bigint): Columns => ({ owed_minor: minor, planned_minor: -minor });

const closing = (event: Event, on: string, at: number): Change =>
  update(
    accountReceivables,
    { tenant: event.metadata.tenant, receivable_id: event.data.receivableId },
    { closed_on: on, closed_at: at },
  );

const raised = (event: EventOf<'ReceivableRaised'>): readonly Change[] => {
  const { metadata, position, effectiveOn, data } = event;
  return [
    insert(accountReceivables, {
      tenant: metadata.tenant,
      receivable_id: data.receivableId,
      entity: metadata.entity,
      customer_id: data.customerId,
      currency: data.gross.currency,
      number: data.number,
      raised_on: effectiveOn,
      position,
      closed_on: NEVER,
      closed_at: 0,
    }),
    ...lines(
      event,
      data.instalments.map(({ number, dueOn, amount, entitled: isEntitled }) => ({
        instalment: number,
        due_on: dueOn,
        ...counted(isEntitled, amount.minor),
      })),
    ),
  ];
};

/** What is open becomes owed on the day; so do, on their days, the later changes that were booked on planned. */
const entitled = (event: EventOf<'InstalmentsEntitled'>): readonly Change[] =>
  lines(
    event,
    event.data.instalments.flatMap(({ number, dueOn, open, later }) =>
      [{ on: event.effectiveOn, change: open }, ...later].map(({ on, change }) => ({
        instalment: number,
        due_on: dueOn,
        effective_on: on,
        ...entitling(change.minor),
      })),
    ),
  );

/** A collection of `taken`, or its mirror: off planned before the entitlement's day, off owed from that day on. */
const collected = (
  event: EventOf<'InstalmentCollected' | 'InstalmentCollectionReversed'>,
  taken: bigint,
): readonly Change[] => {
  const { instalment, dueOn, entitledOn } = event.data;
  const of = { instalment, due_on: dueOn };
  const isEntitled = entitledOn !== undefined && entitledOn <= event.effectiveOn;
  const line = { ...of, ...counted(isEntitled, -taken) };
  return lines(
    event,
    entitledOn === undefined || isEntitled ? [line] : [line, { ...of, effective_on: entitledOn, ...entitling(-taken) }],
  );
};

const reversed = (event: EventOf<'ReceivableReversed'>): readonly Change[] => [
  closing(event, event.effectiveOn, event.position),
  ...lines(
    event,
    event.data.instalments.map(({ number, dueOn, open, entitled: isEntitled }) => ({
      instalment: number,
      due_on: dueOn,
      ...counted(isEntitled, -open.minor),
    })),
  ),
];

/** What a fact about a receivable does to what its customer owes; nothing, for most that change no amount. */
export const owedBy = (event: Event): readonly Change[] => {
  switch (event.type) {
    case 'ReceivableRaised':
      return raised(event);
    case 'InstalmentsEntitled':
      return entitled(event);
    case 'InstalmentCollected':
      return collected(event, event.data.amount.minor);
    case 'InstalmentCollectionReversed':
      return collected(event, -event.data.amount.minor);
    case 'ReceivableReversed':
      return reversed(event);
    case 'ReceivableDisputed':
      return lines(event, [{ disputed_minor: event.data.amount.minor }]);
    case 'DisputeResolved':
      return lines(event, [{ disputed_minor: -event.data.amount.minor }]);
    case 'ReceivableSettled':
      return [closing(event, event.effectiveOn, event.position)];
    case 'ReceivableReopened':
      return [closing(event, NEVER, 0)];
    case 'PromiseToPayRecorded':
    case 'CollectionDeclined':
    case 'CollectionWithdrawn':
      return [];
    default:
      return unreachable(event);
  }
};
