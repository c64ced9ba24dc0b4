import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { InvalidInput, UnreadableEvent } from '#kernel';
import { AppendTooLarge, Busy, LogUnavailable, TooManyConflicts } from '#event-log';
import { HttpProblem, transportProblem, type Problem, type TransportProblem } from '#http';
import { ReadStoreUnavailable } from '#read-store';

/** Seconds after which it makes sense to ask again. */
const RETRY_AFTER = 1;

/** Fastify's own errors by their code. */
const FASTIFY: Readonly<Record<string, TransportProblem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_BAD_URL: 'invalid-request',
  // No number is that long.
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
};

const BY_STATUS: Readonly<Record<number, TransportProblem>> = {
  404: 'not-found',
  413: 'too-large',
  415: 'unsupported-media-type',
};

/** Problems that the sentence tells; all of them stand in `errors`. */
const TOLD = 3;

const sentenceOf = ({ problems }: InvalidInput): string => {
  const sentences = problems
    .slice(0, TOLD)
    .map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`));
  return [...sentences, ...(problems.length > TOLD ? [`and ${problems.length - TOLD} more`] : [])].join('; ');
};

/** What Nest and Fastify say of their own errors. */
const httpErrorOf = (error: unknown): { readonly code?: string; readonly statusCode?: number } => {
  if (!(error instanceof HttpException)) return (error ?? {}) as { code?: string; statusCode?: number };
  return { ...(error.cause as { code?: string } | undefined), statusCode: error.getStatus() };
};

/** Any failure of a request as the problem that its answer tells; a defect tells nothing of its inside. */
export const problemOf = (error: unknown, instance: string): Problem => {
  const tell = (name: TransportProblem, detail: string) => transportProblem(name, detail, instance);
  if (error instanceof InvalidInput)
    return transportProblem('invalid-request', sentenceOf(error), instance, error.problems);
  if (error instanceof HttpProblem) return transportProblem(error.problem, error.sentence, instance, error.errors);
  if (error instanceof Busy) return tell('busy', 'too many commands wait; ask again with the same key');
  if (error instanceof TooManyConflicts)
    return tell('unavailable', 'others kept changing the document; ask again with the same key');
  if (error instanceof LogUnavailable)
    return tell('unavailable', 'the event log cannot write just now; ask again with the same key');
  if (error instanceof ReadStoreUnavailable) return tell('unavailable', 'the read store cannot answer just now');
  if (error instanceof UnreadableEvent)
    return tell('unavailable', 'the document holds an event that this version cannot read');
  if (error instanceof AppendTooLarge) return tell('too-large', error.message);
  const { code, statusCode } = httpErrorOf(error);
  const known = code === undefined ? undefined : FASTIFY[code];
  if (known) return tell(known, (error as Error).message);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return tell(BY_STATUS[statusCode] ?? 'invalid-request', (error as Error).message);
  return tell('defect', 'Daybook met a defect; the log of the server names it');
};

export const sendProblem = (reply: FastifyReply, problem: Problem): void => {
  if (problem.status === 429 || problem.status === 503) void reply.header('retry-after', RETRY_AFTER);
  void reply.status(problem.status).type('application/problem+json').send(problem);
};

export const LOGGER = Symbol('Logger');

/** The problem that an answer tells; of a defect the log tells the rest. */
export const told = (logger: Logger, error: unknown, instance: string): Problem => {
  const problem = problemOf(error, instance);
  if (problem.status === 500) logger.error({ err: error, instance }, 'a request met a defect');
  return problem;
};

@Catch()
export class ProblemsFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url } = http.getRequest<FastifyRequest>();
    sendProblem(http.getResponse<FastifyReply>(), told(this.logger, error, url));
  }
}
