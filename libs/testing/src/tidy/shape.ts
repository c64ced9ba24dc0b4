// The rules of docs/style.md that can be counted: lengths, names, what a test may not leave behind.
import ts from 'typescript';
import { kindOf, placeOf } from './places.js';
import { finding, isTest, lineOf, nodesOf, type Finding, type Source } from './source.js';

const FILE_LINES = 300;
const FUNCTION_LINES = 70;
const LIB_README_LINES = 60;
const ROOT_README_LINES = 100;

const TOP_LEVEL = [
  ...['apps', 'libs', 'infra', 'docs', 'examples'],
  ...['nest-cli.json', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'jest.config.ts'],
  ...['README.md', 'LICENSE'],
];

const REFUSED_FOLDERS = [
  ...['commands', 'handlers', 'dtos', 'entities', 'interfaces', 'common', 'shared', 'utils', 'helpers'],
];
/** The context of legal entities is named by the business: its lib, and its place in an app. */
const ENTITIES = /^(libs|apps\/[^/]+\/src)\/entities\//;

const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** (a) The top level holds what everybody knows, and dotfiles. */
export const topLevelFindings = (names: readonly string[]): readonly Finding[] =>
  names
    .filter((name) => !name.startsWith('.') && !TOP_LEVEL.includes(name))
    .map((name) => finding(name, undefined, `does not belong at the top level, which holds ${TOP_LEVEL.join(', ')}`));

const isGenerated = ({ text }: Source): boolean => /generated/i.test(text.slice(0, text.indexOf('\n')));

const nameOf = (node: ts.SignatureDeclaration): string => {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named && ts.isIdentifier(named) ? named.text : 'a function';
};

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration => ts.isFunctionLike(node) && 'body' in node;

/** (c) Files and functions end before a reader has lost the beginning. */
export const lengthFindings = (source: Source): readonly Finding[] => {
  if (isTest(source) || isGenerated(source)) return [];
  const file = linesOf(source.text);
  const functions = [...nodesOf(source.tree)].filter(isFunction).flatMap((node) => {
    const lines = linesOf(node.getText(source.tree));
    return lines > FUNCTION_LINES
      ? [finding(source.path, lineOf(source, node), `${nameOf(node)} has ${lines} lines, at most ${FUNCTION_LINES}`)]
      : [];
  });
  return file > FILE_LINES
    ? [finding(source.path, undefined, `has ${file} lines, at most ${FILE_LINES}`), ...functions]
    : functions;
};

/** (c) A README fits one screen. */
export const readmeFindings = (path: string, text: string): readonly Finding[] => {
  const most = path === 'README.md' ? ROOT_README_LINES : LIB_README_LINES;
  const lines = linesOf(text);
  return lines > most ? [finding(path, undefined, `has ${lines} lines, at most ${most}`)] : [];
};

/** (c) Every context says its words on one screen. */
export const missingReadmes = (paths: readonly string[]): readonly Finding[] => {
  const libs = paths.flatMap((path) => /^libs\/([^/]+)\/src\/index\.ts$/.exec(path)?.[1] ?? []);
  return libs
    .filter((lib) => kindOf(lib) === 'context' || kindOf(lib) === 'reading')
    .map((lib) => `libs/${lib}/README.md`)
    .filter((path) => !paths.includes(path))
    .map((path) => finding(path, undefined, 'is missing: a context says its words on one screen'));
};

/** (d) Folders are named for the business or for a station of the flow, never for a pattern. */
export const folderFindings = (path: string): readonly Finding[] => {
  const folders = path.split('/').slice(0, -1);
  const refused = folders.filter((name) => REFUSED_FOLDERS.includes(name));
  const found = refused.filter((name) => name !== 'entities' || !ENTITIES.test(path));
  const place = placeOf(path);
  const shapeless = place && !place.station && (place.kind === 'context' || place.kind === 'reading');
  return [
    ...found.map((name) => finding(path, undefined, `a folder named ${name}/ says how, not what: refused`)),
    ...(shapeless
      ? [finding(path, undefined, 'the folders of a context are decide, project, publish, handle, query')]
      : []),
  ];
};

const TEST_WORDS = ['describe', 'it', 'test'];
const LEFT_BEHIND = ['only', 'skip', 'todo', 'failing'];

/** `it.only`, `describe.skip.each`, `xit`, `fdescribe`. */
const leftBehind = (node: ts.Node): string | undefined => {
  if (ts.isCallExpression(node) && /^[xf](describe|it|test)$/.test(node.expression.getText()))
    return node.expression.getText();
  if (!ts.isPropertyAccessExpression(node) || !LEFT_BEHIND.includes(node.name.text)) return undefined;
  const word = node.expression.getText().split('.')[0] ?? '';
  return TEST_WORDS.includes(word) ? `${word}.${node.name.text}` : undefined;
};

const isCastToAny = (node: ts.Node): boolean =>
  (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type.kind === ts.SyntaxKind.AnyKeyword;

/** (e) Nothing that switches a test or the compiler off. */
export const escapeFindings = (source: Source): readonly Finding[] => {
  const test = isTest(source);
  const nodes = [...nodesOf(source.tree)].flatMap((node) => {
    const left = test ? leftBehind(node) : undefined;
    if (left !== undefined) return [finding(source.path, lineOf(source, node), `${left} leaves a test out`)];
    return isCastToAny(node) ? [finding(source.path, lineOf(source, node), '`as any` switches the compiler off')] : [];
  });
  return [...nodes, ...ignored(source)];
};

/** A comment is a directive when it begins with it, as for the compiler. */
const DIRECTIVE = /^(?:\/\/+|\/\*+)[\s*]*(@ts-(?:ignore|nocheck))/;

/** `@ts-ignore` and `@ts-nocheck` in comments; strings may name them. `@ts-expect-error` complains when it is not needed. */
const ignored = ({ path, text, tree }: Source): readonly Finding[] => {
  if (!/@ts-(ignore|nocheck)/.test(text)) return [];
  const comments = new Map<number, string>();
  for (const node of nodesOf(tree))
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ])
      comments.set(pos, text.slice(pos, end));
  return [...comments].flatMap(([position, comment]) => {
    const found = DIRECTIVE.exec(comment)?.[1];
    return found === undefined
      ? []
      : [finding(path, tree.getLineAndCharacterOfPosition(position).line + 1, `${found} switches the compiler off`)];
  });
};

/** (f) `imports` in package.json names the libs that have a door, all of them and no others. */
export const doorFindings = (
  imports: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): readonly Finding[] => {
  const doors = paths.flatMap((path) => /^libs\/([^/]+)\/src\/index\.ts$/.exec(path)?.[1] ?? []);
  const expected = Object.fromEntries(
    doors.map((lib) => [
      `#${lib}`,
      { source: `./libs/${lib}/src/index.ts`, default: `./dist/libs/${lib}/src/index.js` },
    ]),
  );
  return [...new Set([...Object.keys(expected), ...Object.keys(imports)])].flatMap((name) => {
    if (JSON.stringify(expected[name]) === JSON.stringify(imports[name])) return [];
    if (!(name in expected)) return [finding('package.json', undefined, `imports ${name}, which has no src/index.ts`)];
    return [finding('package.json', undefined, `imports must say "${name}": ${JSON.stringify(expected[name])}`)];
  });
};
