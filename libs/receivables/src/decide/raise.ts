import { accept, atRate, type Ruling } from '#kernel';
import type { RaiseReceivable } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import type { ReceivableState } from './state.js';

/** A retention 质保金 is entitled at its release; a plan's instalments one by one; everything else by the raise itself. */
const isEntitled = ({ basis }: RaiseReceivable, kind: string): boolean =>
  basis !== 'plan' && (kind !== 'retention' || basis === 'retentionRelease');

export const raise = (command: RaiseReceivable, state: ReceivableState): Ruling<ReceivableEvent, ReceivableRefusal> => {
  const { type, on, bookCurrency, instalments, gross, bookedRate, ...data } = command;
  if (state.situation !== 'absent') return refuse('AlreadyExists', { number: command.number });
  return accept({
    type: 'ReceivableRaised',
    effectiveOn: on,
    data: {
      ...data,
      gross,
      bookedRate,
      booked: bookedRate ? atRate(gross, bookedRate, bookCurrency) : gross,
      instalments: instalments.map((each) => ({
        ...each,
        originalDueOn: each.dueOn,
        entitled: isEntitled(command, each.kind),
      })),
    },
  });
};
