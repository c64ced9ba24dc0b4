import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { artifactsOf } from './client/contract.js';
import { differences } from './client/conforms.js';
import { servedBook } from './client/surface.js';
import { openApi } from './openapi.js';

const served = servedBook();

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly responses: Readonly<Record<string, object>>;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const document = async () => (await (await fetch(`${served().url}/openapi.json`)).json()) as Record<string, unknown>;

const operations = async () =>
  Object.entries((await document())['paths'] as Paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every object of the document with where it stands. */
function* objectsOf(value: unknown, at = '#'): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Record<string, unknown>];
  for (const [name, member] of Object.entries(value)) yield* objectsOf(member, `${at}/${name.replaceAll('/', '~1')}`);
}

const at = (whole: unknown, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, part) => (value as Record<string, unknown>)[part.replaceAll('~1', '/')], whole);

describe('what is made from the code', () => {
  it('is what npm run generate writes now', async () => {
    const { app, book } = served().book;
    for (const { path, text } of await artifactsOf(openApi(app, book.version)))
      expect({ path, isFresh: readFileSync(path, 'utf8') === text }).toEqual({ path, isFresh: true });
  });

  it('is what the server answers', async () => {
    const { app, book } = served().book;
    expect(await document()).toEqual(JSON.parse(JSON.stringify(openApi(app, book.version))));
  });
});

describe('the OpenAPI document', () => {
  it('is one of OpenAPI 3.1, with what that must have', async () => {
    const { openapi, info, paths } = await document();
    expect(openapi).toBe('3.1.0');
    expect(info).toMatchObject({ title: 'Daybook', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(Object.keys(paths as Paths).every((path) => path.startsWith('/'))).toBe(true);
  });

  it('refers to nothing that is not in it, and holds nothing that is not referred to', async () => {
    const whole = await document();
    const refs = [...objectsOf(whole)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
    expect(refs.filter((ref) => at(whole, ref) === undefined)).toEqual([]);
    const { schemas, responses } = whole['components'] as Record<string, object>;
    const held = [
      ...Object.keys(schemas ?? {}).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(responses ?? {}).map((name) => `#/components/responses/${name}`),
    ];
    expect(held.filter((name) => !refs.includes(name))).toEqual([]);
  });

  it('names every operation once, in a line, with its answers', async () => {
    const all = await operations();
    const ids = all.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.filter(({ operation }) => !operation.summary).map(({ path }) => path)).toEqual([]);
    for (const { path, method, operation } of all) {
      const statuses = Object.keys(operation.responses);
      expect({ path, method, good: statuses.filter((status) => status < '300').length }).toEqual({
        path,
        method,
        good: 1,
      });
      if (path.startsWith('/v1/')) expect(statuses).toEqual(expect.arrayContaining(['400', '403', '500', '503']));
    }
  });

  it('gives every parameter of a path, and every parameter a type', async () => {
    for (const { path, method, operation } of await operations()) {
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect({ path, method, inPath }).toEqual({ path, method, inPath: path.match(/(?<=\{)[^}]+/g) ?? [] });
      expect(parameters.filter(({ schema }) => !('type' in schema || '$ref' in schema))).toEqual([]);
    }
  });

  it('asks every command for its key, its entity and what the caller saw', async () => {
    const commands = (await operations()).filter(({ path, method }) => method === 'post' && path !== '/v1/bulk');
    expect(commands.length).toBeGreaterThan(15);
    for (const { operation } of commands)
      expect(operation.parameters?.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['Idempotency-Key', 'If-Match', 'Prefer', 'entity']),
      );
  });

  it('has no word of OpenAPI 3.0', async () => {
    expect(
      [...objectsOf(await document())].filter(([, object]) => 'nullable' in object).map(([where]) => where),
    ).toEqual([]);
  });

  it('names every enumeration of values once', async () => {
    const enums = [...objectsOf((await document())['components'])]
      .filter(([, object]) => Array.isArray(object['enum']) && object['enum'].length > 2)
      .map(([, object]) => JSON.stringify(object['enum']));
    expect(enums.filter((each, index) => enums.indexOf(each) !== index)).toEqual([]);
  });
});

describe('the comparison of answers with the document', () => {
  const schemas = { Amount: { type: 'string' } };
  const schema = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      amount: { $ref: '#/components/schemas/Amount' },
      on: { type: ['string', 'null'], format: 'date' },
      kind: { enum: ['a', 'b'] },
      items: { type: 'array', items: { type: 'number' } },
      more: { type: 'object', additionalProperties: true },
    },
  };
  const id = '00000000-0000-0000-0000-000000000000';

  it('lets what is documented', () => {
    const value = { id, amount: '1', on: null, kind: 'a', items: [1], more: { any: 1 } };
    expect(differences(schemas, schema, value)).toEqual([]);
  });

  it.each<[object, string]>([
    [{}, '/id is missing'],
    [{ id: 'x' }, '/id is no uuid'],
    [{ id, other: 1 }, '/other is not documented'],
    [{ id, amount: 1 }, '/amount is number, documented as string'],
    [{ id, on: '2026' }, '/on is no date'],
    [{ id, kind: 'c' }, '/kind is c, not one of its enum'],
    [{ id, items: [1, '2'] }, '/items/1 is string, documented as number'],
  ])('tells of %j: %s', (value, told) => expect(differences(schemas, schema, value)).toEqual([told]));
});
