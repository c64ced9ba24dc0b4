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
  it('says what is running, where the data is, and three things to try', async () => {
    const { child, url, ended } = start({ DAYBOOK_DATA: data, DAYBOOK_ENTITY_NAME: 'Harbour' });
    expect(await post(await url, '/v1/customers', { code: 'C', name: 'Acknowledged' })).toBe(201);
    child.kill('SIGKILL');
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\nDaybook \d+\.\d+\.\d+: .* Harbour \(EUR, UTC\)$/m);
    expect(stdout).toContain(`data     ${data}`);
    expect(stdout.match(/^ {2}\d\. /gm)).toHaveLength(3);
  });

  it('finds again what was acknowledged before a kill, and ends with 0 when it is told to', async () => {
    const { child, url, ended } = start({ DAYBOOK_DATA: data });
    const at = await url;
    const { name } = (await (await fetch(`${at}/v1/customers/C`)).json()) as { name: string };
    const { book } = (await (await fetch(`${at}/v1/status`)).json()) as { book: string };
    expect(name).toBe('Acknowledged');
    expect(JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'))).toEqual({ url: at, book });
    const another = await start({ DAYBOOK_DATA: data }).ended;
    expect(another).toEqual({ code: 1, stdout: '', stderr: `daybook: ${data} is in use by another process (${at})\n` });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(data, 'server.json'))).toBe(false);
  }, 30_000);

  it('says in one line why it cannot, and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const [inUse, wrong] = await Promise.all([
      start({ DAYBOOK_DATA: join(root, 'port'), PORT: String(port) }).ended,
      start({ DAYBOOK_DATA: join(root, 'wrong'), PORT: 'x' }).ended,
    ]);
    const line = `daybook: PORT=${port} is in use on 127.0.0.1; set PORT to another one, or 0 for any free one\n`;
    expect(inUse).toEqual({ code: 1, stdout: '', stderr: line });
    expect(wrong).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^daybook: PORT="x" is not possible: .*\n$/),
    });
    expect(existsSync(join(root, 'wrong'))).toBe(false);
    taken.close();
  }, 30_000);
});
