import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cannotRun } from '../failure.js';
import { LIMITS } from '../limits.js';
import { runningIn, type Place, type Running } from './place.js';

type Environment = Readonly<Record<string, string | undefined>>;

const SERVER = fileURLToPath(new URL('../../../standalone/src/main.js', import.meta.url));
const ENDS_WITH_STARTER = new URL('./ends-with-starter.js', import.meta.url).href;

/** A server that this process has started for itself and stops again. */
export interface OwnServer extends Running {
  readonly isAlive: () => boolean;
  readonly stop: () => Promise<void>;
}

/** The variables of the caller, but a free port of loopback and the folder that was chosen here. */
export const serverEnvironment = (env: Environment, place: Place): Record<string, string> => {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { DAYBOOK_DATA: _, ...others } = Object.fromEntries(given);
  return { ...others, ...(place.isNamed && { DAYBOOK_DATA: place.folder }), PORT: '0', HOST: '127.0.0.1' };
};

/** What the server says on stderr, the last lines of it. */
const listenTo = (child: ChildProcess): readonly string[] => {
  const lines: string[] = [];
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop() ?? '';
    lines.push(...all);
    lines.splice(0, lines.length - LIMITS.serverLines);
  });
  // Its first screen is for people who start it themselves.
  child.stdout?.resume();
  return lines;
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** The one line with which a server says why it cannot run. */
const spokenReason = (lines: readonly string[]): string =>
  lines
    .findLast((line) => line.startsWith('daybook: '))
    ?.slice('daybook: '.length)
    .trim() ??
  lines.find((line) => /^\w*Error\b/.test(line)) ??
  lines.findLast((line) => line.trim() !== '') ??
  'the server ended without a word';

const stop = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), LIMITS.stop);
  await ended;
  clearTimeout(late);
};

const startOnce = async (place: Place, env: Environment): Promise<OwnServer | { readonly reason: string }> => {
  const child = fork(SERVER, [], {
    env: serverEnvironment(env, place),
    execArgv: ['--import', ENDS_WITH_STARTER],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines = listenTo(child);
  const closed = once(child, 'close');
  const until = Date.now() + LIMITS.start;
  while (!hasEnded(child)) {
    const running = await runningIn(place);
    if (running && !hasEnded(child)) return { ...running, isAlive: () => !hasEnded(child), stop: () => stop(child) };
    if (Date.now() > until) {
      await stop(child);
      throw cannotRun(`the server on ${place.folder} did not answer within ${LIMITS.start / 1000} s`);
    }
    await pause(LIMITS.startLook);
  }
  await closed;
  return { reason: spokenReason(lines) };
};

/**
 * Starts a server on the folder, on a free loopback port. A folder that somebody else holds is asked again for a while:
 * who holds it may be about to answer, and is taken then, or about to end.
 */
export const startServer = async (place: Place, env: Environment): Promise<OwnServer | Running> => {
  for (let starts = 1; ; starts += 1) {
    const started = await startOnce(place, env);
    if ('url' in started) return started;
    const other = await runningIn(place);
    if (other) return other;
    if (starts >= LIMITS.starts || !/ in use by another process/.test(started.reason)) throw cannotRun(started.reason);
    await pause(LIMITS.startPause);
  }
};
