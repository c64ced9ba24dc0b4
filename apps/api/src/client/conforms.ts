/** As much of a JSON Schema as the OpenAPI document of Daybook uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

const FORMATS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const hasType = (wanted: string, value: unknown): boolean =>
  wanted === 'integer' ? Number.isInteger(value) : wanted === typeOf(value);

const members = (schemas: Schemas, schema: Schema, value: object, at: string): readonly string[] => {
  const { properties = {}, required = [], additionalProperties = Object.keys(properties).length === 0 } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}/${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known) return differences(schemas, known, member, `${at}/${name}`);
    return additionalProperties === false ? [`${at}/${name} is not documented`] : [];
  });
  return [...missing, ...wrong];
};

const resolved = (schemas: Schemas, { $ref = '' }: Schema): Schema => {
  const found = schemas[$ref.replace('#/components/schemas/', '')];
  if (!found) throw new Error(`${$ref} leads nowhere`);
  return found;
};

/** Where a value is not what its schema says. An object has no members but those that are named, unless it is said. */
export const differences = (schemas: Schemas, schema: Schema, value: unknown, at = ''): readonly string[] => {
  if (schema.$ref !== undefined) return differences(schemas, resolved(schemas, schema), value, at);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !choices.some((each) => differences(schemas, each, value, at).length === 0))
    return [`${at} is none of the documented kinds`];
  const parts = (schema.allOf ?? []).flatMap((each) => differences(schemas, each, value, at));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => hasType(type, value)))
    return [...parts, `${at} is ${typeOf(value)}, documented as ${types.join(' or ')}`];
  if (schema.enum && !schema.enum.includes(value)) return [...parts, `${at} is ${String(value)}, not one of its enum`];
  const format = FORMATS[schema.format ?? ''];
  if (format && typeof value === 'string' && !format.test(value)) return [...parts, `${at} is no ${schema.format}`];
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return [...parts, ...value.flatMap((item, index) => differences(schemas, items, item, `${at}/${index}`))];
  }
  if (typeOf(value) === 'object' && schema.properties)
    return [...parts, ...members(schemas, schema, value as object, at)];
  return parts;
};
