import {
  streamName,
  unreachable,
  type Decider,
  type ReceivableId,
  type Ruling,
  type StreamName,
  type Tenant,
} from '#kernel';
import type { ReceivableCommand } from '../commands.js';
import { receivableEvents, type ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import { collect, reverseCollection } from './collect.js';
import { dispute, resolve } from './dispute.js';
import { entitle } from './entitle.js';
import { promise } from './promise.js';
import { raise } from './raise.js';
import { reverse } from './reverse.js';
import { evolve, initial, type ReceivableState } from './state.js';

const decide = (command: ReceivableCommand, state: ReceivableState): Ruling<ReceivableEvent, ReceivableRefusal> => {
  if (command.type === 'RaiseReceivable') return raise(command, state);
  if (state.situation === 'absent') return absent(command);
  if (command.type === 'CollectInstalment') return collect(command, state);
  if (command.type === 'ReverseCollection') return reverseCollection(command, state);
  if (command.type === 'ReverseReceivable') return reverse(command, state);
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  switch (command.type) {
    case 'EntitleInstalments':
      return entitle(command, state);
    case 'DisputeReceivable':
      return dispute(command, state);
    case 'ResolveDispute':
      return resolve(command, state);
    case 'RecordPromise':
      return promise(command, state);
    default:
      return unreachable(command);
  }
};

/** People are told that there is no such receivable; a process that orders on one has met a defect and parks. */
const absent = (command: ReceivableCommand): Ruling<ReceivableEvent, ReceivableRefusal> => {
  if (command.type === 'CollectInstalment' || command.type === 'ReverseCollection')
    throw new Error(`${command.type} on a receivable that was never raised`);
  return refuse('UnknownDocument', {});
};

/** A receivable 应收款 with its instalments 期次. */
export const receivable: Decider<ReceivableCommand, ReceivableState, ReceivableEvent, ReceivableRefusal> = {
  category: 'receivable',
  events: receivableEvents,
  initial,
  decide,
  evolve,
};

export const receivableStream = (tenant: Tenant, id: ReceivableId): StreamName =>
  streamName(receivable.category, tenant, id);
