import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const PROBLEM = '#/components/schemas/ProblemBody';

const sorted = <T>(record: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

const isProblem = (response: Responses[string]): boolean => {
  const schema = 'content' in response ? response.content?.['application/json']?.schema : undefined;
  return schema !== undefined && '$ref' in schema && schema.$ref === PROBLEM;
};

/**
 * Nest documents a problem with every operation and as `application/json`. It is sent as `application/problem+json`,
 * and the same status tells the same kind of problem everywhere: each stands once, and operations refer to it.
 */
const withSharedProblems = (document: OpenAPIObject): OpenAPIObject => {
  const shared: Responses = {};
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post])
      for (const [status, response] of Object.entries(operation?.responses ?? {})) {
        if (!response || !operation || !isProblem(response)) continue;
        const content = { 'application/problem+json': { schema: { $ref: PROBLEM } } };
        shared[`Problem${status}`] ??= { ...response, content } as Responses[string];
        operation.responses[status] = { $ref: `#/components/responses/Problem${status}` };
      }
  return { ...document, components: { ...document.components, responses: sorted(shared) } };
};

/** The figures of a refusal stand beside what every problem has. */
const withFigures = (document: OpenAPIObject): OpenAPIObject => {
  const problem = document.components?.schemas?.['ProblemBody'];
  if (problem && !('$ref' in problem)) problem.additionalProperties = true;
  return document;
};

/** The OpenAPI document of the surface; paths and schemas stand in the order of their names. */
export const openApi = (app: NestFastifyApplication, version: string): OpenAPIObject => {
  const described = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Daybook')
    .setDescription(
      'The book of original entry: what customers owe and pay, exact to the cent, replayable. Commands make events; queries answer for any day and any moment of knowledge.',
    )
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .build();
  const document = SwaggerModule.createDocument(app, described, {
    operationIdFactory: (controller, method) =>
      `${controller.replace(/(Commands|Queries)?Controller$/, '').toLowerCase()}_${method}`,
  });
  const ordered = {
    ...document,
    paths: sorted(document.paths),
    components: { ...document.components, schemas: sorted(document.components?.schemas) },
  };
  return withFigures(withSharedProblems(ordered));
};
