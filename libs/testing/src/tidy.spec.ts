import { describe, expect, it } from '@jest/globals';
import { cycleFindings, dependencyFindings } from './tidy/dependencies.js';
import * as shape from './tidy/shape.js';
import { exportsOf, importsOf, parse, type Import } from './tidy/source.js';
import { paths, sources, text, topLevel } from './tidy/tree.js';

const tree = sources();
const files = paths('apps', 'libs');
const words = { tables: exportsOf(parse('model.ts', text('libs/read-store/src/model.ts'))) };

const lines = (count: number): string => '\n'.repeat(count);
const findings = (path: string, code: string): readonly string[] => dependencyFindings(parse(path, code), words);

describe('the top level', () => {
  it('holds what everybody knows, and nothing else', () => expect(shape.topLevelFindings(topLevel())).toEqual([]));
  it('refuses a stray file', () => {
    expect(shape.topLevelFindings(['.npmrc', 'libs', 'notes.txt'])).toEqual([
      expect.stringContaining('notes.txt: does not belong at the top level'),
    ]);
  });
});

describe('imports', () => {
  const read = (code: string): readonly Import[] => importsOf(parse('a.ts', code));

  it.each<[string, Partial<Import>]>([
    [`import a, { b as c, type D } from 'x';`, { values: ['default', 'b'], typeOnly: false }],
    [`import * as a from 'x';`, { values: ['*'], typeOnly: false }],
    [`import 'x';`, { values: ['*'], typeOnly: false }],
    [`import {} from 'x';`, { values: ['*'], typeOnly: false }],
    [`import type { A } from 'x';`, { values: [], typeOnly: true }],
    [`import { type A } from 'x';`, { values: [], typeOnly: true }],
    [`export * from 'x';`, { values: ['*'], typeOnly: false }],
    [`export { a as b } from 'x';`, { values: ['a'], typeOnly: false }],
    [`export type { A } from 'x';`, { values: [], typeOnly: true }],
    [`type A = import('x').A;`, { values: [], typeOnly: true }],
    [`import a = require('x');`, { values: ['*'], typeOnly: false }],
    [`const a = await import('x');`, { values: ['*'], typeOnly: false }],
    [`const a = require('x');`, { values: ['*'], typeOnly: false }],
  ])('are found in %s', (code, expected) => expect(read(code)).toEqual([{ line: 1, from: 'x', ...expected }]));

  it('are not found in strings and comments', () => expect(read(`const a = "import 'x'"; // import 'x'`)).toEqual([]));
});

