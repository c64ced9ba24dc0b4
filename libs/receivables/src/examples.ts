import {
  calendarDate,
  currency,
  parseAmount,
  parseRate,
  uuidOf,
  type AllocationId,
  type CalendarDate,
  type CustomerId,
  type Money,
  type Rate,
  type ReceiptId,
  type ReceivableId,
} from '#kernel';
import type { CollectInstalment, RaiseReceivable, ReverseCollection } from './commands.js';
import type { COLLECT_DECLINES, ReceivableEvent } from './events.js';

/** The words that the specs of receivables are written in; nothing but specs imports this file. */
type DataOf<Type extends ReceivableEvent['type']> = Extract<ReceivableEvent, { type: Type }>['data'];

const present = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new Error(`${text} is no example`);
  return value;
};

/** `on('05-31')` is a day of 2026. */
export const on = (text: string): CalendarDate =>
  present(calendarDate(text.length === 5 ? `2026-${text}` : text), text);

export const amountIn =
  (code: string) =>
  (text: string): Money => {
    const read = parseAmount(text, present(currency(code), code));
    if ('rule' in read) throw new Error(read.detail);
    return read;
  };

export const eur = amountIn('EUR');
export const usd = amountIn('USD');
export const rate = (text: string): Rate => present(parseRate(text), text);

export const receivableId = uuidOf<ReceivableId>('the receivable');
export const receiptId = uuidOf<ReceiptId>('the receipt');
export const customerId = uuidOf<CustomerId>('the customer');
export const allocation = (ordinal: number): AllocationId => uuidOf<AllocationId>('allocation', ordinal);

export const RAISED_ON = on('04-01');
const DUE = ['04-30', '05-31', '06-30'].map(on);
const ids = { receivableId, customerId };

/** 300.00 in three instalments of 100.00, raised on 04-01 for an invoice. */
export const raise = (changes: Partial<RaiseReceivable> = {}): RaiseReceivable => ({
  type: 'RaiseReceivable',
  ...ids,
  number: 'INV-1',
  life: 0,
  basis: 'invoice',
  gross: eur('300.00'),
  tax: eur('39.00'),
  bookCurrency: present(currency('EUR'), 'EUR'),
  instalments: DUE.map((dueOn, index) => ({ number: index + 1, kind: 'normal', dueOn, amount: eur('100.00') })),
  on: RAISED_ON,
  ...changes,
});

export const raised = ({
  effectiveOn = RAISED_ON,
  entitled,
  instalments,
  ...changes
}: Partial<Omit<DataOf<'ReceivableRaised'>, 'instalments'>> & {
  readonly effectiveOn?: CalendarDate;
  readonly entitled?: boolean;
  readonly instalments?: readonly Money[];
} = {}): ReceivableEvent => {
  const basis = changes.basis ?? 'invoice';
  const amounts = instalments ?? DUE.map(() => eur('100.00'));
  const gross = changes.gross ?? eur('300.00');
  return {
    type: 'ReceivableRaised',
    effectiveOn,
    data: {
      ...ids,
      number: 'INV-1',
      life: 0,
      basis,
      gross,
      tax: { ...gross, minor: (gross.minor * 13n) / 100n },
      booked: gross,
      instalments: amounts.map((amount, index) => ({
        number: index + 1,
        kind: 'normal',
        dueOn: DUE[index] ?? on('06-30'),
        originalDueOn: DUE[index] ?? on('06-30'),
        amount,
        entitled: entitled ?? basis !== 'plan',
      })),
      ...changes,
    },
  };
};

/** A raise of one instalment, due on 04-30. */
export const raisedWhole = (gross: Money, changes: Parameters<typeof raised>[0] = {}): ReceivableEvent =>
  raised({ gross, instalments: [gross], ...changes });

/** An order of the process: the amount of an allocation, on the allocation's day, for an instalment. */
export const collect = (
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  changes: Partial<CollectInstalment> = {},
): CollectInstalment => ({
  type: 'CollectInstalment',
  receivableId,
  receiptId,
  allocationId: allocation(ordinal),
  instalment: 1,
  purpose: 'collect',
  amount,
  receiptAmount: changes.amount ?? amount,
  receiptBookAmount: changes.amount ?? amount,
  valueOn: day,
  on: day,
  ...changes,
});

