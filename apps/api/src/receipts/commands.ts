import type { ReceiptVerb } from '#settlement';
import type { CommandShapes } from '../commanding/collection.js';
import {
  AllocateBody,
  ClearBody,
  ConfirmBody,
  IdentifyBody,
  RegisterReceiptBody,
  ReturnAllocationBody,
  ReverseReceiptBody,
} from './bodies.js';

export const receiptCommands: CommandShapes<ReceiptVerb> = {
  create: {
    summary: 'Register money that came in',
    description: 'Unconfirmed, it settles nothing: what it is for is kept until it is confirmed.',
    Body: RegisterReceiptBody,
  },
  verbs: {
    identify: { summary: 'The payer became known', Body: IdentifyBody },
    confirm: { summary: 'Finance has seen the money', Body: ConfirmBody },
    clear: { summary: "The bank's line for it is there", Body: ClearBody },
    allocate: {
      summary: 'Put free money on instalments',
      description:
        'All or nothing per item: what the receivable declines is free again; the answer is 200 with process.state "declined".',
      Body: AllocateBody,
    },
    'return-allocation': { summary: 'Take an allocation back', Body: ReturnAllocationBody },
    reverse: { summary: 'The bank took the money back, or it never came', Body: ReverseReceiptBody },
  },
};
