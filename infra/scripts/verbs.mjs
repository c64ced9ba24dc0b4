import { existsSync } from 'node:fs';
import { Stop, run, say } from './child.mjs';
import { ROOT, at, ensureBuilt, ensureInstalled, pinnedNode } from './ready.mjs';

/** Runs a script on the pinned Node in the root of the repository. */
const node = (args, options = {}) => run(pinnedNode(), args, { cwd: ROOT, ...options });

const eslint = [at('node_modules/eslint/bin/eslint.js'), '-c', 'infra/lint/eslint.config.js', '--max-warnings', '0'];
const prettier = [at('node_modules/prettier/bin/prettier.cjs'), '--log-level', 'warn'];

async function lint(options) {
  const results = [await node([...eslint, '.'], options), await node([...prettier, '--check', '.'], options)];
  return { code: Math.max(...results.map(({ code }) => code)), output: results.map(({ output }) => output).join('') };
}

const types = (options) => node([at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.base.json'], options);

/** Jest loads ES modules only with this flag; the warning about it would stand above every run. */
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  at('node_modules/jest/bin/jest.js'),
];
const jest = (args) => node([...JEST, ...args]);

/** Lint and types share one core while the tests have the other; their output waits until Jest has ended its own. */
async function test(args) {
  const checks = (async () => [
    ['types', await types({ capture: true })],
    ['lint', await lint({ capture: true })],
  ])();
  const results = [['tests', await jest(args)], ...(await checks)].reverse();
  for (const [name, { code, output }] of results)
    if (name !== 'tests') process.stderr.write(`\n== ${name}: ${code === 0 ? 'ok' : 'failed'} ==\n${output}`);
  const failed = results.filter(([, { code }]) => code !== 0).map(([name]) => name);
  process.stderr.write(failed.length === 0 ? '\nok: lint, types, tests\n' : `\nfailed: ${failed.join(', ')}\n`);
  return { code: failed.length === 0 ? 0 : 1 };
}

/** The CLI works where the caller stands, because the paths it is given are relative to that. */
const product = (app, args, options) => run(pinnedNode(), [at('dist/apps', app, 'src/main.js'), ...args], options);

async function generate() {
  const script = at('dist/apps/api/src/generate.js');
  if (existsSync(script)) return node([script]);
  say('nothing to generate');
  return { code: 0 };
}

const installed = (verb) => async (args) => (await ensureInstalled(), verb(args));
const built = (verb) => async (args) => (await ensureBuilt(), verb(args));

const VERBS = {
  build: built(() => ({ code: 0 })),
  start: built((args) => product('standalone', args, { cwd: ROOT })),
  daybook: built((args) => product('cli', args)),
  test: built(test),
  lint: installed(() => lint()),
  types: installed(() => types()),
  jest: built(jest),
  format: installed(() => node([...prettier, '--write', '.'])),
  generate: built(generate),
};

/** Runs a verb and ends this process with its exit code. */
export async function main([name, ...args]) {
  try {
    const verb = VERBS[name];
    if (!verb) throw new Stop(`run.mjs knows ${Object.keys(VERBS).join(', ')}`);
    process.exitCode = (await verb(args)).code;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.message) say(error.message);
    process.exitCode = error.exitCode;
  }
}
