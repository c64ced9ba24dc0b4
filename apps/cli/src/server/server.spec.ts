import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { atMost } from '../at-most.js';
import { Server } from './server.js';
import type { Command } from './wire.js';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const listening: HttpServer[] = [];
afterEach(() => {
  for (const server of listening.splice(0)) server.close();
});

/** What a Daybook answers only when it is in trouble, which a real one cannot be asked for. */
const answering = async (...answers: readonly Answer[]): Promise<string> => {
  let asked = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      answer?.(request, response, Buffer.concat(chunks).toString());
    });
  });
  listening.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const telling =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const problem = (status: number, type: string, detail = 'no') => ({
  type: `/problems/${type}`,
  title: '',
  status,
  detail,
});
const busy = telling(503, problem(503, 'unavailable'), { 'retry-after': '0' });
const lost: Answer = (request) => void request.socket.destroy();

const at = (url: string): Server => new Server(url, () => Promise.resolve(url));

describe('a question', () => {
  it('is asked again when the server is busy, as soon as it says', async () => {
    const url = await answering(busy, busy, telling(200, { here: true }));
    expect(await at(url).get('/v1/status')).toEqual({ here: true });
  });
  it('is asked again, where the server is by then, when the connection is lost', async () => {
    const [there, here] = [await answering(lost), await answering(telling(200, { here: true }))];
    const lostAt: string[] = [];
    const server = new Server(there, (url) => (lostAt.push(url), Promise.resolve(here)));
    expect(await server.get('/v1/status')).toEqual({ here: true });
    expect([lostAt, server.address]).toEqual([[there], here]);
  });
  it('has no answer where there is no such document, which is another thing than no such path', async () => {
    expect(
      await at(await answering(telling(404, problem(404, 'unknown-document')))).find('/v1/receipts/1'),
    ).toBeUndefined();
    await expect(at(await answering(telling(404, problem(404, 'not-found')))).find('/v1/x')).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('does not know /v1/x') as unknown,
    });
  });
  it('that is not understood is the mistake of the one who asks', async () => {
    const url = await answering(
      telling(400, {
        ...problem(400, 'invalid-request'),
        errors: [{ pointer: '', rule: 'date', detail: 'asOf is no date' }],
      }),
    );
    await expect(at(url).get('/v1/ageing?asOf=x')).rejects.toMatchObject({ exitCode: 2, message: 'asOf is no date' });
  });
  it('that somebody else answers ends the run', async () => {
    const url = await answering((_, response) => void response.end('<html>'));
    await expect(at(url).get('/v1/status')).rejects.toMatchObject({ exitCode: 1 });
  });
});

describe('commands', () => {
  const command = (key: string): Command => ({ key, path: '/v1/customers', body: {} });
  const done = { status: 201, body: { id: '', number: '', events: [] } };
  const waiting = { status: 429, body: problem(429, 'busy') };
  const keysOf = (body: string): readonly string[] =>
    (JSON.parse(body) as { commands: readonly Command[] }).commands.map(({ key }) => key);

  it('that were only too many are sent again, with their keys, and no others', async () => {
    const asked: (readonly string[])[] = [];
    const results =
      (...bodies: readonly unknown[]): Answer =>
      (request, response, body) => {
        asked.push(keysOf(body));
        telling(200, { results: bodies })(request, response, body);
      };
    const url = await answering(results(done, waiting, waiting), results(waiting, done), results(done));
    expect((await at(url).carry(['a', 'b', 'c'].map(command))).map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(asked).toEqual([['a', 'b', 'c'], ['b', 'c'], ['b']]);
  });
  it('are none when there is nothing to ask', async () => expect(await at('http://127.0.0.1:9').carry([])).toEqual([]));
});

describe('work on many items', () => {
  it('is done at most so many at once, and answered in their order', async () => {
    let [now, most] = [0, 0];
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, (now += 1));
      await Promise.resolve();
      now -= 1;
      return item * 2;
    };
    expect(await atMost(3, [1, 2, 3, 4, 5], work)).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(3);
  });
  it('begins nothing more after a failure, and tells it when all has ended', async () => {
    const begun: number[] = [];
    const work = (item: number): Promise<void> => {
      begun.push(item);
      return item === 1 ? Promise.reject(new Error('no')) : Promise.resolve();
    };
    await expect(atMost(1, [1, 2, 3], work)).rejects.toThrow('no');
    expect(begun).toEqual([1]);
  });
});
