import { accept, exceeds, type Ruling } from '#kernel';
import type { RecordPromise } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import { outstandingOf, type Raised } from './state.js';

/** The customer said when the money comes. A promise changes no amount; a newer one stands beside the older. */
export const promise = (
  { instalment, amount, promisedOn, on }: RecordPromise,
  state: Raised,
): Ruling<ReceivableEvent, ReceivableRefusal> => {
  const each = state.instalments.get(instalment);
  if (!each) return refuse('UnknownInstalment', { instalment });
  if (amount.currency !== state.currency)
    return refuse('CurrencyDiffers', { given: amount.currency, expected: state.currency });
  if (on < state.raisedOn) return refuse('BreaksLaterDate', { on, notBefore: state.raisedOn });
  const outstanding = outstandingOf(state, each);
  if (exceeds(amount, outstanding)) return refuse('ExceedsOutstanding', { asked: amount, outstanding });
  const { receivableId, customerId } = state;
  return accept({
    type: 'PromiseToPayRecorded',
    effectiveOn: on,
    data: { receivableId, customerId, instalment, dueOn: each.dueOn, amount, promisedOn },
  });
};
