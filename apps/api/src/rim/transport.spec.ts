import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { customerTelling } from '#parties';
import { engineTelling } from '#event-log';
import { entityTelling } from '#entities';
import { kebab, TRANSPORT_PROBLEMS } from '#http';
import { receivableTelling } from '#receivables';
import { receiptTelling } from '#settlement';
import { servedBook } from '../client/surface.js';

const served = servedBook({ DAYBOOK_HOST_NAMES: 'books.example, Ledger.Local' });

const JSON_TYPE = { 'content-type': 'application/json' };
const told = async (path: string, asked: Parameters<ReturnType<typeof served>['handmade']>[1] = {}) => {
  const { status, problem, headers } = await served().handmade(path, asked);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem).toEqual(
    expect.objectContaining({ status, title: expect.any(String), detail: expect.any(String), instance: path }),
  );
  return `${status} ${problem.type.replace('/problems/', '')}`;
};
const post = (body: string | undefined, headers: Record<string, string> = JSON_TYPE, path = '/v1/customers') =>
  told(path, {
    method: 'POST',
    headers: { 'idempotency-key': served().key(), ...headers },
    ...(body !== undefined && { body }),
  });

/** The raw answer to raw bytes: for what Node's own client refuses to send. */
const raw = async (bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(served().url).port), '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.end(bytes);
  await once(socket, 'close');
  return text;
};

describe('what is not here', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', '/v1'],
    ['GET', '/v1/invoices'],
    ['GET', '/v1/receivables/N/dispute'],
    ['GET', '/v1/bulk'],
    ['POST', '/v1/ageing'],
    ['POST', '/v1/receivables/N'],
    ['POST', '/v1/receivables/N/forget'],
    ['PUT', '/v1/receivables/N'],
    ['PATCH', '/v1/receivables/N'],
    ['DELETE', '/v1/receivables/N'],
    ['OPTIONS', '/v1/receivables'],
  ])('is answered 404: %s %s', async (method, path) => {
    const { status, problem } = await served().handmade(path, { method, headers: JSON_TYPE });
    expect([status, problem.type]).toEqual([404, '/problems/not-found']);
    expect(problem.detail).toContain(path);
  });

  it('is a problem that nothing here can be', async () => {
    for (const name of ['nothing', 'constructor', '__proto__'])
      expect(await told(`/problems/${name}`)).toBe('404 not-found');
  });

  it('is not found by a path that is no UTF-8 either', async () => {
    expect(await told('/v1/receivables/%zz')).toBe('400 invalid-request');
    expect(await told('/v1/receivables/%ff')).toBe('400 invalid-request');
  });

  it('is not found by a name that is longer than any number', async () => {
    expect(await told(`/v1/receivables/${'x'.repeat(1_100)}`)).toBe('404 not-found');
  });
});

describe('a body', () => {
  it('is application/json', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
      'application/jsonp',
    ])
      expect(await post('{}', { 'content-type': type })).toBe('415 unsupported-media-type');
    expect(await post('{"code":"P","name":"P"}', { 'content-type': '' })).toBe('415 unsupported-media-type');
  });

  it('may say its character set', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8', 'idempotency-key': 'charset' };
    const body = '{"code":"CHARSET","name":"Ünïcode"}';
    expect((await served().handmade('/v1/customers', { method: 'POST', headers, body })).status).toBe(201);
  });

  it('is JSON', async () => {
    for (const body of ['', '{', '{"code":"X",}', "{'code':'X'}", 'undefined', '{"a":1}{"b":2}', '\u0000'])
      expect(await post(body)).toBe('400 invalid-json');
  });

  it('does not reach the prototype of anything', async () => {
    expect(await post('{"code":"X","name":"X","__proto__":{"admin":true}}')).toMatch(/^400 /);
    expect(await post('{"code":"X","name":"X","constructor":{"prototype":{"a":1}}}')).toMatch(/^400 /);
    expect(await post('{"code":"X","name":"X","toString":1,"hasOwnProperty":1,"valueOf":null}')).toBe(
      '400 invalid-request',
    );
  });

  it('is understood however deep it nests', async () => {
    for (const depth of [40, 5_000, 200_000]) {
      expect(await post(`{"code":"X","name":${'['.repeat(depth)}${']'.repeat(depth)}}`)).toBe('400 invalid-request');
      expect(await post(`{"code":"X","name":"X","x":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`)).toMatch(/^400 /);
    }
  });

  it('has 8 MiB at most', async () => {
    const padded = (length: number) => `{"code":"BIG","name":"Big"${' '.repeat(length - 27)}}`;
    expect(await post(padded(8 * 1024 * 1024 + 1))).toBe('413 too-large');
    const headers = { ...JSON_TYPE, 'idempotency-key': 'big' };
    expect(
      (await served().handmade('/v1/customers', { method: 'POST', headers, body: padded(8 * 1024 * 1024) })).status,
    ).toBe(201);
  });
});

