import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '#http';
import { problemOf, sendProblem } from './problems.filter.js';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/**
 * Why a request is not served: a foreign name (DNS rebinding), a foreign page, nothing that is here, or a body that is
 * not JSON. It is told before the body is read.
 */
const objection = (request: FastifyRequest, names: ReadonlySet<string>): HttpProblem | undefined => {
  const { host = '', origin, 'content-type': type } = request.headers;
  const name = nameOf(host);
  if (!LOOPBACK.test(name) && !names.has(name))
    return new HttpProblem('foreign-host', `this server does not go by the name ${JSON.stringify(name.slice(0, 80))}`);
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`)
    return new HttpProblem('foreign-origin', `a page of ${JSON.stringify(origin.slice(0, 80))} may not ask here`);
  if (request.is404) return new HttpProblem('not-found', `there is no ${request.method} ${request.url.slice(0, 200)}`);
  const writes = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS';
  if (writes && !/^application\/json\s*(;|$)/i.test(type ?? ''))
    return new HttpProblem('unsupported-media-type', 'send the body as application/json');
  return undefined;
};

/** Until there is a sign-in, only a program or a page of this machine may ask. */
export const onlySameSite = (fastify: FastifyInstance, names: ReadonlySet<string>): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    const found = objection(request, names);
    if (found) sendProblem(reply, problemOf(found, request.url));
    else done();
  });
};
