// A second, naive derivation of every figure: one pass over the events that were known and that count by the day, in
// the order of the log, with nothing of the read models in it. Only specs import this file.
import type { CalendarDate, Recorded } from '#kernel';
import type { ReceivableEvent } from '#receivables';
import type { ReceiptEvent } from '#settlement';

type Event = Recorded<ReceivableEvent> | Recorded<ReceiptEvent>;

export interface ReferenceInstalment {
  readonly amount: bigint;
  readonly dueOn: string;
  entitled: boolean;
  open: bigint;
  /** Value dates of what stands collected, by allocation. */
  readonly collected: Map<string, string>;
}

export interface ReferenceReceivable {
  readonly number: string;
  readonly customerId: string;
  readonly currency: string;
  readonly gross: bigint;
  readonly raisedOn: string;
  revision: number;
  situation: 'raised' | 'settled' | 'reversed';
  disputed: bigint;
  readonly instalments: Map<number, ReferenceInstalment>;
}

export interface ReferenceAllocation {
  state: 'inFlight' | 'applied' | 'declined' | 'returned';
  readonly currency: string;
  readonly amount: bigint;
  readonly receiptAmount: bigint;
  /** Taken off the free money, as far as the receipt says. */
  taken: boolean;
  /** On the instalment, as far as the receivable says. */
  reached: boolean;
}

export interface ReferenceReceipt {
  readonly number: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly bookedOn: string;
  customerId: string | null;
  revision: number;
  situation: 'registered' | 'confirmed' | 'cleared' | 'reversed';
  readonly buckets: Record<string, bigint>;
  readonly allocations: Map<string, ReferenceAllocation>;
}

/** A book as of a day and as known at a position. */
export class Reference {
  readonly receivables = new Map<string, ReferenceReceivable>();
  readonly receipts = new Map<string, ReferenceReceipt>();

  constructor(
    events: readonly Event[],
    readonly asOf: CalendarDate,
    knownAt: number,
  ) {
    for (const event of events.filter(({ position }) => position <= knownAt)) {
      if ('receivableId' in event.data && event.stream.startsWith('receivable')) this.receivable(event as never);
      else this.receipt(event as never);
    }
  }

  private receivable(event: Recorded<ReceivableEvent>): void {
    const { data, effectiveOn, revision } = event;
    if (event.type === 'ReceivableRaised') this.raise(event);
    const it = this.receivables.get(data.receivableId) as ReferenceReceivable;
    it.revision = revision;
    if (effectiveOn > this.asOf) return;
    switch (event.type) {
      case 'InstalmentsEntitled':
        for (const { number } of event.data.instalments) this.instalment(it, number).entitled = true;
        break;
      case 'ReceivableDisputed':
        it.disputed = event.data.amount.minor;
        break;
      case 'DisputeResolved':
        it.disputed = 0n;
        break;
      case 'InstalmentCollected':
      case 'InstalmentCollectionReversed':
        this.collect(it, event);
        break;
      case 'ReceivableSettled':
        it.situation = 'settled';
        break;
      case 'ReceivableReopened':
        it.situation = 'raised';
        break;
      case 'ReceivableReversed':
        it.situation = 'reversed';
        for (const instalment of it.instalments.values()) instalment.open = 0n;
        break;
      case 'ReceivableRaised':
      case 'PromiseToPayRecorded':
      case 'CollectionDeclined':
      case 'CollectionWithdrawn':
        break;
    }
  }

  private raise({ data, effectiveOn }: Extract<Recorded<ReceivableEvent>, { type: 'ReceivableRaised' }>): void {
    const isRaised = effectiveOn <= this.asOf;
    this.receivables.set(data.receivableId, {
      ...{ number: data.number, customerId: data.customerId, currency: data.gross.currency, gross: data.gross.minor },
      ...{ raisedOn: effectiveOn, revision: 0, situation: 'raised', disputed: 0n },
      instalments: new Map(
        data.instalments.map(({ number, amount, dueOn, entitled }) => [
          number,
          {
            ...{ amount: amount.minor, dueOn, entitled: isRaised && entitled },
            ...{ open: isRaised ? amount.minor : 0n, collected: new Map<string, string>() },
          },
        ]),
      ),
    });
  }

  private instalment(it: ReferenceReceivable, number: number): ReferenceInstalment {
    return it.instalments.get(number) as ReferenceInstalment;
  }