describe('the dependency rule', () => {
  it('holds in the whole tree', () => {
    expect(tree.flatMap((source) => dependencyFindings(source, words))).toEqual([]);
  });

  it.each<[string, string, string]>([
    // The doors between the libs
    ['libs/a/src/events.ts', `import { x } from '../../b/src/x.js'`, `leaves its lib by '../../b/src/x.js'`],
    ['libs/a/src/events.ts', `import { x } from '../../../apps/api/src/x.js'`, 'leaves its lib'],
    ['libs/a/src/events.spec.ts', `import { x } from '../../b/src/x.js'`, 'leaves its lib'],
    ['apps/api/src/main.ts', `import { x } from '../../../libs/b/src/x.js'`, 'imports a lib by'],
    ['apps/api/src/main.ts', `import { x } from '#kernel/src/ids.js'`, 'imports past a door'],
    // Who may know whom
    ['libs/kernel/src/a.ts', `import { x } from '#event-log'`, 'the kernel imports nothing of ours'],
    ['libs/kernel/src/a.ts', `import { x } from '@nestjs/common'`, 'the kernel never sees Nest'],
    ['libs/event-log/src/a.ts', `import { x } from '#read-store'`, `stands before '#read-store'`],
    ['libs/event-log/src/a.ts', `import { x } from '#parties'`, `libs/event-log may not import '#parties'`],
    ['libs/parties/src/handle/a.ts', `import type { X } from '#settlement'`, 'no context imports another'],
    ['libs/parties/src/a.spec.ts', `import { x } from '#settlement'`, 'no context imports another'],
    ['libs/parties/src/handle/a.ts', `import { x } from '#http'`, `libs/parties may not import '#http'`],
    ['libs/parties/src/handle/a.ts', `import { x } from '#statements'`, `libs/parties may not import '#statements'`],
    ['libs/parties/src/handle/a.ts', `import { x } from '#testing'`, `only tests import '#testing'`],
    ['libs/statements/src/query/a.ts', `import { x } from '#parties'`, `imports '#parties' as more than types`],
    ['libs/statements/src/query/a.ts', `import type { X } from '#reconciliation'`, `may not import '#reconciliation'`],
    // The stations of a context
    ['libs/parties/src/decide/a.ts', `import { x } from '../project/x.js'`, 'decide never imports project'],
    ['libs/parties/src/decide/a.ts', `import { x } from '../handle/x.js'`, 'decide never imports handle'],
    ['libs/parties/src/decide/a.ts', `import { x } from '../index.js'`, 'decide never imports door'],
    ['libs/parties/src/decide/a.ts', `import { x } from '../parties.module.js'`, 'decide never imports module'],
    ['libs/parties/src/project/a.ts', `import { x } from '../decide/x.js'`, 'project never imports decide'],
    ['libs/parties/src/publish/a.ts', `import { x } from '../project/x.js'`, 'publish never imports project'],
    ['libs/parties/src/query/a.ts', `import type { X } from '../decide/x.js'`, 'query never imports decide'],
    ['libs/parties/src/query/a.ts', `import { x } from '../handle/x.js'`, 'query never imports handle'],
    ['libs/parties/src/handle/a.ts', `import { x } from '../query/x.js'`, 'handle never imports query'],
    ['libs/parties/src/events.ts', `import { x } from './project/x.js'`, 'words never imports project'],
    // What is pure
    ['libs/parties/src/decide/a.ts', `import { x } from 'node:crypto'`, `decide is pure and imports only '#kernel'`],
    ['libs/parties/src/decide/a.ts', `import { x } from '#event-log'`, `decide is pure and imports only '#kernel'`],
    ['libs/parties/src/decide/a.ts', `import { x } from '#read-store'`, `decide is pure and imports only '#kernel'`],
    ['libs/parties/src/events.ts', `import { x } from 'kysely'`, `words is pure and imports only '#kernel'`],
    ['libs/parties/src/project/a.ts', `import { pino } from 'pino'`, `project is pure and imports only '#kernel'`],
    ['libs/parties/src/publish/a.ts', `import { x } from '#read-store'`, `publish is pure and imports only '#kernel'`],
    ['libs/parties/src/project/a.ts', `import { openReadStore } from '#read-store'`, `only types and tables`],
    ['libs/processes/src/react.ts', `import { x } from '#event-log'`, `react is pure and imports only '#kernel'`],
    ['libs/processes/src/react-a.ts', `import { x } from 'node:fs'`, `react is pure and imports only '#kernel'`],
    ['libs/processes/src/react/a.ts', `import { x } from '#parties'`, `react takes only types from '#parties'`],
    // Nest, and packages with one home
    ['libs/parties/src/query/a.ts', `import { x } from '@nestjs/common'`, 'only handle/ and the module import Nest'],
    ['apps/api/src/a.ts', `import { EventBus } from '@nestjs/cqrs'`, `Nest's EventBus: never`],
    ['apps/api/src/a.ts', `import { Saga as S } from '@nestjs/cqrs'`, `Nest's Saga: never`],
    ['libs/parties/src/handle/a.ts', `import { QueryBus } from '@nestjs/cqrs'`, `Nest's QueryBus: never`],
    ['libs/parties/src/handle/a.ts', `import { AggregateRoot } from '@nestjs/cqrs'`, `Nest's AggregateRoot: never`],
    ['libs/parties/src/parties.module.ts', `import { forwardRef } from '@nestjs/common'`, `Nest's forwardRef: never`],
    ['apps/api/src/a.ts', `import * as cqrs from '@nestjs/cqrs'`, 'name what you take of @nestjs/cqrs'],
    ['libs/parties/src/handle/a.ts', `import { x } from 'class-validator'`, 'class-validator belongs to apps/api'],
    ['apps/cli/src/a.ts', `import { x } from 'class-transformer'`, 'class-validator belongs to apps/api'],
    ['libs/http/src/a.ts', `import { x } from 'dinero.js/bigint'`, 'dinero.js belongs to libs/kernel/src/money.ts'],
  ])('refuses in %s: %s', (path, code, rule) => {
    expect(findings(path, code)).toContainEqual(expect.stringMatching(`^${path}:1: .*${escaped(rule)}`));
  });

  it.each<[string, string]>([
    ['libs/parties/src/decide/a.ts', `import { x } from '../events.js'; import { y } from './state.js'`],
    ['libs/parties/src/project/a.ts', `import { table, type Change } from '#read-store'; import { x } from '#kernel'`],
    ['libs/parties/src/handle/a.ts', `import { CommandHandler } from '@nestjs/cqrs'; import { x } from '#event-log'`],
    ['libs/parties/src/query/a.ts', `import { x } from '../project/rows.js'; import { sql } from 'kysely'`],
    ['libs/parties/src/decide/a.spec.ts', `import { given } from '#testing'; import { x } from '../index.js'`],
    ['libs/statements/src/project/a.ts', `import type { ReceivableEvent } from '#receivables'`],
    ['libs/processes/src/react.ts', `import type { ReceivableEvent } from '#receivables'`],
    ['libs/processes/src/reactor.ts', `import { ToReceivable } from '#receivables'; import { x } from '#event-log'`],
    ['libs/kernel/src/money.ts', `import { dinero } from 'dinero.js/bigint'`],
    ['apps/api/src/dto.ts', `import { IsString } from 'class-validator'`],
    ['apps/standalone/src/main.ts', `import { api } from '../../api/src/app.js'; import { x } from '#parties'`],
  ])('lets %s: %s', (path, code) => expect(findings(path, code)).toEqual([]));
});

