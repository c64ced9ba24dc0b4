import type { ReadRow } from './read-row.js';
import type { ReceivableRow } from './receivable-row.js';
import type { RowReader } from './row-reader.js';

interface Named {
  readonly name: string;
  readonly line: number;
}

const sameContent = (left: ReceivableRow, right: ReceivableRow): boolean =>
  JSON.stringify({ ...left, line: 0 }) === JSON.stringify({ ...right, line: 0 });

/** What the rows read so far have claimed: a number is one receivable, a customer code has one name. */
export class EarlierRows {
  /** By number the row, or the line alone of a row that was refused. */
  private readonly numbers = new Map<string, ReceivableRow | number>();
  private readonly names = new Map<string, Named>();

  /** Adds the problems that a row has only beside the others, and remembers it. */
  check(
    reader: RowReader,
    { number, named, row }: ReadRow,
    numberIn: 'number' | 'contract',
    inInstalments: ReadonlySet<string>,
  ): void {
    if (number !== undefined && inInstalments.has(number)) {
      const detail = `receivable ${number} has several instalments in this file; for now one row is one receivable with one instalment, so none of its rows goes in`;
      reader.refuse('instalment', 'one-instalment-for-now', detail);
      return;
    }
    if (number !== undefined) this.checkNumber(reader, numberIn, number, row);
    if (row && named) this.checkName(reader, row);
  }

  private checkNumber(
    reader: RowReader,
    field: 'number' | 'contract',
    number: string,
    row: ReceivableRow | undefined,
  ): void {
    const earlier = this.numbers.get(number);
    if (earlier === undefined) {
      this.numbers.set(number, row ?? reader.line);
      return;
    }
    const line = typeof earlier === 'number' ? earlier : earlier.line;
    if (row && typeof earlier === 'object' && sameContent(row, earlier))
      reader.refuse(field, 'row-repeated', `this row says the same as line ${line}`);
    else reader.refuse(field, 'number-repeated', `line ${line} has this number too, with other content`);
  }

  private checkName(reader: RowReader, { customer: { code, name } }: ReceivableRow): void {
    const earlier = this.names.get(code);
    if (!earlier) this.names.set(code, { name, line: reader.line });
    else if (earlier.name !== name)
      reader.refuse(
        'customerName',
        'customer-name-differs',
        `customer ${code} is named ${JSON.stringify(earlier.name)} in line ${earlier.line}`,
      );
  }

  /** The name that the file tells for a customer, in whatever row. */
  nameOf(code: string): string | undefined {
    return this.names.get(code)?.name;
  }
}
