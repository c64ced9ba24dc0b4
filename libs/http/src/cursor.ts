import { invalid, sha256 } from '#kernel';

/** What a list was asked for besides its page: filters and order, by the names of their parameters. */
export type ListQuestion = Readonly<Record<string, unknown>>;

/** What a cursor fixes: the filters and the order, both clocks, and the keys of the last row given. */
export interface Cursor {
  readonly list: string;
  readonly question: ListQuestion;
  readonly asOf: string;
  readonly knownAt: number;
  readonly after: readonly (string | number)[];
}

/** A cursor comes back from outside: one that was changed on the way would ask the rows for what nobody checked. */
const sealOf = (key: string, payload: string): string => sha256(`${key}${sha256(`${key}${payload}`)}`).slice(0, 32);

/** `key` is the book's own secret: the cursor of another book is none of this one. */
export const writeCursor = (key: string, cursor: Cursor): string => {
  const payload = Buffer.from(
    JSON.stringify([cursor.list, cursor.question, cursor.asOf, cursor.knownAt, cursor.after]),
  ).toString('base64url');
  return `${payload}.${sealOf(key, payload)}`;
};

const sameQuestion = (given: ListQuestion, fixed: ListQuestion): boolean =>
  Object.entries(given).every(([name, value]) => JSON.stringify(value) === JSON.stringify(fixed[name]));

/**
 * Reads a cursor that this book gave for this list. Filters and order need not be named again; those that are must be
 * the cursor's.
 * @throws InvalidInput
 */
export const readCursor = (key: string, text: string, list: string, given: ListQuestion): Cursor => {
  const [payload = '', seal] = text.split('.', 2);
  if (seal === sealOf(key, payload)) {
    const [of, question, asOf, knownAt, after] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as [
      string,
      ListQuestion,
      string,
      number,
      readonly (string | number)[],
    ];
    if (of === list && sameQuestion(given, question)) return { list, question, asOf, knownAt, after };
  }
  throw invalid('/cursor', 'cursor', 'the cursor is not one that this list gave with these filters');
};
