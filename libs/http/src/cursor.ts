import { invalid } from '#kernel';

/** What a cursor fixes: the order, the filters, both clocks, and the keys of the last row given. */
export interface Cursor {
  readonly list: string;
  readonly question: string;
  readonly asOf: string;
  readonly knownAt: number;
  readonly after: readonly (string | number)[];
}

export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.list, cursor.question, cursor.asOf, cursor.knownAt, cursor.after])).toString(
    'base64url',
  );

const isKey = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** @throws InvalidInput for a text that was never a cursor of this list and question. */
export const readCursor = (text: string, list: string, question: string): Cursor => {
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(parts) && parts.length === 5) {
      const [ofList, ofQuestion, asOf, knownAt, after] = parts as unknown[];
      if (
        ofList === list &&
        ofQuestion === question &&
        typeof asOf === 'string' &&
        Number.isSafeInteger(knownAt) &&
        Array.isArray(after) &&
        after.every(isKey)
      )
        return { list, question, asOf, knownAt: knownAt as number, after };
    }
  } catch {
    // Told below, like every other text that is no cursor.
  }
  throw invalid('', 'cursor', 'the cursor is not one of this list with these filters');
};
