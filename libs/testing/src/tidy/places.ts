import { posix } from 'node:path';

export type Kind = 'kernel' | 'engine' | 'testing' | 'processes' | 'reading' | 'context';

/** The stations of a context, in the order of the flow, with what each may import of its own lib. */
export const STATIONS = {
  words: ['words', 'decide'],
  decide: ['words', 'decide'],
  project: ['words', 'project'],
  publish: ['words', 'publish'],
  handle: ['words', 'decide', 'handle'],
  query: ['words', 'project', 'query'],
  module: ['words', 'decide', 'project', 'publish', 'handle', 'query', 'module'],
  door: ['words', 'decide', 'project', 'publish', 'handle', 'query', 'module'],
} as const;
export type Station = keyof typeof STATIONS;

/** Where a file stands: the folders alone say it. */
export interface Place {
  readonly lib: string;
  readonly kind: Kind;
  /** Its station, for the libs that have any; nothing for a folder that is none. */
  readonly station: Station | undefined;
}

const KINDS: Readonly<Record<string, Kind>> = {
  kernel: 'kernel',
  'event-log': 'engine',
  'read-store': 'engine',
  feed: 'engine',
  http: 'engine',
  testing: 'testing',
  processes: 'processes',
  statements: 'reading',
  reconciliation: 'reading',
  ledger: 'reading',
  planning: 'reading',
  audit: 'reading',
};

/** A lib that is none of the named ones is a bounded context, with the strictest rules. */
export const kindOf = (lib: string): Kind => KINDS[lib] ?? 'context';

const isStation = (folder: string): folder is Station =>
  folder in STATIONS && !['words', 'module', 'door'].includes(folder);

const stationOf = (inside: string): Station | undefined => {
  const [folder = '', ...rest] = inside.split('/');
  if (rest.length > 0) return isStation(folder) ? folder : undefined;
  if (folder === 'index.ts') return 'door';
  return folder.endsWith('.module.ts') ? 'module' : 'words';
};

/** The place of a file in libs; nothing for files elsewhere. */
export const placeOf = (path: string): Place | undefined => {
  const [, lib, inside] = /^libs\/([^/]+)\/src\/(.+)$/.exec(path) ?? [];
  return lib !== undefined && inside !== undefined ? { lib, kind: kindOf(lib), station: stationOf(inside) } : undefined;
};

/** The file that a relative import means: `.js` is written, `.ts` is read. */
export const resolved = (path: string, from: string): string =>
  posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts');
