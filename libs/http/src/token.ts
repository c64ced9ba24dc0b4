import { invalid, type Tenant } from '#kernel';
import type { AppendToken, EventLog } from '#event-log';

/** The token of an append as clients get it: the tenant's, opaque. */
export const writeToken = (tenant: Tenant, token: AppendToken): string =>
  Buffer.from(`${tenant}:${token}`).toString('base64url');

/** @throws InvalidInput for a text that this book never gave. */
export const readToken = (log: EventLog, tenant: Tenant, text: string): AppendToken => {
  const [of, token = ''] = Buffer.from(text, 'base64url').toString('utf8').split(':', 2);
  const read = of === tenant ? log.parseToken(token) : undefined;
  if (read === undefined) throw invalid('', 'token', 'minPosition is a token that a command answered');
  return read;
};
