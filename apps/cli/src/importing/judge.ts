import { bookRate, businessDate, Input, InvalidInput, type Asking } from '#kernel';
import { FIELDS, type Field } from '../receivables-file/fields.js';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import type { Refusal } from './outcome.js';

const fieldAt = (pointer: string): Field => FIELDS.find((field) => field === pointer.split('/')[1]) ?? 'number';

/**
 * What the book would refuse of a row by itself, told before anything is sent and in a dry run too: the kernel has the
 * rules that every entrance shares.
 */
export const objectionsTo = (row: ReceivableRow, asking: Asking): readonly Refusal[] => {
  const { amount, invoiceOn: invoiceDate, paidOn, rate } = row;
  const input = Input.of({ amount, invoiceDate, ...(paidOn && { paidOn }), ...(rate && { rate }) });
  businessDate(input, 'invoiceDate', asking);
  if (paidOn !== undefined) businessDate(input, 'paidOn', asking);
  bookRate(input, 'rate', input.money('amount'), asking);
  if (!input.failed) return [];
  try {
    input.finish();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.problems.map(({ pointer, rule, detail }) => ({ field: fieldAt(pointer), rule, detail }));
  }
};
