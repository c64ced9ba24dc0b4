import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { installation } from './folder.js';

/** The product as it is built, in a process of its own. */
const MAIN = join(installation(), 'dist/apps/standalone/src/main.js');

interface Started {
  readonly child: ChildProcess;
  /** Where it listens, once it has said so; nothing if it ended before. */
  readonly url: Promise<string | undefined>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

const running = new Set<ChildProcess>();

const start = (env: Readonly<Record<string, string>>): Started => {
  const { PATH = '', HOME = '' } = process.env;
  const child = fork(MAIN, [], {
    env: { PATH, HOME, PORT: '0', ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return { code: code as number | null, ...said };
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const url = new Promise<string | undefined>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
      const found = /serving\s+(http:\S+)/.exec(said.stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
    ended.then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
  });
  return { child, url, ended };
};

const post = async (url: string | undefined, path: string, body: object): Promise<number> => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': path };
  return (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
};

let root: string;
let data: string;

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('build first: npm run build');
  root = mkdtempSync(join(tmpdir(), 'daybook-'));
  data = join(root, 'book');
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a start of the product', () => {
  it('says what is running, where the data is, and three things to try; and ends with 0 when it is told to', async () => {
    const { child, url, ended } = start({ DAYBOOK_DATA: data, DAYBOOK_ENTITY_NAME: 'Harbour' });
    const at = await url;
    expect(await post(at, '/v1/customers', { code: 'C', name: 'Customer' })).toBe(201);
    const { book } = (await (await fetch(`${at}/v1/status`)).json()) as { book: string };
    expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))).toEqual({ url: at, book });
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Daybook');
    expect(stdout).toContain('Harbour (EUR, UTC)');
    expect(stdout).toContain(`data     ${data}`);
    expect(stdout.match(/^ {2}\d\. /gm)).toHaveLength(3);
    expect(existsSync(join(data, 'server.json'))).toBe(false);
  });

  it('finds again what was acknowledged, also after a kill', async () => {
    const second = start({ DAYBOOK_DATA: data });
    const at = await second.url;
    expect((await fetch(`${at}/v1/customers/C`)).status).toBe(200);
    expect(await post(at, '/v1/customers', { code: 'D', name: 'Killed' })).toBe(201);
    second.child.kill('SIGKILL');
    await second.ended;
    const third = start({ DAYBOOK_DATA: data });
    const { name } = (await (await fetch(`${await third.url}/v1/customers/D`)).json()) as { name: string };
    expect(name).toBe('Killed');
    const fourth = start({ DAYBOOK_DATA: data });
    expect(await fourth.ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `daybook: ${data} is in use by another process (${await third.url})\n`,
    });
    third.child.kill('SIGINT');
    expect((await third.ended).code).toBe(0);
  }, 30_000);

  it('says in one line why it cannot, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [
        { DAYBOOK_DATA: join(root, 'port'), PORT: String(port) },
        `PORT=${port} is in use on 127.0.0.1; set PORT to another one, or 0 for any free one`,
      ],
      [{ PORT: 'x' }, 'PORT="x" is not possible: a port from 0 to 65535; 0 takes a free one (3000)'],
    ];
    const starts = cases.map(([env]) => start(env).ended);
    for (const [index, [, line]] of cases.entries())
      expect(await starts[index]).toEqual({ code: 1, stdout: '', stderr: `daybook: ${line}\n` });
    taken.close();
  }, 30_000);
});
