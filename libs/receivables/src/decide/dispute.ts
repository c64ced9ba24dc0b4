import { accept, exceeds, laterOf, type Ruling } from '#kernel';
import type { DisputeReceivable, ResolveDispute } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import { openOn, outstandingOn, type Raised } from './state.js';

/** The customer objects, in part or whole. What is disputed can still be collected. */
export const dispute = (
  { amount: given, on }: DisputeReceivable,
  state: Raised,
): Ruling<ReceivableEvent, ReceivableRefusal> => {
  if (given && given.currency !== state.currency)
    return refuse('CurrencyDiffers', { given: given.currency, expected: state.currency });
  if (state.dispute) return refuse('AlreadyDisputed', { since: state.dispute.since });
  if (on < state.disputedUntil) return refuse('BreaksLaterDate', { on, notBefore: state.disputedUntil });
  const outstanding = outstandingOn(state, on);
  const amount = given ?? outstanding;
  if (amount.minor === 0n || exceeds(amount, outstanding))
    return refuse('ExceedsOutstanding', { asked: amount, outstanding });
  const { receivableId, customerId } = state;
  return accept({
    type: 'ReceivableDisputed',
    effectiveOn: on,
    data: { receivableId, customerId, amount, instalments: openOn(state, on) },
  });
};

export const resolve = ({ on }: ResolveDispute, state: Raised): Ruling<ReceivableEvent, ReceivableRefusal> => {
  if (!state.dispute) return refuse('NotDisputed', {});
  const { amount, since } = state.dispute;
  if (on < since) return refuse('BreaksLaterDate', { on, notBefore: laterOf(since) });
  return accept({
    type: 'DisputeResolved',
    effectiveOn: on,
    data: { receivableId: state.receivableId, customerId: state.customerId, amount, since },
  });
};
