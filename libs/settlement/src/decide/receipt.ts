import {
  streamName,
  unreachable,
  type Decider,
  type ReceiptId,
  type Ruling,
  type StreamName,
  type Tenant,
} from '#kernel';
import type { ReceiptCommand } from '../commands.js';
import { receiptEvents, type ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import { allocate } from './allocate.js';
import { clear, confirm, identify, register } from './register.js';
import { confirmAllocation, requestReturn, returnAllocation } from './return.js';
import { reverse } from './reverse.js';
import { evolve, initial, type ReceiptState } from './state.js';

const decide = (command: ReceiptCommand, state: ReceiptState): Ruling<ReceiptEvent, ReceiptRefusal> => {
  if (command.type === 'RegisterReceipt') return register(command, state);
  if (state.situation === 'absent') return absent(command);
  switch (command.type) {
    case 'IdentifyReceipt':
      return identify(command, state);
    case 'ConfirmReceipt':
      return confirm(command, state);
    case 'ClearReceipt':
      return clear(command, state);
    case 'AllocateReceipt':
      return allocate(command, state);
    case 'RequestReturn':
      return requestReturn(command, state);
    case 'ReverseReceipt':
      return reverse(command, state);
    case 'ConfirmAllocation':
      return confirmAllocation(command, state);
    case 'ReturnAllocation':
      return returnAllocation(command, state);
    default:
      return unreachable(command);
  }
};

/** People are told that there is no such receipt; a process that orders on one has met a defect and parks. */
const absent = (command: ReceiptCommand): Ruling<ReceiptEvent, ReceiptRefusal> => {
  if (command.type === 'ConfirmAllocation' || command.type === 'ReturnAllocation')
    throw new Error(`${command.type} on a receipt that was never registered`);
  return refuse('UnknownDocument', {});
};

/** A receipt 收款单: money that came in, and where it is. */
export const receipt: Decider<ReceiptCommand, ReceiptState, ReceiptEvent, ReceiptRefusal> = {
  category: 'receipt',
  events: receiptEvents,
  initial,
  decide,
  evolve,
};

export const receiptStream = (tenant: Tenant, id: ReceiptId): StreamName => streamName(receipt.category, tenant, id);
