import { setTimeout as pause } from 'node:timers/promises';
import { cannotRun, EXIT, Failure } from '../failure.js';
import { LIMITS } from '../limits.js';
import { isBusy, ruleOf, type Command, type Problem, type Result, type Status } from './wire.js';

interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Milliseconds after which it makes sense to ask again, if the server said so. */
  readonly retryAfter: number | undefined;
}

const isObject = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null;

const isProblem = (body: unknown): body is Problem => isObject(body) && typeof body['detail'] === 'string';

const retryAfterOf = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LIMITS.longestRetryAfter) : undefined;
};

/** The pause before the next try: twice as long each time, so that a busy server is not kept busy by repeats. */
export const pauseBefore = (tries: number): number =>
  Math.min(LIMITS.firstPause * 2 ** (tries - 1), LIMITS.longestPause);

/** A Daybook that answers over HTTP. What is lost on the way is asked again, for a bounded while. */
export class Server {
  /** `again` finds the address after a connection was lost; it may be another one by then. */
  constructor(
    private url: string,
    private readonly again: (lost: string) => Promise<string>,
  ) {}

  get address(): string {
    return this.url;
  }

  /** @throws Failure, for every answer that is not 200 */
  async get<Answer>(path: string): Promise<Answer> {
    const found = await this.find<Answer>(path);
    if (found === undefined) throw this.strange(path);
    return found;
  }

  /** Nothing when there is no such document; a server without such a path is a failure. */
  async find<Answer>(path: string): Promise<Answer | undefined> {
    const { status, body } = await this.request('GET', path);
    if (status === 200) return body as Answer;
    if (status === 404 && isProblem(body) && ruleOf(body) === 'unknown-document') return undefined;
    throw this.failure(path, status, body);
  }

  /** Carries out commands, and says for each what became of it; what was only too busy is sent again, with its key. */
  async carry(commands: readonly Command[]): Promise<readonly Result[]> {
    const results: Result[] = [];
    let waiting = [...commands.keys()];
    for (let tries = 1; waiting.length > 0; tries += 1) {
      if (tries > 1) await pause(pauseBefore(tries - 1));
      const answers = await this.bulk(waiting.map((index) => commands[index] as Command));
      for (const [at, index] of waiting.entries()) results[index] = answers[at] as Result;
      if (tries === LIMITS.tries) break;
      waiting = waiting.filter((index) => isBusy((results[index] as Result).status));
    }
    const busy = results.find(({ status }) => isBusy(status));
    if (busy) throw cannotRun(`the server stayed busy: ${(busy.body as Problem).detail}`);
    return results;
  }

  private async bulk(commands: readonly Command[]): Promise<readonly Result[]> {
    const path = '/v1/bulk';
    const { status, body } = await this.request('POST', path, { commands });
    if (status !== 200) throw this.failure(path, status, body);
    const results = isObject(body) ? body['results'] : undefined;
    if (!Array.isArray(results) || results.length !== commands.length) throw this.strange(path);
    return results as readonly Result[];
  }

  private async request(method: 'GET' | 'POST', path: string, body?: object): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      const url = this.url;
      const reply = await this.tryOnce(method, url, path, body);
      const isFinal = 'status' in reply && !isBusy(reply.status);
      if (isFinal) return reply;
      if (tries === LIMITS.tries) {
        if ('status' in reply) throw this.failure(path, reply.status, reply.body);
        throw cannotRun(`${url} does not answer any more: ${reply.lost}`);
      }
      const asked = 'status' in reply ? reply.retryAfter : undefined;
      await pause(asked ?? pauseBefore(tries));
      if ('lost' in reply) this.url = await this.again(url);
    }
  }

  private async tryOnce(
    method: 'GET' | 'POST',
    url: string,
    path: string,
    body: object | undefined,
  ): Promise<Reply | { readonly lost: string }> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json', prefer: `wait=${LIMITS.processSeconds}` }),
        },
        signal: AbortSignal.timeout(LIMITS.request),
        ...(body && { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      return { lost: cause instanceof Error ? cause.message || message : message };
    }
    try {
      return { status: response.status, body: JSON.parse(text) as unknown, retryAfter: retryAfterOf(response) };
    } catch {
      throw cannotRun(`${url}${path} answers ${response.status} without JSON: no Daybook serves there`);
    }
  }

  private strange(path: string): Failure {
    return cannotRun(`${this.url} does not know ${path.replace(/\?.*$/, '')}: is it a Daybook of another version?`);
  }

  /** A question that is not understood is the caller's mistake; everything else is the server's. */
  private failure(path: string, status: number, body: unknown): Failure {
    if (status === 404) return this.strange(path);
    if (!isProblem(body)) return cannotRun(`${this.url}${path} answers ${status}`);
    const told = body.errors?.map(({ detail }) => detail).join('; ') ?? body.detail;
    return new Failure(status === 400 ? EXIT.usage : EXIT.cannotRun, told, { problem: body });
  }
}

/** Waits, bounded, until rows and processes hold everything that was in the log at the call. */
export const whenCaughtUp = async (server: Server): Promise<Status> => {
  const until = Date.now() + LIMITS.catchUp;
  const { head } = await server.get<Status>('/v1/status');
  for (;;) {
    const status = await server.get<Status>('/v1/status');
    if (status.stages.every(({ position }) => position >= head)) return status;
    if (Date.now() > until) {
      const behind = status.stages.filter(({ position }) => position < head);
      const told = behind.map(
        ({ name, position, problem }) => `${name} stands at ${position}${problem ? ` (${problem})` : ''}`,
      );
      throw cannotRun(`the book has not caught up with event ${head}: ${told.join(', ')}`);
    }
    await pause(LIMITS.catchUpLook);
  }
};