describe('a foreign page', () => {
  const page = (origin: string, method = 'GET', path = '/v1/status') =>
    told(path, { method, headers: { ...JSON_TYPE, origin } });

  it('does not reach the server', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost.evil.example',
      'http://127.0.0.1:1',
      'file://',
    ])
      expect(await page(origin)).toBe('403 foreign-origin');
    expect(await page('https://evil.example', 'OPTIONS', '/v1/customers')).toBe('403 foreign-origin');
    expect(await page('https://evil.example', 'POST', '/v1/customers')).toBe('403 foreign-origin');
  });

  it('is another one than a page of the server itself', async () => {
    const { port } = new URL(served().url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
      expect((await served().handmade('/v1/status', { headers: { host, origin: `http://${host}` } })).status).toBe(200);
  });

  it('does not reach it by a name that is made to lead here', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '0.0.0.0'])
      expect(await told('/v1/status', { headers: { host } })).toBe('403 foreign-host');
    expect(await raw('GET /v1/status HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('is told from loopback and from the names that are configured', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST:80',
      '127.0.0.1:80',
      '127.1.2.3',
      '[::1]',
      '[::1]:3000',
      'books.example',
      'books.example:443',
      'ledger.local',
    ])
      expect((await served().handmade('/v1/status', { headers: { host } })).status).toBe(200);
  });

  it('gets no permission to read anything', async () => {
    const { headers } = await served().handmade('/v1/status');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('bytes that are no request', () => {
  it.each([
    'NONSENSE\r\n\r\n',
    'GET /v1/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
  ])('are answered 400, and the server lives', async (bytes) => {
    expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect((await served().query('/v1/status')).status).toBe(200);
  });
});

describe('what stands beside the documents', () => {
  it('is a page of the surface, where / leads', async () => {
    const root = await served().handmade('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
    const page = await served().handmade('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(page.body).toContain('Daybook');
    for (const part of String(page.body).match(/(?<=(?:src|href)=")\.?\/[^"]+\.(?:js|css)/g) ?? [])
      expect({
        part,
        status: (await served().handmade(new URL(part, `${served().url}/docs`).pathname)).status,
      }).toEqual({ part, status: 200 });
    expect((await served().handmade('/openapi.json')).status).toBe(200);
  });

  it('is how the server does', async () => {
    const { book } = served();
    await book.caughtUp();
    expect(await served().ask('/health/live')).toEqual({ status: 'ok' });
    expect(await served().ask('/health/ready')).toEqual({ status: 'ok' });
    const { head, stages, ...status } = await served().ask('/v1/status');
    expect(status).toEqual({ version: book.book.version, book: book.book.id, demo: false });
    expect(stages.map(({ name, parked, problem }) => [name, parked, problem])).toEqual([
      ['projector', 0, undefined],
      ['reactor', 0, undefined],
    ]);
    expect(head).toBeGreaterThan(0);
    expect(stages[0]).toMatchObject({ position: head, lagEvents: 0, lagSeconds: 0 });
  });

  it('is a page for every problem that any answer can name', async () => {
    const tellings = [engineTelling, entityTelling, customerTelling, receivableTelling, receiptTelling];
    const names = [...Object.keys(TRANSPORT_PROBLEMS), ...tellings.flatMap((telling) => Object.keys(telling))];
    for (const name of new Set(names.map(kebab))) {
      const { status, body } = await served().handmade(`/problems/${name}`);
      expect({ name, status }).toEqual({ name, status: 200 });
      expect(body).toMatch(/^<!doctype html>.*<h1>[^<]+<\/h1><p>Status \d{3}\. Said by: [^<]+\.<\/p>/s);
    }
  });
});
