import { mkdirSync, readdirSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stop, say } from './child.mjs';

const PATIENCE_MS = 5 * 60_000;
const POLL_MS = 100;
/** A lock folder without an owner's file is being taken or given back right now; older than this, its owner died there. */
const OWNERLESS_MS = 10_000;

const ignoring =
  (...codes) =>
  (action) => {
    try {
      return action() ?? true;
    } catch (error) {
      if (codes.includes(error.code)) return false;
      throw error;
    }
  };

const taken = (folder) =>
  ignoring(
    'EEXIST',
    'ENOENT',
  )(() => {
    mkdirSync(folder);
    writeFileSync(join(folder, String(process.pid)), '');
  });

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Only who removes the dead owner's file may remove the folder, so that two who find it dead cannot free it twice. */
const freeWhenAbandoned = (folder) =>
  ignoring(
    'ENOENT',
    'ENOTEMPTY',
  )(() => {
    const [owner] = readdirSync(folder);
    if (owner === undefined && Date.now() - statSync(folder).mtimeMs < OWNERLESS_MS) return;
    if (owner !== undefined && alive(Number(owner))) return;
    if (owner !== undefined) unlinkSync(join(folder, owner));
    rmdirSync(folder);
  });

/** Runs `work` while no other process on this machine runs its own under the same folder. */
export async function locked(folder, work) {
  const started = Date.now();
  for (let told = false; !taken(folder);) {
    freeWhenAbandoned(folder);
    const waited = Date.now() - started;
    if (waited > PATIENCE_MS)
      throw new Stop(`another process has held ${folder} for 5 minutes; remove it if none runs`);
    if (!told && waited > 1_000) {
      told = true;
      say('another process is installing or building; waiting for it …');
    }
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    ignoring(
      'ENOENT',
      'ENOTEMPTY',
    )(() => {
      unlinkSync(join(folder, String(process.pid)));
      rmdirSync(folder);
    });
  }
}
