import { unreachable, type CalendarDate, type Recorded } from '#kernel';
import { insert, type Change } from '#read-store';
import type { ReceivableEvent } from '#receivables';
import type { ReceiptEvent } from '#settlement';
import { kindOf } from './kind.js';
import { accountMoney, accountReceipts } from './tables.js';

type Receivable = Recorded<ReceivableEvent>;
type Event = Recorded<ReceiptEvent>;
type EventOf<Type extends ReceiptEvent['type']> = Extract<Event, { type: Type }>;

/** Money of a customer that goes somewhere. */
interface Move {
  readonly on?: CalendarDate;
  readonly unapplied?: bigint;
  readonly inFlight?: bigint;
}

interface Owner {
  readonly receiptId: string;
  readonly customerId?: string;
}

/** Money of nobody is on no account. */
const lines = (
  event: Event | Receivable,
  { receiptId, customerId }: Owner,
  currency: string,
  moves: readonly Move[],
): readonly Change[] =>
  customerId === undefined
    ? []
    : moves.map(({ on = event.effectiveOn, unapplied = 0n, inFlight = 0n }, line) =>
        insert(accountMoney, {
          tenant: event.metadata.tenant,
          position: event.position,
          line,
          entity: event.metadata.entity,
          customer_id: customerId,
          currency,
          receipt_id: receiptId,
          effective_on: on,
          kind: kindOf(event),
          unapplied_minor: unapplied,
          in_flight_minor: inFlight,
        }),
      );

/** What leaves the account when the money was never there, or is gone. */
const reversed = (event: EventOf<'ReceiptReversed'>): readonly Change[] => {
  const { data } = event;
  const moves = data.released.flatMap(({ on, bucket, change: { minor } }): readonly Move[] =>
    bucket === 'unapplied' ? [{ on, unapplied: minor }] : bucket === 'inFlight' ? [{ on, inFlight: minor }] : [],
  );
  return lines(event, data, data.amount.currency, moves);
};

const returned = (event: EventOf<'AllocationReturned'>): readonly Change[] => {
  const { data } = event;
  const { minor, currency } = data.receiptAmount;
  return data.to === 'unapplied' ? lines(event, data, currency, [{ unapplied: minor, inFlight: -minor }]) : [];
};

/** What a fact about a receipt does to its customer's account. */
export const moneyOf = (event: Event): readonly Change[] => {
  switch (event.type) {
    case 'ReceiptRegistered': {
      const { receiptId, number } = event.data;
      return [insert(accountReceipts, { tenant: event.metadata.tenant, receipt_id: receiptId, number })];
    }
    case 'ReceiptConfirmed':
    case 'ReceiptIdentified': {
      const { minor, currency } = event.data.amount;
      return minor === 0n ? [] : lines(event, event.data, currency, [{ unapplied: minor }]);
    }
    case 'ReceiptAllocated': {
      const { minor, currency } = event.data.receiptAmount;
      return lines(event, event.data, currency, [{ unapplied: -minor, inFlight: minor }]);
    }
    case 'AllocationReturned':
      return returned(event);
    case 'ReceiptReversed':
      return reversed(event);
    case 'ReceiptCleared':
    case 'AllocationConfirmed':
    case 'AllocationReturnRequested':
      return [];
    default:
      return unreachable(event);
  }
};

/** Money that reached an instalment is in flight no more; money that was taken back from one is again. */
export const moneyReaching = (event: Receivable): readonly Change[] => {
  if (event.type !== 'InstalmentCollected' && event.type !== 'InstalmentCollectionReversed') return [];
  const { minor, currency } = event.data.receiptAmount;
  return lines(event, event.data, currency, [{ inFlight: event.type === 'InstalmentCollected' ? -minor : minor }]);
};
