import { documentId, uuidOf, type CustomerId, type EntityId, type ReceiptId, type ReceivableId } from '#kernel';
import type { RegisterCustomerWire } from '#parties';
import type { RaiseReceivableWire } from '#receivables';
import type { RegisterReceiptWire } from '#settlement';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import type { Command } from '../server/wire.js';

/** A row of a file is one receivable with one instalment. */
export const INSTALMENT = 1;

/** The entity that rows go into. Every request names it, so that nobody has to look for the only one there is. */
export interface Into {
  readonly entity: EntityId;
}

export const customerIdOf = ({ entity }: Into, code: string): CustomerId =>
  documentId<CustomerId>(entity, 'customer', code, 0);

export const receivableIdOf = ({ entity }: Into, number: string, life: number): ReceivableId =>
  documentId<ReceivableId>(entity, 'receivable', number, life);

/** The payment of a row; its life is the receivable's, so that a number raised again is paid again. */
export const receiptIdOf = ({ entity }: Into, { customer, number }: ReceivableRow, life: number): ReceiptId =>
  uuidOf<ReceiptId>(entity, 'receipt', customer.code, number, INSTALMENT, life);

const path = ({ entity }: Into, to: string): string => `${to}?entity=${entity}`;

/**
 * The keys say what a command is about and nothing of the run, so that the same file again, by the same person, is the
 * same commands. They are made of ids, because a number may have letters that a key must not have.
 */
const command = (key: string, to: string, body: object): Command => ({ key: `import ${key}`, path: to, body });

export const registerCustomer = (into: Into, { code, name }: ReceivableRow['customer']): Command =>
  command(`customer ${customerIdOf(into, code)}`, path(into, '/v1/customers'), {
    code,
    name,
  } satisfies RegisterCustomerWire);

export const raise = (into: Into, row: ReceivableRow, life: number): Command => {
  const { number, customer, amount, rate, invoiceOn, dueOn } = row;
  return command(`receivable ${receivableIdOf(into, number, life)}`, path(into, '/v1/receivables'), {
    number,
    customerId: customerIdOf(into, customer.code),
    basis: 'invoice',
    gross: amount,
    ...(rate !== undefined && { bookedRate: rate }),
    invoice: { number, issuedOn: invoiceOn },
    instalments: [{ number: INSTALMENT, dueOn, amount }],
  } satisfies RaiseReceivableWire);
};

export const dispute = (into: Into, { number, amount, invoiceOn }: ReceivableRow, life: number): Command => {
  const id = receivableIdOf(into, number, life);
  return command(`dispute ${id}`, path(into, `/v1/receivables/${id}/dispute`), { amount, effectiveOn: invoiceOn });
};

export const resolve = (into: Into, { number }: ReceivableRow, life: number, on: string): Command => {
  const id = receivableIdOf(into, number, life);
  return command(`resolve ${id}`, path(into, `/v1/receivables/${id}/resolve`), { effectiveOn: on });
};

/** Both rates are the booked one: a file tells no other. */
export const receive = (
  into: Into,
  row: ReceivableRow & Required<Pick<ReceivableRow, 'paid' | 'paidOn'>>,
  life: number,
): Command => {
  const id = receiptIdOf(into, row, life);
  const { number, customer, paid, paidOn, rate } = row;
  return command(`receipt ${id}`, path(into, '/v1/receipts'), {
    id,
    customerId: customerIdOf(into, customer.code),
    amount: paid,
    instrument: 'transfer',
    bookedOn: paidOn,
    ...(rate !== undefined && { bankRate: rate }),
    confirmed: true,
    allocate: {
      method: 'hand',
      items: [{ receivableId: receivableIdOf(into, number, life), instalment: INSTALMENT, amount: paid }],
    },
  } satisfies RegisterReceiptWire);
};
