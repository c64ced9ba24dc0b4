import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Milliseconds between looks for connections that came while the server was closing. */
const LOOK = 50;

/**
 * A browser opens connections ahead and asks nothing on them. Node counts such a one as busy for as long as a request
 * may take to arrive; a stop must not wait for it. What is being asked is answered to its end.
 */
export const endWhatAsksNothing = (fastify: FastifyInstance): void => {
  const { server } = fastify;
  const open = new Set<Socket>();
  const asking = new Map<Socket, number>();
  const change = (socket: Socket, by: number): unknown => asking.set(socket, (asking.get(socket) ?? 0) + by);
  const sweep = (): void => {
    for (const socket of open) if (!asking.get(socket)) socket.destroySoon();
  };
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => {
      open.delete(socket);
      asking.delete(socket);
    });
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    change(socket, 1);
    response.on('close', () => change(socket, -1));
  });
  fastify.addHook('preClose', (done) => {
    sweep();
    const looking = setInterval(sweep, LOOK);
    server.on('close', () => clearInterval(looking));
    if (!server.listening) clearInterval(looking);
    done();
  });
};
