import { accept, atRate, money, nothing, sum, type Money, type Ruling } from '#kernel';
import type { Allocating, ClearReceipt, ConfirmReceipt, IdentifyReceipt, RegisterReceipt } from '../commands.js';
import type { ReceiptEvent } from '../events.js';
import { refuse, type ReceiptRefusal } from '../refusals.js';
import { allocateItems, inReceiptCurrency } from './allocate.js';
import { isChoice } from './choose.js';
import { bucket, evolve, type Present, type ReceiptState } from './state.js';

type Answer = Ruling<ReceiptEvent, ReceiptRefusal>;
type Intent = NonNullable<Extract<ReceiptEvent, { type: 'ReceiptRegistered' }>['data']['intended']>;

/** What the money is meant for, kept until it is confirmed; choices are made then. */
const intentOf = (
  allocating: Allocating,
  customerId: RegisterReceipt['customerId'],
  amount: Money,
): Intent | ReceiptRefusal => {
  const { method, purpose } = allocating;
  if (!customerId) return refuse('Unidentified', {});
  if (isChoice(allocating)) return { method, purpose, items: [] };
  const stranger = allocating.items.find((item) => item.customerId !== customerId);
  if (stranger) return refuse('OtherCustomer', { receivableId: stranger.receivableId });
  const amounts = inReceiptCurrency(allocating.items, amount.currency);
  if ('refusal' in amounts) return amounts;
  const asked = sum(amounts, amount.currency);
  if (asked.minor > amount.minor) return refuse('ExceedsFree', { asked, free: amount });
  const items = allocating.items.map((item, index) => ({
    receivableId: item.receivableId,
    receivableNumber: item.receivableNumber,
    instalment: item.instalment,
    amount: item.amount,
    receiptAmount: amounts[index] ?? item.amount,
    rate: item.rate,
    itemOn: item.itemOn,
  }));
  return { method, purpose, items };
};

export const register = (command: RegisterReceipt, state: ReceiptState): Answer => {
  const { type, bookCurrency, confirmed, allocate, bankRate, amount, ...data } = command;
  if (state.situation !== 'absent') return refuse('AlreadyExists', { number: command.number });
  const intended = allocate && !confirmed ? intentOf(allocate, command.customerId, amount) : undefined;
  if (intended && 'refusal' in intended) return intended;
  const booked = bankRate ? atRate(amount, bankRate, bookCurrency) : amount;
  const registered: ReceiptEvent = {
    type: 'ReceiptRegistered',
    effectiveOn: command.bookedOn,
    data: { ...data, amount, bankRate, booked, intended },
  };
  if (!confirmed) return accept(registered);
  const after = evolve(state, registered);
  const confirming = confirmation(after, undefined);
  if (!allocate) return accept(registered, confirming);
  const ruling = allocateItems(allocate, evolve(after, confirming));
  return 'refusal' in ruling ? ruling : accept(registered, confirming, ...ruling.events);
};

const confirmation = (state: Present, fee: Money | undefined, warnings?: readonly string[]): ReceiptEvent => ({
  type: 'ReceiptConfirmed',
  effectiveOn: state.bookedOn,
  data: {
    receiptId: state.receiptId,
    customerId: state.customerId,
    amount: money(state.amount, state.currency),
    booked: state.booked,
    fee,
    instrument: state.instrument,
    warnings,
  },
});

/** The money is there. An intent that cannot be carried out any more does not make it go away: it stays unapplied. */
export const confirm = ({ fee, allocate }: ConfirmReceipt, state: Present): Answer => {
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  if (state.situation !== 'registered') return nothing;
  const amount = bucket(state, 'claimed');
  if (fee && fee.currency !== state.currency)
    return refuse('CurrencyDiffers', { given: fee.currency, expected: state.currency });
  if (fee && fee.minor > amount.minor) return refuse('FeeExceedsAmount', { fee, amount });
  const confirming = confirmation(state, fee);
  if (!allocate) return accept(confirming);
  const ruling = allocateItems(allocate, evolve(state, confirming));
  return 'refusal' in ruling
    ? accept(confirmation(state, fee, ['intent-not-carried-out']))
    : accept(confirming, ...ruling.events);
};

export const identify = ({ customerId }: IdentifyReceipt, state: Present): Answer => {
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  if (state.customerId === customerId) return nothing;
  if (state.customerId) return refuse('AlreadyIdentified', { customerId: state.customerId });
  const { receiptId, bookedOn } = state;
  return accept({
    type: 'ReceiptIdentified',
    effectiveOn: bookedOn,
    data: { receiptId, customerId, amount: bucket(state, 'unidentified') },
  });
};

/** The bank's line for it is there: what came in, less the fee that the bank kept. */
export const clear = ({ bookedOn }: ClearReceipt, state: Present): Answer => {
  if (state.situation === 'reversed') return refuse('Reversed', { number: state.number });
  if (state.situation === 'registered') return refuse('NotConfirmed', {});
  if (state.clearedOn)
    return state.clearedOn === bookedOn ? nothing : refuse('AlreadyCleared', { on: state.clearedOn });
  if (bookedOn < state.bookedOn) return refuse('BreaksLaterDate', { on: bookedOn, notBefore: state.bookedOn });
  const { receiptId, customerId, amount, fee, currency } = state;
  return accept({
    type: 'ReceiptCleared',
    effectiveOn: bookedOn,
    data: { receiptId, customerId, amount: money(amount - fee, currency) },
  });
};
