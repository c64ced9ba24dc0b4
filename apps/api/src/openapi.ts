import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const PROBLEM = '#/components/schemas/ProblemBody';

const sorted = <T>(record: Readonly<Record<string, T>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));

/** A problem is sent as `application/problem+json`; Nest documents every answer as `application/json`. */
const withProblemTypes = (document: OpenAPIObject): OpenAPIObject => {
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post])
      for (const response of Object.values(operation?.responses ?? {})) {
        const content = response && 'content' in response ? response.content : undefined;
        const json = content?.['application/json'];
        if (!content || !json?.schema || !('$ref' in json.schema) || json.schema.$ref !== PROBLEM) continue;
        delete content['application/json'];
        content['application/problem+json'] = json;
      }
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
  return withProblemTypes({
    ...document,
    paths: sorted(document.paths),
    components: { ...document.components, schemas: sorted(document.components?.schemas) },
  });
};
