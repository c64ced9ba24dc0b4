import { differences, type Schema, type Schemas } from './conforms.js';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
}

/** As much of the OpenAPI document as is compared with what was seen. */
export interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas; readonly responses: Readonly<Record<string, Content>> };
}

/** One request with its answer. */
export interface Exchange {
  readonly method: string;
  /** The path of the URL as it was sent. */
  readonly path: string;
  readonly asked: string | undefined;
  readonly status: number;
  readonly type: string | null;
  readonly answered: string;
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);

const responseOf = ({ components }: Documented, { responses }: Operation, status: number): Content | undefined => {
  const found = responses[status];
  return found?.$ref === undefined ? found : components.responses[found.$ref.replace(/^.*\//, '')];
};

const schemaOf = (content: Content | undefined, type: string): Schema | undefined => content?.content?.[type]?.schema;

/** Of what was carried out. The commands of a bulk request are told of one by one, also when they are no commands. */
const inBody = (document: Documented, operation: Operation, { asked, status }: Exchange): readonly string[] => {
  const schema = schemaOf(operation.requestBody, 'application/json');
  if (status >= 300 || operation.operationId === 'bulk_run' || !schema || asked === undefined) return [];
  return differences(document.components.schemas, schema, JSON.parse(asked)).map((each) => `asked: ${each}`);
};

const inAnswer = (document: Documented, operation: Operation, exchange: Exchange): readonly string[] => {
  const response = responseOf(document, operation, exchange.status);
  if (!response) return [`answered ${exchange.status}, which is not documented: ${exchange.answered}`];
  const type = exchange.type?.replace(/;.*$/, '') ?? '';
  const schema = schemaOf(response, type);
  if (!schema) return [`answered ${exchange.status} as ${type}, which is not documented`];
  return differences(document.components.schemas, schema, JSON.parse(exchange.answered)).map(
    (each) => `answered ${exchange.status}: ${each}`,
  );
};

/** What an exchange shows that the document does not say. Requests to what is not documented show nothing. */
export const undocumented = (document: Documented, exchange: Exchange): readonly string[] => {
  const found = Object.entries(document.paths).find(([template]) => matches(template, exchange.path));
  const operation = found?.[1][exchange.method.toLowerCase()];
  if (!found || !operation) return [];
  return [...inBody(document, operation, exchange), ...inAnswer(document, operation, exchange)].map(
    (each) => `${exchange.method} ${found[0]} ${each}`,
  );
};