const escaped = (rule: string): string => rule.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('circles of imports', () => {
  const circle = (kind: string): readonly string[] =>
    cycleFindings([
      parse('libs/a/src/x.ts', `import { b } from './y.js'`),
      parse('libs/a/src/y.ts', `import ${kind}{ c } from './z.js'`),
      parse('libs/a/src/z.ts', `import { a } from './x.js'`),
    ]);

  it('do not exist', () => expect(cycleFindings(tree)).toEqual([]));
  it('are refused, and shown whole', () => {
    expect(circle('')).toEqual([
      'libs/a/src/x.ts: imports itself: libs/a/src/x.ts > libs/a/src/y.ts > libs/a/src/z.ts > libs/a/src/x.ts',
    ]);
  });
  it('are not closed by types', () => expect(circle('type ')).toEqual([]));
});

describe('lengths', () => {
  it('hold in the whole tree', () => {
    expect(tree.flatMap(shape.lengthFindings)).toEqual([]);
    const readmes = [
      ...files.filter((path) => path.endsWith('/README.md')),
      ...topLevel().filter((name) => name === 'README.md'),
    ];
    expect(readmes.flatMap((path) => shape.readmeFindings(path, text(path)))).toEqual([]);
    expect(shape.missingReadmes(files)).toEqual([]);
  });

  const checked = (path: string, code: string): readonly string[] => shape.lengthFindings(parse(path, code));

  it('refuse a file of more than 300 lines', () => {
    expect(checked('libs/a/src/a.ts', lines(301))).toEqual(['libs/a/src/a.ts: has 301 lines, at most 300']);
    expect(checked('libs/a/src/a.ts', lines(300))).toEqual([]);
  });
  it.each([
    ['function long() {', 'long'],
    ['const long = () => {', 'long'],
    ['class A { long() {', 'long'],
    ['class A { constructor() {', 'a function'],
    ['call(function () {', 'a function'],
  ])('refuse a function of more than 70 lines: %s', (start, name) => {
    const close = start.startsWith('class') ? '}}' : start.startsWith('call') ? '})' : '}';
    expect(checked('a.ts', `${start}${lines(70)}${close}`)).toEqual([`a.ts:1: ${name} has 71 lines, at most 70`]);
    expect(checked('a.ts', `${start}${lines(69)}${close}`)).toEqual([]);
  });
  it('do not count in tests and in what is generated', () => {
    expect(checked('libs/a/src/a.spec.ts', lines(301))).toEqual([]);
    expect(checked('libs/a/src/conformance.ts', `import { it } from '@jest/globals'${lines(301)}`)).toEqual([]);
    expect(checked('libs/a/src/a.ts', `// Generated by npm run generate${lines(301)}`)).toEqual([]);
  });
  it('refuse a README of more than one screen', () => {
    expect(shape.readmeFindings('libs/a/README.md', lines(61))).toEqual(['libs/a/README.md: has 61 lines, at most 60']);
    expect(shape.readmeFindings('README.md', lines(100))).toEqual([]);
    expect(shape.readmeFindings('README.md', lines(101))).toEqual(['README.md: has 101 lines, at most 100']);
  });
  it('refuse a context without a README', () => {
    expect(shape.missingReadmes(['libs/a/src/index.ts', 'libs/kernel/src/index.ts'])).toEqual([
      expect.stringContaining('libs/a/README.md: is missing'),
    ]);
  });
});

