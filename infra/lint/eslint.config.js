// Rules that find mistakes, none that only have a taste: prettier formats, tsc finds what is unused.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const refuse = (selector, message) => ({ selector, message });

/** What a pure file may not see: a clock, chance, the process it runs in, and anything that has to be waited for. */
const IMPURE = [
  refuse("NewExpression[callee.name='Date'][arguments.length=0]", 'Time comes in with the command: no clock here.'),
  refuse("CallExpression[callee.name='Date']", 'Time comes in with the command: no clock here.'),
  refuse("MemberExpression[object.name='Date'][property.name='now']", 'Time comes in with the command: no clock here.'),
  refuse(
    "MemberExpression[object.name='Math'][property.name='random']",
    'Ids come in with the command: no chance here.',
  ),
  refuse("MemberExpression[property.name='randomUUID']", 'Ids come in with the command: no chance here.'),
  refuse('ImportSpecifier[imported.name=/^random/]', 'Ids come in with the command: no chance here.'),
  refuse(':function[async=true]', 'A pure file waits for nothing: no async here.'),
  refuse('AwaitExpression, ForOfStatement[await=true]', 'A pure file waits for nothing: no await here.'),
  refuse("Identifier[name='Promise']", 'A pure file waits for nothing: no Promise here.'),
];
const IMPURE_GLOBALS = [
  ...['process', 'console', 'fetch', 'performance', 'crypto', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
].map((name) => ({ name, message: 'A pure file sees nothing but its arguments.' }));

/** In a decision a cast would hide the one mistake that the types are there to find. */
const CASTS = [
  refuse("TSAsExpression:not([typeAnnotation.typeName.name='const'])", 'No `as` in decide/, except `as const`.'),
  refuse('TSTypeAssertion', 'No casts in decide/.'),
  refuse('TSNonNullExpression', 'No `!` in decide/: say what happens when it is absent.'),
];

const WORDS = '{events,refusals,commands,state,wire}.ts';
const PURE = [
  'libs/kernel/src/**/*.ts',
  'libs/*/src/{decide,project,publish}/**/*.ts',
  `libs/*/src/${WORDS}`,
  'libs/processes/src/{react,react-*}.ts',
  'libs/processes/src/react/**/*.ts',
];
const SPECS = '**/*.spec.ts';

/**
 * The rule without its guesses about what the receiver would accept: those miss that the cast steers the inference of
 * a generic call, and their fixes do not compile.
 */
const assertions = tseslint.plugin.rules['no-unnecessary-type-assertion'];
const certainly = (context) => ({
  value: (problem) => problem.messageId === 'unnecessaryAssertion' && context.report(problem),
});
const unnecessaryAssertion = {
  ...assertions,
  create: (context) => assertions.create(Object.create(context, { report: certainly(context) })),
};

export default defineConfig(
  {
    ignores: [
      'node_modules/',
      'dist/',
      '.dist-*/',
      'data/',
      'coverage/',
      'docs/',
      '**/generated/',
      '**/*.generated.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.js'],
    languageOptions: { parser: tseslint.parser },
    plugins: {
      '@typescript-eslint': tseslint.plugin,
      daybook: { rules: { 'no-unnecessary-type-assertion': unnecessaryAssertion } },
    },
    rules: { eqeqeq: ['error', 'always', { null: 'ignore' }], 'no-var': 'error', 'prefer-const': 'error' },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.base.json', tsconfigRootDir: ROOT } },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': false }],
      // It leaves files with decorators alone, as long as emitDecoratorMetadata is on: Nest needs those classes at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'daybook/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: true }],
    },
  },
  { files: ['apps/cli/**', 'apps/standalone/**'], rules: { 'no-console': 'off' } },
  {
    files: PURE,
    ignores: [SPECS],
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-syntax': ['error', ...IMPURE],
    },
  },
  {
    files: ['libs/*/src/decide/**'],
    ignores: [SPECS],
    rules: { 'no-restricted-syntax': ['error', ...IMPURE, ...CASTS] },
  },
  {
    // A test may write what the types forbid, to show that it is refused.
    files: [SPECS],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      'daybook/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/require-array-sort-compare': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
    },
  },
);
