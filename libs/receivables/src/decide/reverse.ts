import { accept, isZero, lastBalance, laterOf, money, nothing, type Ruling } from '#kernel';
import type { ReverseReceivable } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import { collectedOn } from './collect.js';
import { lastChangeOn, lastEntitledOn, type ReceivableState } from './state.js';

/** Takes back what should never have been raised: the fact stays, the amounts go from `on`. */
export const reverse = (
  { on }: ReverseReceivable,
  state: Exclude<ReceivableState, { situation: 'absent' }>,
): Ruling<ReceivableEvent, ReceivableRefusal> => {
  if (state.situation === 'reversed') return nothing;
  const collected = collectedOn(state);
  if (!isZero(collected)) return refuse('MoneyOnIt', { collected });
  const disputedOn = state.dispute?.since ?? state.disputedUntil;
  const notBefore = laterOf(lastChangeOn(state), lastEntitledOn(state), disputedOn);
  if (on < notBefore) return refuse('BreaksLaterDate', { on, notBefore });
  const { receivableId, customerId, currency } = state;
  const instalments = [...state.instalments.values()].map(({ number, dueOn, outstanding, entitledOn }) => ({
    number,
    dueOn,
    open: money(lastBalance(outstanding), currency),
    entitled: entitledOn !== undefined,
  }));
  return accept({ type: 'ReceivableReversed', effectiveOn: on, data: { receivableId, customerId, instalments } });
};