export const takeBack = (
  ordinal: number,
  day: CalendarDate,
  changes: Partial<ReverseCollection> = {},
): ReverseCollection => ({
  type: 'ReverseCollection',
  receivableId,
  receiptId,
  allocationId: allocation(ordinal),
  instalment: 1,
  on: day,
  ...changes,
});

const collection = (
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  { instalment = 1, ...changes }: Partial<DataOf<'InstalmentCollected'>> = {},
): DataOf<'InstalmentCollected'> => ({
  ...ids,
  receiptId,
  allocationId: allocation(ordinal),
  instalment,
  dueOn: DUE[instalment - 1] ?? on('06-30'),
  originalDueOn: DUE[instalment - 1] ?? on('06-30'),
  valueOn: day,
  entitledOn: RAISED_ON,
  amount,
  bookAmount: amount,
  receiptAmount: amount,
  receiptBookAmount: amount,
  ...changes,
});

export const collected = (...[ordinal, amount, day, changes]: Parameters<typeof collection>): ReceivableEvent => ({
  type: 'InstalmentCollected',
  effectiveOn: day,
  data: collection(ordinal, amount, day, changes),
});

/** The mirror, on `day`, of what was collected on `collectedOn`. */
export const collectionReversed = (
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  collectedOn: CalendarDate,
  changes: Partial<DataOf<'InstalmentCollected'>> = {},
): ReceivableEvent => ({
  type: 'InstalmentCollectionReversed',
  effectiveOn: day,
  data: { ...collection(ordinal, amount, collectedOn, changes), collectedOn },
});

export const declined = (
  reason: (typeof COLLECT_DECLINES)[number],
  ordinal: number,
  amount: Money,
  day: CalendarDate,
  { instalment = 1, outstanding }: { readonly instalment?: number; readonly outstanding?: Money } = {},
): ReceivableEvent => ({
  type: 'CollectionDeclined',
  effectiveOn: day,
  data: { ...ids, receiptId, allocationId: allocation(ordinal), instalment, amount, reason, outstanding },
});

export const withdrawn = (ordinal: number, day: CalendarDate): ReceivableEvent => ({
  type: 'CollectionWithdrawn',
  effectiveOn: day,
  data: { ...ids, receiptId, allocationId: allocation(ordinal), instalment: 1 },
});

export const settled = (day: CalendarDate): ReceivableEvent => ({
  type: 'ReceivableSettled',
  effectiveOn: day,
  data: ids,
});

export const reopened = (outstanding: Money, day: CalendarDate): ReceivableEvent => ({
  type: 'ReceivableReopened',
  effectiveOn: day,
  data: { ...ids, outstanding },
});

/** What is open on the instalments, in their order. */
const openOf = (amounts: readonly Money[]) =>
  amounts.map((open, index) => ({ number: index + 1, dueOn: DUE[index] ?? on('06-30'), open }));

export const reversed = (amounts: readonly Money[], day: CalendarDate, entitled = true): ReceivableEvent => ({
  type: 'ReceivableReversed',
  effectiveOn: day,
  data: { ...ids, instalments: openOf(amounts).map((open) => ({ ...open, entitled })) },
});

export const disputed = (amount: Money, amounts: readonly Money[], day: CalendarDate): ReceivableEvent => ({
  type: 'ReceivableDisputed',
  effectiveOn: day,
  data: { ...ids, amount, instalments: openOf(amounts) },
});

export const resolved = (amount: Money, since: CalendarDate, day: CalendarDate): ReceivableEvent => ({
  type: 'DisputeResolved',
  effectiveOn: day,
  data: { ...ids, amount, since },
});

/** Instalments entitled on `day` with what is open on them: `[number, open]`. */
export const entitled = (
  day: CalendarDate,
  [net, tax, prepaid]: readonly [Money, Money, Money],
  instalments: readonly { number: number; open: Money; later?: readonly { on: CalendarDate; change: Money }[] }[],
): ReceivableEvent => ({
  type: 'InstalmentsEntitled',
  effectiveOn: day,
  data: {
    ...ids,
    basis: 'acceptance',
    net,
    tax,
    prepaid,
    instalments: instalments.map(({ number, open, later = [] }) => ({
      number,
      dueOn: DUE[number - 1] ?? on('06-30'),
      open,
      later,
    })),
  },
});
