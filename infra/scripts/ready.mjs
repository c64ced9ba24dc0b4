import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stop, run, say } from './child.mjs';
import { locked } from './lock.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const at = (...path) => join(ROOT, ...path);

const NODE_MAJOR = 24;
const INSTALLED = at('node_modules/.daybook-installed');
const DIST = at('dist');
const BUILT = join(DIST, '.built');
const LOCK = at('.daybook.lock');

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/** The Node that the lock file pins; the host's own where no package of it exists for the platform. */
export function pinnedNode() {
  const [os, file] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node'];
  const pinned = at('node_modules', `node-${os}-${process.arch}`, 'bin', file);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return process.execPath;
  throw new Stop(
    `needs Node ${NODE_MAJOR} or newer on ${process.platform} ${process.arch}; this is ${process.version}`,
  );
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');

/** True when somebody ran `npm ci` by hand: npm's own record of node_modules says what the lock file says. */
function installedByHand() {
  const record = read(at('node_modules/.package-lock.json'));
  if (record === undefined) return false;
  const has = JSON.parse(record).packages;
  const wants = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  return (
    Object.entries(has).every(([path, { version }]) => wants[path]?.version === version) &&
    Object.entries(wants).every(([path, { optional }]) => path === '' || path in has || optional)
  );
}

/** npm as it was called, or the one on the path. */
const npm = () =>
  basename(process.env.npm_execpath ?? '') === 'npm-cli.js'
    ? [process.execPath, [process.env.npm_execpath], {}]
    : ['npm', [], { shell: process.platform === 'win32' }];

async function install() {
  const hash = lockHash();
  if (!installedByHand()) {
    say('installing what it needs (once, about half a minute) …');
    const [command, first, options] = npm();
    const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await run(command, [...first, 'ci', ...flags], { capture: true, cwd: ROOT, ...options });
    if (code > 128) throw new Stop('', code);
    if (code !== 0) {
      process.stderr.write(output);
      throw new Stop('installing failed: `npm ci` says why above');
    }
  }
  writeFileSync(INSTALLED, hash);
}

/** Path, size and time of everything the build reads: another fingerprint, another build; also after a deletion. */
function fingerprint() {
  const sources = ['libs', 'apps']
    .flatMap((folder) => readdirSync(at(folder), { recursive: true }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  const hash = createHash('sha256');
  for (const path of ['.swcrc', 'package.json', ...sources.sort()]) {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Compiles beside dist and swaps it in whole, so that a crash leaves the old one or none, and nothing stale stays. */
async function build() {
  for (const name of readdirSync(ROOT)) if (name.startsWith('.dist-')) rmSync(at(name), { recursive: true });
  const [fresh, old] = [`.dist-${process.pid}`, `.dist-${process.pid}-old`];
  const print = fingerprint();
  say('building …');
  const swc = [at('node_modules/@swc/cli/bin/swc.js'), 'libs', 'apps', '-d', fresh, '--extensions', '.ts', '--quiet'];
  const { code, output } = await run(pinnedNode(), [...swc, '--ignore', '**/*.spec.ts'], { capture: true, cwd: ROOT });
  if (code > 128) throw new Stop('', code);
  if (code !== 0) {
    process.stderr.write(output);
    throw new Stop('building failed: the compiler says why above');
  }
  writeFileSync(at(fresh, '.built'), print);
  if (existsSync(DIST)) renameSync(DIST, at(old));
  renameSync(at(fresh), DIST);
  rmSync(at(old), { recursive: true, force: true });
}

const isInstalled = () => read(INSTALLED) === lockHash();
const isBuilt = () => read(BUILT) === fingerprint();

export async function ensureInstalled() {
  if (isInstalled()) return;
  await locked(LOCK, async () => isInstalled() || install());
}

export async function ensureBuilt() {
  await ensureInstalled();
  if (isBuilt()) return;
  await locked(LOCK, async () => isBuilt() || build());
}
