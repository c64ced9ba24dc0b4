import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { LIMITS } from '../limits.js';
import type { Server } from '../server/server.js';
import { customerIdOf, receiptIdOf, receivableIdOf, type Into } from './documents.js';

/** A receivable as `GET /v1/receivables/{id}` tells it: what of it a file can be compared with. */
export interface BookReceivable {
  readonly number: string;
  readonly customer: { readonly id: string; readonly code: string };
  readonly currency: string;
  readonly gross: string;
  readonly situation: 'raised' | 'settled' | 'reversed';
  readonly bookedRate?: string;
  readonly invoice?: { readonly number: string; readonly issuedOn: string };
  readonly raisedOn?: string;
  readonly receipts: readonly {
    readonly receiptId: string;
    readonly instalment: number;
    readonly amount: string;
    readonly on: string;
    readonly valueOn: string;
    readonly reversedOn: string | null;
  }[];
  readonly disputes: readonly { readonly amount: string; readonly on: string; readonly resolvedOn: string | null }[];
  readonly instalments: readonly {
    readonly number: number;
    readonly originalDueOn: string;
    readonly amount: string;
    readonly entitled: boolean;
  }[];
}

/** A receipt as `GET /v1/receipts/{id}` tells it. */
export interface BookReceipt {
  readonly number: string;
  readonly bookedOn: string;
  readonly situation: 'registered' | 'confirmed' | 'cleared' | 'reversed';
  readonly allocations: readonly {
    readonly receivableId: string;
    readonly state: 'inFlight' | 'applied' | 'declined' | 'returned';
    readonly reason?: string;
  }[];
}

/** What the book holds of one row. */
export interface Known {
  /** The life that the number is in, or would be raised in: one more for each reversed receivable of it. */
  readonly life: number;
  readonly receivable?: BookReceivable;
  /** The last receivable of that number, where it was reversed and none followed. */
  readonly reversed?: BookReceivable;
  /** The row's own receipt, where it is there without standing on the receivable. */
  readonly receipt?: BookReceipt;
  /** A receipt of the row from an earlier life that was not reversed: the same money must not come twice. */
  readonly earlierReceipt?: BookReceipt;
}

export const NOTHING_KNOWN: Known = { life: 0 };

/** Asked on the last of all days, because what counts only from a later day on is known too. */
const ever = ({ entity }: Into): string => `?entity=${entity}&asOf=9999-12-31`;

export const liveReceipts = ({ receipts }: BookReceivable): BookReceivable['receipts'] =>
  receipts.filter(({ reversedOn }) => reversedOn === null);

const receiptOf = (server: Server, into: Into, row: ReceivableRow, life: number): Promise<BookReceipt | undefined> =>
  server.find<BookReceipt>(`/v1/receipts/${receiptIdOf(into, row, life)}${ever(into)}`);

const earlierReceiptOf = async (
  server: Server,
  into: Into,
  row: ReceivableRow,
  life: number,
): Promise<BookReceipt | undefined> => {
  for (let earlier = life - 1; earlier >= 0; earlier -= 1) {
    const receipt = await receiptOf(server, into, row, earlier);
    if (receipt && receipt.situation !== 'reversed') return receipt;
  }
  return undefined;
};

/** Asks the book what it holds of a row. */
export const lookUp = async (server: Server, into: Into, row: ReceivableRow): Promise<Known> => {
  let reversed: BookReceivable | undefined;
  for (let life = 0; life < LIMITS.lives; life += 1) {
    const id = receivableIdOf(into, row.number, life);
    const receivable = await server.find<BookReceivable>(`/v1/receivables/${id}${ever(into)}`);
    if (receivable?.situation === 'reversed') {
      reversed = receivable;
      continue;
    }
    const isUnpaid = row.paid !== undefined && (!receivable || liveReceipts(receivable).length === 0);
    const receipt = isUnpaid && receivable ? await receiptOf(server, into, row, life) : undefined;
    const earlierReceipt = isUnpaid ? await earlierReceiptOf(server, into, row, life) : undefined;
    return {
      life,
      ...(receivable ? { receivable } : reversed && { reversed }),
      ...(receipt && { receipt }),
      ...(earlierReceipt && { earlierReceipt }),
    };
  }
  throw new Error(`receivable ${row.number} was reversed ${LIMITS.lives} times`);
};

/** The name under which a customer is in the book, if it is. */
export const customerNameOf = async (server: Server, into: Into, code: string): Promise<string | undefined> =>
  (await server.find<{ readonly name: string }>(`/v1/customers/${customerIdOf(into, code)}${ever(into)}`))?.name;
