import type { AllocationId, Money, ReceivableId } from '#kernel';
import type { ReceiptState } from './decide/state.js';
import type { ReceiptEvent } from './events.js';

/** How far the process that a command started has come, item by item. */
export interface ProcessView {
  readonly state: 'running' | 'done' | 'declined';
  readonly items: readonly {
    readonly allocationId: AllocationId;
    readonly receivableId: ReceivableId;
    readonly instalment: number;
    readonly amount: Money;
    readonly state: 'inFlight' | 'applied' | 'declined' | 'returned';
    readonly reason?: string;
  }[];
}

/** The allocations that a command's events set going. */
const startedBy = (event: ReceiptEvent): readonly AllocationId[] => {
  if (event.type === 'ReceiptAllocated' || event.type === 'AllocationReturnRequested') return [event.data.allocationId];
  return event.type === 'ReceiptReversed' ? event.data.withdrawn.map(({ allocationId }) => allocationId) : [];
};

/** The process of a command as it stands in the receipt's state; nothing for commands that start none. */
export const processOf = (events: readonly ReceiptEvent[], state: ReceiptState): ProcessView | undefined => {
  const ids = events.flatMap(startedBy);
  if (state.situation === 'absent' || ids.length === 0) return undefined;
  let running = false;
  const items = ids.flatMap((allocationId) => {
    const allocation = state.allocations.get(allocationId);
    if (!allocation) return [];
    running ||= allocation.state === 'inFlight' || (allocation.goingBack && allocation.state === 'applied');
    const { receivableId, instalment, amount } = allocation.data;
    return [
      {
        allocationId,
        receivableId,
        instalment,
        amount,
        state: allocation.state,
        ...(allocation.declined !== undefined && { reason: allocation.declined }),
      },
    ];
  });
  return { state: running ? 'running' : items.some((item) => item.state === 'declined') ? 'declined' : 'done', items };
};
