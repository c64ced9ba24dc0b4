import { unreachable, type Recorded } from '#kernel';
import type { ReceivableCommand, ReceivableEvent } from '#receivables';
import type { ReceiptCommand, ReceiptEvent } from '#settlement';

/** What one context's fact orders in another: the document, by its context, and the command. */
export type Order =
  | { readonly to: 'receivable'; readonly command: ReceivableCommand }
  | { readonly to: 'receipt'; readonly command: ReceiptCommand };

/**
 * Receipt to instalment. Money is taken on the receipt first and collected on the receivable then;
 * each answer of the receivable, the collection or why there is none, goes back to the receipt.
 */
export const react = (event: Recorded<ReceivableEvent | ReceiptEvent>): readonly Order[] => {
  switch (event.type) {
    case 'ReceiptAllocated':
      return [collect(event)];
    case 'InstalmentCollected':
      return [confirm(event)];
    case 'CollectionDeclined':
      // Another amount under an id that has its outcome is nobody's money: there is nothing to give back.
      return event.data.reason === 'AllocationReusedWithOtherAmount' ? [] : [giveBack(event, event.data.reason)];
    case 'CollectionWithdrawn':
    case 'InstalmentCollectionReversed':
      return [giveBack(event, undefined)];
    case 'AllocationReturnRequested':
      return [takeBack(event, event.data, event.data.receiptId)];
    case 'ReceiptReversed':
      return event.data.withdrawn.map((withdrawn) => takeBack(event, withdrawn, event.data.receiptId));
    case 'ReceivableRaised':
    case 'InstalmentsEntitled':
    case 'ReceivableDisputed':
    case 'DisputeResolved':
    case 'PromiseToPayRecorded':
    case 'ReceivableSettled':
    case 'ReceivableReopened':
    case 'ReceivableReversed':
    case 'ReceiptRegistered':
    case 'ReceiptIdentified':
    case 'ReceiptConfirmed':
    case 'ReceiptCleared':
    case 'AllocationConfirmed':
    case 'AllocationReturned':
      return [];
    default:
      return unreachable(event);
  }
};

type EventOf<Type extends (ReceivableEvent | ReceiptEvent)['type']> = Extract<
  Recorded<ReceivableEvent | ReceiptEvent>,
  { type: Type }
>;

const collect = ({ data, effectiveOn }: EventOf<'ReceiptAllocated'>): Order => ({
  to: 'receivable',
  command: {
    type: 'CollectInstalment',
    receivableId: data.receivableId,
    receiptId: data.receiptId,
    allocationId: data.allocationId,
    instalment: data.instalment,
    purpose: data.purpose,
    amount: data.amount,
    receiptAmount: data.receiptAmount,
    receiptBookAmount: data.receiptBookAmount,
    rate: data.rate,
    valueOn: data.valueOn,
    on: effectiveOn,
  },
});

const confirm = ({ data, effectiveOn }: EventOf<'InstalmentCollected'>): Order => ({
  to: 'receipt',
  command: { type: 'ConfirmAllocation', receiptId: data.receiptId, allocationId: data.allocationId, on: effectiveOn },
});

const giveBack = (
  { data, effectiveOn }: EventOf<'CollectionDeclined' | 'CollectionWithdrawn' | 'InstalmentCollectionReversed'>,
  declined: string | undefined,
): Order => ({
  to: 'receipt',
  command: {
    type: 'ReturnAllocation',
    receiptId: data.receiptId,
    allocationId: data.allocationId,
    declined,
    on: effectiveOn,
  },
});

const takeBack = (
  { effectiveOn }: EventOf<'AllocationReturnRequested' | 'ReceiptReversed'>,
  {
    receivableId,
    allocationId,
    instalment,
  }: Pick<EventOf<'AllocationReturnRequested'>['data'], 'receivableId' | 'allocationId' | 'instalment'>,
  receiptId: EventOf<'ReceiptReversed'>['data']['receiptId'],
): Order => ({
  to: 'receivable',
  command: { type: 'ReverseCollection', receivableId, receiptId, allocationId, instalment, on: effectiveOn },
});
