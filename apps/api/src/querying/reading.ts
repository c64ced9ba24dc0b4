import type { FastifyReply } from 'fastify';
import type { Params } from './parameters.js';

/** Writes the revision of a page as its ETag. */
export const tagged = <Body extends { readonly revision: number }>(reply: FastifyReply, body: Body): Body => {
  void reply.header('etag', `"${body.revision}"`);
  return body;
};

/** Writes the address of the next page (RFC 8288): that of this one with another cursor. */
export const linked = <Body extends { readonly next: string | null }>(
  reply: FastifyReply,
  params: Params,
  body: Body,
): Body => {
  if (body.next !== null) {
    const path = reply.request.url.replace(/\?.*$/, '');
    const query = new URLSearchParams({ ...(params as Record<string, string>), cursor: body.next });
    void reply.header('link', `<${path}?${query.toString()}>; rel="next"`);
  }
  return body;
};