describe('folders', () => {
  it('are named for the business or for a station', () => expect(files.flatMap(shape.folderFindings)).toEqual([]));
  it.each([
    'libs/parties/src/commands/a.ts',
    'libs/http/src/utils/a.ts',
    'apps/api/src/dtos/a.ts',
    'apps/common/src/a.ts',
    'libs/parties/src/entities/a.ts',
    'libs/parties/src/services/a.ts',
  ])('refuses %s', (path) => expect(shape.folderFindings(path)).not.toEqual([]));
  it.each(['libs/entities/src/decide/open.ts', 'apps/api/src/entities/open.ts', 'libs/event-log/src/sqlite/log.ts'])(
    'lets %s',
    (path) => expect(shape.folderFindings(path)).toEqual([]),
  );
});

describe('what switches a check off', () => {
  it('is nowhere in the tree', () => expect(tree.flatMap(shape.escapeFindings)).toEqual([]));

  const spec = (code: string): readonly string[] => shape.escapeFindings(parse('a.spec.ts', code));
  it.each([
    [`it.only('a', () => {})`, 'it.only leaves a test out'],
    [`describe.skip('a', () => {})`, 'describe.skip leaves a test out'],
    [`test.todo('a')`, 'test.todo leaves a test out'],
    [`it.concurrent.only('a', () => {})`, 'it.only leaves a test out'],
    [`it.skip.each([1])('a', () => {})`, 'it.skip leaves a test out'],
    [`xit('a', () => {})`, 'xit leaves a test out'],
    [`const a = b as any`, '`as any` switches the compiler off'],
    [`const a = <any>b`, '`as any` switches the compiler off'],
    [`// @ts-ignore\nconst a = 1`, '@ts-ignore switches the compiler off'],
    [`/* @ts-nocheck */`, '@ts-nocheck switches the compiler off'],
  ])('is refused: %s', (code, rule) => expect(spec(code)).toEqual([`a.spec.ts:1: ${rule}`]));
  it('may be named in a string', () => expect(spec(`const a = '// @ts-ignore', b = 'it.only as any'`)).toEqual([]));
});

describe('the doors in package.json', () => {
  const door = { source: './libs/a/src/index.ts', default: './dist/libs/a/src/index.js' };

  it('are the libs that have one', () => {
    const { imports } = JSON.parse(text('package.json')) as { imports: Record<string, unknown> };
    expect(shape.doorFindings(imports, files)).toEqual([]);
  });
  it('refuse a lib without one, one without a lib, and one that leads elsewhere', () => {
    const missing = `package.json: imports must say "#a": ${JSON.stringify(door)}`;
    expect(shape.doorFindings({ '#a': door }, ['libs/a/src/index.ts'])).toEqual([]);
    expect(shape.doorFindings({}, ['libs/a/src/index.ts'])).toEqual([missing]);
    expect(shape.doorFindings({ '#a': { ...door, default: './x.js' } }, ['libs/a/src/index.ts'])).toEqual([missing]);
    expect(shape.doorFindings({ '#a': door }, [])).toEqual(['package.json: imports #a, which has no src/index.ts']);
  });
});
