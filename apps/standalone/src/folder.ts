import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { CannotRun } from './config.js';

/** The layout of a book's folder, as this version writes it. */
const FORMAT = 1;
const FACTS = 'daybook.json';
const LOCK = 'lock.sqlite';
const ADDRESS = 'server.json';
/** What may stand in a folder that has not been told yet that it is a book, or has lost it. */
const OURS = /^((lock|log|rows|system)\.sqlite(-wal|-shm|-journal)?|server\.json|daybook\.json\.new)$/;

/** What the folder says of itself. */
interface FolderFacts {
  readonly format: number;
  readonly demo: boolean;
}

/** A book's folder, held by this process alone. */
export interface Folder {
  readonly path: string;
  readonly demo: boolean;
  /** Nothing was in it before this start. */
  readonly fresh: boolean;
  readonly file: (name: string) => string;
  /** Says where the book is served, for the command line. */
  readonly announce: (address: { readonly url: string; readonly book: string }) => void;
  readonly release: () => void;
}

/** The folder of this installation: the one with our package.json. */
export const installation = (): string => {
  let at = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 8 && !existsSync(join(at, 'nest-cli.json')); up += 1) at = dirname(at);
  return at;
};

/** Which book a start opens: the folder named, else one's own, else the demo. */
export const chooseFolder = (named: string | undefined): { readonly path: string; readonly demo: boolean } => {
  if (named !== undefined) return { path: resolve(named), demo: false };
  const own = join(installation(), 'data', 'main');
  return existsSync(own) ? { path: own, demo: false } : { path: join(installation(), 'data', 'demo'), demo: true };
};

const reasonOf = (error: unknown): string => {
  const { code } = error as { code?: string };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return 'it cannot be written to (read-only disk or missing rights)';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'it is a file, not a folder';
  return error instanceof Error ? error.message : String(error);
};

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;
const isReadOnly = (error: unknown): boolean => [8, 14].includes((error as { errcode?: number }).errcode ?? 0);

/** The exclusive lock of SQLite, which dies with its process, however that ends. */
const lock = (path: string): DatabaseSync => {
  const db = new DatabaseSync(join(path, LOCK), { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (by INTEGER); COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const readFacts = (path: string): FolderFacts | undefined => {
  const file = join(path, FACTS);
  if (!existsSync(file)) return undefined;
  const { format, demo } = factsIn(file);
  if (format > FORMAT)
    throw new CannotRun(
      `${path} was written by a newer version of Daybook (layout ${format}, this one knows ${FORMAT}); start that version`,
    );
  return { format, demo };
};

const factsIn = (file: string): FolderFacts => {
  let facts: Partial<FolderFacts> | null;
  try {
    facts = JSON.parse(readFileSync(file, 'utf8')) as Partial<FolderFacts> | null;
  } catch (error) {
    if (error instanceof SyntaxError) throw new CannotRun(`${file} is not what Daybook writes there`);
    throw error;
  }
  const { format, demo } = facts ?? {};
  if (format === undefined || !Number.isInteger(format) || typeof demo !== 'boolean')
    throw new CannotRun(`${file} is not what Daybook writes there`);
  return { format, demo };
};

/** Nothing is written into a folder that is somebody else's. */
const refuseStrangers = (path: string): void => {
  if (existsSync(join(path, FACTS)) || !existsSync(path)) return;
  const strangers = readdirSync(path).filter((name) => !OURS.test(name));
  if (strangers.length > 0)
    throw new CannotRun(
      `${path} is not a book and not empty (it holds ${strangers.slice(0, 3).join(', ')}); name an empty folder`,
    );
};

/** Makes the folder and takes its lock. @throws CannotRun */
const take = (path: string): DatabaseSync => {
  try {
    refuseStrangers(path);
    mkdirSync(path, { recursive: true });
    return lock(path);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    if (isBusy(error)) throw new CannotRun(`${path} is in use by another process${servedAt(path)}`);
    throw new CannotRun(
      `${path} cannot be opened: ${isReadOnly(error) ? 'it cannot be written to (read-only disk or missing rights)' : reasonOf(error)}`,
    );
  }
};

/** What the folder says of itself; a new one is told what it is, whole or not at all. */
const factsOf = (path: string, demo: boolean): FolderFacts & { readonly fresh: boolean } => {
  const found = readFacts(path);
  if (found) return { ...found, fresh: false };
  const facts: FolderFacts = { format: FORMAT, demo };
  writeFileSync(join(path, `${FACTS}.new`), `${JSON.stringify(facts)}\n`, { flush: true });
  renameSync(join(path, `${FACTS}.new`), join(path, FACTS));
  return { ...facts, fresh: true };
};

/** Takes the folder. @throws CannotRun with one clear line */
export const openFolder = ({ path, demo }: { path: string; demo: boolean }): Folder => {
  const db = take(path);
  try {
    const facts = factsOf(path, demo);
    const address = join(path, ADDRESS);
    return {
      path,
      demo: facts.demo,
      fresh: facts.fresh,
      file: (name) => join(path, name),
      announce: (to) => writeFileSync(address, `${JSON.stringify(to)}\n`),
      release: () => {
        rmSync(address, { force: true });
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error instanceof CannotRun ? error : new CannotRun(`${path} cannot be opened: ${reasonOf(error)}`);
  }
};

const servedAt = (path: string): string => {
  try {
    return ` (${(JSON.parse(readFileSync(join(path, ADDRESS), 'utf8')) as { url: string }).url})`;
  } catch {
    return '';
  }
};
