import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ApiModule, type Parts } from './api.module.js';
import { openApi } from './openapi.js';
import { endWhatAsksNothing } from './rim/connections.js';
import { ProblemsFilter, sendProblem, told } from './rim/problems.filter.js';
import { onlySameSite } from './rim/same-site.js';
import { answerUnreadable } from './rim/unreadable.js';

/** The rim's own maxima. */
const RIM = {
  /** Bytes of a body; 500 raises of a bulk request fit. */
  body: 8 * 1024 * 1024,
  /** Characters of a path part; a number of 64 characters, percent-encoded, fits. */
  param: 1_024,
  /** Milliseconds that a request's head and body may take to arrive. */
  arrival: 60_000,
  keepAlive: 10_000,
} as const;

/** The HTTP surface on the parts given, not yet listening. */
export const createServer = async (
  parts: Parts,
  { logger, hostNames }: { logger: Logger; hostNames: readonly string[] },
): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: RIM.body,
    requestTimeout: RIM.arrival,
    keepAliveTimeout: RIM.keepAlive,
    routerOptions: { maxParamLength: RIM.param },
    forceCloseConnections: 'idle',
    // What Fastify refuses before any hook sees it.
    frameworkErrors: (error: unknown, { url }: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, told(logger, error, url)),
    clientErrorHandler: answerUnreadable,
    // What came in before the end is served to its end; whoever comes later finds nobody listening.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.on(parts, logger), adapter, {
    logger: false,
    abortOnError: false,
  });
  endWhatAsksNothing(adapter.getInstance() as never);
  onlySameSite(adapter.getInstance() as never, new Set(hostNames.map((name) => name.toLowerCase())));
  app.useGlobalFilters(app.get(ProblemsFilter));
  const document = openApi(app, parts.book.version);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Daybook API',
  });
  adapter.getInstance().get('/', (_, reply) => reply.redirect('/docs'));
  await app.init();
  return app;
};
