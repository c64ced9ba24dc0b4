import type { FastifyReply } from 'fastify';
import type { Input } from '#kernel';
import type { Params } from './asker.js';

/** Writes the revision of a page as its ETag. */
export const tagged = <Body extends { readonly revision: number }>(reply: FastifyReply, body: Body): Body => {
  void reply.header('etag', `"${body.revision}"`);
  return body;
};

/** Writes the address of the next page (RFC 8288). */
export const linked = <Body extends { readonly next: string | null }>(
  reply: FastifyReply,
  path: string,
  params: Params,
  body: Body,
): Body => {
  if (body.next !== null) {
    const query = new URLSearchParams({ ...(params as Record<string, string>), cursor: body.next });
    void reply.header('link', `<${path}?${query.toString()}>; rel="next"`);
  }
  return body;
};

/** A filter that is left out where it was not given. */
export const given = <Name extends string, T>(
  input: Input,
  name: Name,
  read: (name: Name) => T,
): { readonly [N in Name]?: T } => (input.has(name) ? { [name]: read(name) } : {}) as { readonly [N in Name]?: T };

/** `true` or `false` as a parameter. */
export const truthParam = (input: Input, name: string): boolean => input.oneOf(name, ['true', 'false']) === 'true';