  private collect(
    it: ReferenceReceivable,
    {
      type,
      data,
    }: Extract<Recorded<ReceivableEvent>, { type: 'InstalmentCollected' | 'InstalmentCollectionReversed' }>,
  ): void {
    const reached = type === 'InstalmentCollected';
    const instalment = this.instalment(it, data.instalment);
    instalment.open += reached ? -data.amount.minor : data.amount.minor;
    if (reached) instalment.collected.set(data.allocationId, data.valueOn);
    else instalment.collected.delete(data.allocationId);
    const allocation = this.receipts.get(data.receiptId)?.allocations.get(data.allocationId);
    if (allocation) allocation.reached = reached;
  }

  private receipt(event: Recorded<ReceiptEvent>): void {
    const { data, effectiveOn, revision } = event;
    if (event.type === 'ReceiptRegistered') this.register(event);
    const it = this.receipts.get(data.receiptId) as ReferenceReceipt;
    it.revision = revision;
    if (event.type === 'ReceiptIdentified') it.customerId = event.data.customerId;
    if (effectiveOn > this.asOf) return;
    switch (event.type) {
      case 'ReceiptIdentified':
        move(it, 'unidentified', 'unapplied', event.data.amount.minor);
        break;
      case 'ReceiptConfirmed':
        it.situation = 'confirmed';
        move(it, 'claimed', event.data.customerId ? 'unapplied' : 'unidentified', event.data.amount.minor);
        break;
      case 'ReceiptCleared':
        it.situation = 'cleared';
        break;
      case 'ReceiptReversed':
        this.reverse(it);
        break;
      case 'ReceiptRegistered':
        break;
      case 'ReceiptAllocated':
      case 'AllocationConfirmed':
      case 'AllocationReturnRequested':
      case 'AllocationReturned':
        this.allocation(it, event);
    }
  }

  private register({ data, effectiveOn }: Extract<Recorded<ReceiptEvent>, { type: 'ReceiptRegistered' }>): void {
    const names = 'claimed unidentified unapplied inFlight applied reservedForRefund refunded reversed'.split(' ');
    const buckets = Object.fromEntries(names.map((name) => [name, 0n]));
    if (effectiveOn <= this.asOf) buckets.claimed = data.amount.minor;
    this.receipts.set(data.receiptId, {
      ...{ number: data.number, currency: data.amount.currency, amount: data.amount.minor, bookedOn: data.bookedOn },
      ...{ customerId: data.customerId ?? null, revision: 0, situation: 'registered', buckets, allocations: new Map() },
    });
  }

  /** All is gone, on every day from here on; what stands applied is owed back by the instalments. */
  private reverse(it: ReferenceReceipt): void {
    it.situation = 'reversed';
    Object.assign(it.buckets, { claimed: 0n, unidentified: 0n, unapplied: 0n, reversed: it.amount });
    it.buckets.inFlight = -(it.buckets.applied ?? 0n);
    for (const allocation of it.allocations.values()) allocation.taken = false;
  }

  private allocation(
    it: ReferenceReceipt,
    event: Extract<
      Recorded<ReceiptEvent>,
      { type: 'ReceiptAllocated' | 'AllocationConfirmed' | 'AllocationReturnRequested' | 'AllocationReturned' }
    >,
  ): void {
    const { allocationId, amount, receiptAmount } = event.data;
    const known = it.allocations.get(allocationId) ?? {
      ...{ state: 'inFlight' as const, currency: amount.currency, amount: amount.minor },
      ...{ receiptAmount: receiptAmount.minor, taken: it.situation !== 'reversed', reached: false },
    };
    it.allocations.set(allocationId, known);
    if (event.type === 'ReceiptAllocated') move(it, 'unapplied', 'inFlight', known.receiptAmount);
    if (event.type === 'AllocationConfirmed') {
      known.state = 'applied';
      move(it, 'inFlight', 'applied', known.receiptAmount);
    }
    if (event.type === 'AllocationReturnRequested' && event.data.from === 'applied') {
      known.state = 'inFlight';
      move(it, 'applied', 'inFlight', known.receiptAmount);
    }
    if (event.type === 'AllocationReturned') {
      known.state = event.data.declined === undefined ? 'returned' : 'declined';
      // On a reversed receipt it goes nowhere: the reversal takes it, on its own day.
      if (event.data.to === 'unapplied') known.taken = false;
      if (event.data.to !== 'nowhere') move(it, event.data.from, event.data.to, known.receiptAmount);
    }
  }
}

const move = ({ buckets }: ReferenceReceipt, from: string, to: string, minor: bigint): void => {
  buckets[from] = (buckets[from] ?? 0n) - minor;
  buckets[to] = (buckets[to] ?? 0n) + minor;
};
