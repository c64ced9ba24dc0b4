import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** What ends the launcher with one clear line (none, when a signal says enough) instead of a stack. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const say = (line) => process.stderr.write(`daybook: ${line}\n`);

/**
 * A terminal sends these to every process of the foreground group, so the child has had its own already; a second one
 * from here would count as the impatient second Ctrl-C.
 */
const SENT_BY_THE_TERMINAL = isatty(0) ? ['SIGINT', 'SIGHUP'] : [];

/**
 * npm hands a signal to the shell between it and this process, and a shell such as dash dies of it alone. Losing that
 * parent therefore means: stop, unless this process was told so itself.
 */
const PARENT_CHECK_MS = 250;
const whenOrphanedByNpm = (stop) => {
  const parent = process.ppid;
  return process.env.npm_command ? setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS) : undefined;
};

/**
 * Runs a program to its end, hands each kind of signal on to it once, and gives its exit code (128 + n when a signal
 * ended it). With `capture` its output is kept and returned instead of shown.
 */
export function run(command, args, { capture = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));

    const passed = new Set(SENT_BY_THE_TERMINAL);
    let told = false;
    const pass = (signal) => {
      told = true;
      if (passed.has(signal)) return;
      passed.add(signal);
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const watch = whenOrphanedByNpm(() => told || pass('SIGTERM'));
    const done = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
    };

    child.on('error', (error) => {
      done();
      reject(new Stop(`cannot run ${command}: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      done();
      resolve({ code: code ?? 128 + constants.signals[signal], output: Buffer.concat(output).toString() });
    });
  });
}
