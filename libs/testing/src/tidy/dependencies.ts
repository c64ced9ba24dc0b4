// The dependency rule of docs/architecture.md, read from the imports.
import { finding, importsOf, isTest, type Finding, type Import, type Source } from './source.js';
import { kindOf, placeOf, resolved, STATIONS, type Kind, type Place } from './places.js';

/** What a kind of lib may import of ours, besides itself; contexts are named `context`. */
const DOORS: Readonly<Record<Kind, readonly string[]>> = {
  kernel: [],
  engine: ['kernel', 'event-log', 'read-store'],
  testing: ['kernel', 'event-log', 'read-store', 'http', 'feed'],
  context: ['kernel', 'event-log', 'read-store'],
  reading: ['kernel', 'event-log', 'read-store', 'context as types'],
  processes: ['kernel', 'event-log', 'read-store', 'context'],
};

/** The engine in the order in which its parts stand on each other. */
const ENGINE = ['event-log', 'read-store', 'http', 'feed'];

/** Specs see the engine and `#testing` too, and those that read other contexts their values. */
const SPEC_DOORS = ['kernel', 'event-log', 'read-store', 'http', 'testing'];

const REFUSED_OF_NEST = [
  ...['EventBus', 'EventPublisher', 'EventsHandler', 'UnhandledExceptionBus'],
  ...['Saga', 'QueryBus', 'QueryHandler', 'AggregateRoot', 'forwardRef'],
];

/** Packages that have one home. */
const HOMES: readonly { readonly packages: RegExp; readonly home: RegExp; readonly rule: string }[] = [
  {
    packages: /^class-(validator|transformer)(\/|$)/,
    home: /^apps\/api\//,
    rule: 'class-validator belongs to apps/api: its DTOs are the only user',
  },
  {
    packages: /^dinero\.js(\/|$)/,
    home: /^libs\/kernel\/src\/money(\.spec)?\.ts$/,
    rule: 'dinero.js belongs to libs/kernel/src/money.ts',
  },
];

const isRelative = ({ from }: Import): boolean => from.startsWith('.');
const doorOf = ({ from }: Import): string | undefined => /^#([^/]+)/.exec(from)?.[1];

/** One file looked at by a rule: who imports what. */
interface Look {
  readonly source: Source;
  readonly place: Place | undefined;
  readonly test: boolean;
  readonly imported: Import;
}

/** A rule says what is wrong with an import, or nothing. */
type Rule = (look: Look) => string | undefined;

const onlyDoors: Rule = ({ source, imported }) => {
  const own = /^libs\/[^/]+\/|^apps\//.exec(source.path)?.[0];
  if (own === undefined) return undefined;
  if (!isRelative(imported))
    return /^#[^/]+\/|^daybook(\/|$)/.test(imported.from) ? `imports past a door: ${imported.from}` : undefined;
  const target = resolved(source.path, imported.from);
  if (target.startsWith(own)) return undefined;
  if (own !== 'apps/') return `leaves its lib by '${imported.from}': '#name' is the only door between libs`;
  return target.startsWith('libs/') ? `imports a lib by '${imported.from}': use '#name'` : undefined;
};

const sideways: Rule = ({ place, test, imported }) => {
  const door = doorOf(imported);
  if (!place || door === undefined || door === place.lib) return undefined;
  const { kind } = place;
  if (test && (kind === 'testing' || SPEC_DOORS.includes(door))) return undefined;
  // What only reads is proved over whole histories: its specs see the flow that makes them, and each other.
  if (test && kind === 'reading' && ['processes', 'reading'].includes(kindOf(door))) return undefined;
  if (door === 'testing') return `only tests import '#testing'`;
  const other = kindOf(door) === 'context' ? 'context' : door;
  if (kind === 'engine' && ENGINE.indexOf(door) > ENGINE.indexOf(place.lib)) return `stands before '#${door}'`;
  if (DOORS[kind].includes(other)) return undefined;
  if (kind === 'kernel') return `the kernel imports nothing of ours, not '#${door}'`;
  if (kind === 'reading' && other === 'context')
    return imported.typeOnly || test ? undefined : `imports '#${door}' as more than types: it only reads its events`;
  return other === 'context' && kind === 'context'
    ? `no context imports another: '#${door}'`
    : `libs/${place.lib} may not import '#${door}'`;
};

