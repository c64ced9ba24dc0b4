import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, type Source } from './source.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Never part of the repository: `.gitignore` names them too. */
const IGNORED = ['node_modules', 'dist', 'data', 'coverage'];

const isIgnored = (path: string): boolean => path.split('/').some((part) => IGNORED.includes(part));

export const topLevel = (): readonly string[] => readdirSync(ROOT).filter((name) => !IGNORED.includes(name));

/** The paths of all files under some folders of the root, in order. */
export const paths = (...folders: readonly string[]): readonly string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/')),
    )
    .filter((path) => !isIgnored(path))
    .sort();

export const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Every file of code that is ours. */
export const sources = (): readonly Source[] =>
  paths('apps', 'libs', 'infra')
    .filter((path) => /\.[cm]?[jt]s$/.test(path))
    .map((path) => parse(path, text(path)));
