// The built product for specs: the real command line and the real server, each in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../../dist/apps', import.meta.url));
const main = (app: 'cli' | 'standalone'): string => {
  const path = join(DIST, app, 'src', 'main.js');
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build first`);
  return path;
};

type Variables = Readonly<Record<string, string>>;

/** The variables of the one who runs the specs, without what would choose a book. */
const variables = (more: Variables): Record<string, string> => {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(DAYBOOK_|NODE_OPTIONS|PORT$|HOST$)/.test(entry[0]),
  );
  return { ...Object.fromEntries(given), ...more };
};

/** A command line as it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command line under way. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

const listenTo = (stream: NodeJS.ReadableStream | null): { text: string } => {
  const heard = { text: '' };
  stream?.setEncoding('utf8').on('data', (text: string) => (heard.text += text));
  return heard;
};

/** Starts the command line in a folder, which is also where relative paths are looked for. */
export const begin = (cwd: string, args: readonly string[], { input = '', env = {} as Variables } = {}): Running => {
  const child = spawn(process.execPath, [main('cli'), ...args], { cwd, env: variables(env) });
  const [out, err] = [listenTo(child.stdout), listenTo(child.stderr)];
  child.stdin.end(input);
  const ended = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    out: out.text,
    err: err.text,
  }));
  return { process: child, ended };
};

/** Runs the command line in a folder to its end. */
export const daybook = (
  cwd: string,
  args: readonly string[],
  options?: { readonly input?: string; readonly env?: Variables },
): Promise<Ended> => begin(cwd, args, options).ended;

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

const servers = new Set<ChildProcess>();

/** Ends what a failed test has left running. */
export const endServers = async (): Promise<void> => {
  await Promise.all([...servers].map((child) => end(child, 'SIGKILL')));
};

/** A server as `npm start` runs it. */
export interface Serving {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
}

/** Serves the book in a folder on a free port; an empty folder becomes a book in US dollars unless `env` says otherwise. */
export const serve = async (folder: string, env: Variables = { DAYBOOK_BOOK_CURRENCY: 'USD' }): Promise<Serving> => {
  mkdirSync(dirname(folder), { recursive: true });
  const child = spawn(process.execPath, [main('standalone')], {
    env: variables({ ...env, DAYBOOK_DATA: folder, PORT: '0' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  servers.add(child);
  const [out, err] = [listenTo(child.stdout), listenTo(child.stderr)];
  const gone = once(child, 'close').then(() => Promise.reject(new Error(`the server has ended: ${err.text}`)));
  gone.catch(() => undefined);
  const announced = async (): Promise<string> => {
    for (;;) {
      const url = /serving\s+(\S+)/.exec(out.text)?.[1];
      if (url !== undefined) return url;
      await once(child.stdout, 'data');
    }
  };
  const url = await Promise.race([announced(), gone]);
  return { url, stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') };
};

export interface ResultLine {
  readonly line: string;
  readonly number: string;
  readonly status: string;
  readonly column: string;
  readonly value: string;
  readonly rule: string;
  readonly detail: string;
}

/** The lines of a result file whose cells hold no quotes but around them. */
export const resultOf = (path: string): readonly ResultLine[] => {
  const [header = '', ...lines] = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) =>
      quoted === undefined ? plain : quoted.replaceAll('""', '"'),
    );
  const names = cells(header);
  return lines.map((line) => {
    const found = cells(line);
    return Object.fromEntries(names.map((name, index) => [name, found[index] ?? ''])) as unknown as ResultLine;
  });
};

/** Asks until the answer fits; the spec's own time limit bounds it. */
export const until = async <Answer>(ask: () => Promise<Answer>, fits: (answer: Answer) => boolean): Promise<Answer> => {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
  }
};
