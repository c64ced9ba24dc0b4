import ts from 'typescript';

/** A file of the tree, parsed once. `path` is relative to the root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** What is wrong, where, and the rule it breaks: one readable line. */
export type Finding = string;

export interface Import {
  readonly line: number;
  readonly from: string;
  /** Erased by the compiler: nothing of it is loaded. */
  readonly typeOnly: boolean;
  /** The names imported as values; `*` for all of them. */
  readonly values: readonly string[];
}

export const parse = (path: string, text: string): Source => ({
  path,
  text,
  tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
});

export const lineOf = ({ tree }: Source, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

export const finding = (path: string, line: number | undefined, rule: string): Finding =>
  `${path}${line === undefined ? '' : `:${line}`}: ${rule}`;

/** Every node of a file, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** Specs, and what specs are made of: files that use Jest's words. */
export const isTest = (source: Source): boolean =>
  /\.spec\.[cm]?[jt]s$/.test(source.path) || importsOf(source).some(({ from }) => from === '@jest/globals');

const textOf = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

const specifiersOf = (list: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>): readonly string[] =>
  list.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text);

const valuesOfImport = (clause: ts.ImportClause | undefined): readonly string[] => {
  if (!clause) return ['*'];
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const { name, namedBindings } = clause;
  const named = namedBindings && (ts.isNamedImports(namedBindings) ? specifiersOf(namedBindings.elements) : ['*']);
  return [...(name ? ['default'] : []), ...(named ?? [])];
};

const valuesOfExport = ({ isTypeOnly, exportClause }: ts.ExportDeclaration): readonly string[] => {
  if (isTypeOnly) return [];
  return exportClause && ts.isNamedExports(exportClause) ? specifiersOf(exportClause.elements) : ['*'];
};

/** `import {} from 'x'` and `import 'x'` load the file as much as a named value does. */
const isEmpty = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) &&
  node.importClause?.namedBindings !== undefined &&
  ts.isNamedImports(node.importClause.namedBindings) &&
  node.importClause.namedBindings.elements.length === 0;

const moduleOf = (node: ts.Node): { from: string; values: readonly string[] } | undefined => {
  const found = (specifier: ts.Node | undefined, values: readonly string[]) => {
    const from = textOf(specifier);
    return from === undefined ? undefined : { from, values };
  };
  if (ts.isImportDeclaration(node))
    return found(node.moduleSpecifier, isEmpty(node) ? ['*'] : valuesOfImport(node.importClause));
  if (ts.isExportDeclaration(node)) return found(node.moduleSpecifier, valuesOfExport(node));
  if (ts.isImportTypeNode(node))
    return found(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, []);
  if (ts.isExternalModuleReference(node)) return found(node.expression, ['*']);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const loads =
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require');
  return loads ? found(node.arguments[0], ['*']) : undefined;
};

const known = new WeakMap<Source, readonly Import[]>();

/** Everything that a file imports: statements, re-exports, `import()`, `require()` and types written as `import('x').T`. */
export const importsOf = (source: Source): readonly Import[] => {
  const before = known.get(source);
  if (before) return before;
  const imports = [...nodesOf(source.tree)].flatMap((node) => {
    const loaded = moduleOf(node);
    return loaded ? [{ ...loaded, line: lineOf(source, node), typeOnly: loaded.values.length === 0 }] : [];
  });
  known.set(source, imports);
  return imports;
};

/** The values that a file exports by declaring them. */
export const exportsOf = ({ tree }: Source): readonly string[] =>
  tree.statements
    .filter(
      (node) =>
        ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap((node) => {
      if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText(tree));
      return (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name ? [node.name.text] : [];
    });