const stationOrder: Rule = ({ source, place, test, imported }) => {
  if (!place?.station || test || !hasStations(place) || !isRelative(imported)) return undefined;
  const target = placeOf(resolved(source.path, imported.from));
  if (!target?.station || target.lib !== place.lib) return undefined;
  const allowed: readonly string[] = STATIONS[place.station];
  return allowed.includes(target.station)
    ? undefined
    : `${place.station} never imports ${target.station} ('${imported.from}')`;
};

const hasStations = ({ kind }: Place): boolean => kind === 'context' || kind === 'reading';
const isReact = (path: string): boolean => /^libs\/processes\/src\/(react(-[^/]*)?\.ts$|react\/)/.test(path);

/** Pure files load nothing but the kernel; `project` also the words for tables. Types of other contexts are erased. */
const purity =
  (tableWords: readonly string[]): Rule =>
  ({ source, place, test, imported }) => {
    if (!place || test || isRelative(imported)) return undefined;
    const { station } = place;
    const pure =
      hasStations(place) && station !== undefined && !['handle', 'query', 'module', 'door'].includes(station);
    const react = isReact(source.path);
    if ((!pure && !react) || imported.from === '#kernel') return undefined;
    const name = react ? 'react' : station;
    if (imported.from === '#read-store' && (station === 'project' || station === 'words') && pure) {
      const more = imported.values.filter((value) => !tableWords.includes(value));
      return more.length === 0
        ? undefined
        : `${name} takes only types and tables from '#read-store', not ${more.join(', ')}`;
    }
    const another = kindOf(doorOf(imported) ?? 'kernel') === 'context';
    if (another && imported.typeOnly && (react || station === 'project' || station === 'words')) return undefined;
    if (another) return react ? `react takes only types from '${imported.from}'` : undefined;
    return `${name} is pure and imports only '#kernel', not '${imported.from}'`;
  };

const nest: Rule = ({ place, imported }) => {
  if (!imported.from.startsWith('@nestjs/')) return undefined;
  const refused = imported.values.filter((value) => REFUSED_OF_NEST.includes(value));
  if (refused.length > 0) return `Nest's ${refused.join(', ')}: never`;
  if (imported.from === '@nestjs/cqrs' && imported.values.includes('*')) return 'name what you take of @nestjs/cqrs';
  if (!place || imported.typeOnly) return undefined;
  if (place.kind === 'kernel') return 'the kernel never sees Nest';
  return hasStations(place) && place.station !== 'handle' && place.station !== 'module'
    ? 'in a context only handle/ and the module import Nest'
    : undefined;
};

const homes: Rule = ({ source, imported }) =>
  HOMES.find(({ packages, home }) => packages.test(imported.from) && !home.test(source.path))?.rule;

/** The words for tables that `project` may load: what `libs/read-store/src/model.ts` exports. */
export interface Words {
  readonly tables: readonly string[];
}

/** What is wrong with the imports of a file. */
export const dependencyFindings = (source: Source, words: Words): readonly Finding[] => {
  const place = placeOf(source.path);
  const test = isTest(source);
  const rules = [onlyDoors, sideways, stationOrder, purity(words.tables), nest, homes];
  return importsOf(source).flatMap((imported) =>
    rules.flatMap((rule) => {
      const wrong = rule({ source, place, test, imported });
      return wrong === undefined ? [] : [finding(source.path, imported.line, wrong)];
    }),
  );
};

/** Chains of files that load each other; types are erased and close no circle. */
export const cycleFindings = (sources: readonly Source[]): readonly Finding[] => {
  const loads = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter((imported) => isRelative(imported) && !imported.typeOnly)
        .map(({ from }) => resolved(source.path, from)),
    ]),
  );
  const done = new Set<string>();
  const walk = (path: string, above: readonly string[]): readonly Finding[] => {
    const start = above.indexOf(path);
    if (start >= 0) return [finding(path, undefined, `imports itself: ${[...above.slice(start), path].join(' > ')}`)];
    if (done.has(path)) return [];
    done.add(path);
    return (loads.get(path) ?? []).flatMap((next) => walk(next, [...above, path]));
  };
  return [...loads.keys()].flatMap((path) => walk(path, []));
};
