import { accept, laterOf, nothing, type Ruling } from '#kernel';
import type { ConfirmAllocation, RequestReturn, ReturnAllocation } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import type { AllocationState, Present } from './state.js';

type Answer = Ruling<ReceiptEvent, ReceiptRefusal>;

const dataOf = ({ data }: AllocationState) => ({
  receiptId: data.receiptId,
  customerId: data.customerId,
  allocationId: data.allocationId,
  receivableId: data.receivableId,
  receivableNumber: data.receivableNumber,
  instalment: data.instalment,
  amount: data.amount,
  receiptAmount: data.receiptAmount,
});

/** Never dated before what it undoes. */
export const requestReturn = ({ allocationId, on }: RequestReturn, state: Present): Answer => {
  const allocation = state.allocations.get(allocationId);
  if (!allocation) return refuse('UnknownAllocation', { allocationId });
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  const { state: from } = allocation;
  if (from === 'declined' || from === 'returned' || allocation.goingBack) return nothing;
  return accept({
    type: 'AllocationReturnRequested',
    effectiveOn: laterOf(on, allocation.on),
    data: { ...dataOf(allocation), from },
  });
};

/** The receivable has collected, on that day: also on a reversed receipt, whose reversal follows. */
export const confirmAllocation = ({ allocationId, on }: ConfirmAllocation, state: Present): Answer => {
  const allocation = known(state, allocationId);
  if (allocation.state !== 'inFlight' || allocation.confirmed) return nothing;
  return accept({ type: 'AllocationConfirmed', effectiveOn: on, data: dataOf(allocation) });
};

/** The receivable has given the money back, or never took it. On a reversed receipt it goes to nobody. */
export const returnAllocation = ({ allocationId, declined, on }: ReturnAllocation, state: Present): Answer => {
  const allocation = known(state, allocationId);
  const { state: from } = allocation;
  if (from === 'declined' || from === 'returned') return nothing;
  const to = state.situation !== 'reversed' ? 'unapplied' : from === 'applied' ? 'inFlight' : 'nowhere';
  return accept({
    type: 'AllocationReturned',
    effectiveOn: laterOf(on, allocation.on),
    data: { ...dataOf(allocation), from, to, declined },
  });
};

const known = (state: Present, allocationId: ConfirmAllocation['allocationId']): AllocationState => {
  const allocation = state.allocations.get(allocationId);
  if (!allocation) throw new Error(`a process names allocation ${allocationId}, which the receipt does not have`);
  return allocation;
};
