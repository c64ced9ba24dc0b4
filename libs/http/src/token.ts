import { invalid, type Tenant } from '#kernel';
import type { AppendToken, EventLog } from '#event-log';

/** The book that a token is of: two books of one tenant have positions that mean other events. */
export interface TokenBook {
  readonly tenant: Tenant;
  readonly id: string;
}

/** The token of an append as clients get it: this book's, opaque. */
export const writeToken = ({ tenant, id }: TokenBook, token: AppendToken): string =>
  Buffer.from(`${tenant}:${id}:${token}`).toString('base64url');

/** @throws InvalidInput for a text that this book never gave. */
export const readToken = (log: EventLog, { tenant, id }: TokenBook, text: string): AppendToken => {
  const [of, book, token = ''] = Buffer.from(text, 'base64url').toString('utf8').split(':', 3);
  const read = of === tenant && book === id ? log.parseToken(token) : undefined;
  if (read === undefined) throw invalid('/minPosition', 'token', 'minPosition is a token that a command answered');
  return read;
};
