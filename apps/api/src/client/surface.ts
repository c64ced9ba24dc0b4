import { mkdtemp, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import createClient from 'openapi-fetch';
import { undocumented, type Documented, type Exchange } from './observed.js';
import type { components, paths } from './openapi.generated.js';
import { openTemporary, type TemporaryBook } from './temporary-book.js';

export type Schemas = components['schemas'];
export type Problem = Schemas['ProblemBody'];
export type Done = Schemas['CommandAnswerBody'];

type PathsOf<Method extends string> = {
  [Path in keyof paths]: paths[Path] extends Record<Method, { responses: object }> ? Path : never;
}[keyof paths];
type Posted = Exclude<PathsOf<'post'>, '/v1/bulk'>;
type Asked = PathsOf<'get'>;
type BodyOf<Path extends Posted> = paths[Path]['post']['requestBody']['content']['application/json'];
type AnswerOf<Path extends Asked> = paths[Path]['get'] extends {
  responses: { 200: { content: { 'application/json': infer Answer } } };
}
  ? Answer
  : never;
type QueryOf<Path extends Asked> = paths[Path]['get'] extends { parameters: { query?: infer Query } } ? Query : never;

/** What stands around a command: the document it is for, and its head. */
export interface Head {
  readonly document?: string;
  readonly key?: string;
  readonly ifMatch?: string;
  readonly wait?: number;
  readonly entity?: string;
}

export interface Replied<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** The answer; every problem is read by `problem`. */
  readonly body: Body;
  readonly problem: Problem;
}

/** A request as somebody writes it by hand: nothing about it is checked here. */
export interface Handmade {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

const repliedOf = <Body>(reply: { data?: unknown; error?: unknown; response: Response }): Replied<Body> => ({
  status: reply.response.status,
  headers: reply.response.headers,
  body: reply.data as Body,
  problem: reply.error as Problem,
});

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk as string;
  return text;
};

/** A book that is served on a free port, and a client of it that is made from its OpenAPI document. */
export class Surface {
  readonly exchanges: Exchange[] = [];
  private readonly http;
  private keys = 0;

  private constructor(
    readonly book: TemporaryBook,
    readonly url: string,
  ) {
    this.http = createClient<paths>({ baseUrl: url, fetch: (asked: Request) => this.fetched(asked) });
  }

  static async on(book: TemporaryBook): Promise<Surface> {
    await book.app.listen(0, '127.0.0.1');
    return new Surface(book, await book.app.getUrl());
  }

  key(): string {
    this.keys += 1;
    return `key ${this.keys}`;
  }

  /** Sends a command and gives the answer, whatever it is. */
  async send<Path extends Posted>(path: Path, body: BodyOf<Path>, head: Head = {}): Promise<Replied<Done>> {
    const { document, key = this.key(), ifMatch, wait, entity } = head;
    const params = {
      ...(document !== undefined && { path: { document } }),
      header: {
        'Idempotency-Key': key,
        ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
        ...(wait !== undefined && { Prefer: `wait=${wait}` }),
      },
      ...(entity !== undefined && { query: { entity } }),
    };
    return repliedOf(await this.http.POST(path as never, { params, body } as never));
  }

  /** Carries a command that must succeed. */
  async carry<Path extends Posted>(path: Path, body: BodyOf<Path>, head: Head = {}): Promise<Done> {
    const { status, body: done, problem } = await this.send(path, body, head);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(problem)}`);
    return done;
  }

  async bulk(commands: readonly Schemas['BulkCommandBody'][], wait = 0): Promise<readonly Schemas['BulkResultBody'][]> {
    const { data, error } = await this.http.POST('/v1/bulk', {
      params: { header: { Prefer: `wait=${wait}` } },
      body: { commands: [...commands] },
    });
    if (!data) throw new Error(JSON.stringify(error));
    return data.results;
  }

  /** Asks a question and gives the answer, whatever it is. */
  async query<Path extends Asked>(
    path: Path,
    query?: QueryOf<Path>,
    document?: string,
  ): Promise<Replied<AnswerOf<Path>>> {
    const params = { query, ...(document !== undefined && { path: { document } }) };
    return repliedOf(await this.http.GET(path as never, { params } as never));
  }

  /** Asks a question that must be answered. */
  async ask<Path extends Asked>(path: Path, query?: QueryOf<Path>, document?: string): Promise<AnswerOf<Path>> {
    const { status, body, problem } = await this.query(path, query, document);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(problem)}`);
    return body;
  }

  /** Sends what no client of ours would. */
  async handmade(path: string, { method = 'GET', headers = {}, body }: Handmade = {}): Promise<Replied<unknown>> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const asking = request(`${this.url}${path}`, { method, headers: { ...length, ...headers } }, resolve);
      asking.on('error', reject);
      asking.end(body);
    });
    const text = await textOf(answer);
    const seen = new Headers(
      Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((each) => [name, each] as [string, string]),
      ),
    );
    const status = answer.statusCode ?? 0;
    this.observe(method, path, body, status, seen, text);
    const parsed: unknown = text !== '' && seen.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { status, headers: seen, body: parsed, problem: parsed as Problem };
  }

  /** What was seen until now and is not in the OpenAPI document. */
  async undocumented(): Promise<readonly string[]> {
    const document = (await (await fetch(`${this.url}/openapi.json`)).json()) as Documented;
    return [...new Set(this.exchanges.flatMap((exchange) => undocumented(document, exchange)))];
  }

  private async fetched(asked: Request): Promise<Response> {
    const body = asked.method === 'POST' ? await asked.clone().text() : undefined;
    const response = await fetch(asked);
    const text = await response.clone().text();
    this.observe(asked.method, asked.url.slice(this.url.length), body, response.status, response.headers, text);
    return response;
  }

  private observe(
    method: string,
    path: string,
    asked: string | undefined,
    status: number,
    headers: Headers,
    answered: string,
  ): void {
    const type = headers.get('content-type');
    this.exchanges.push({ method, path: path.replace(/[?#].*$/, ''), asked, status, type, answered });
  }
}

/**
 * Serves a new book to the tests of a file; nothing of it stays. Whatever the tests saw must be documented.
 */
export const servedBook = (env: Readonly<Record<string, string>> = {}): (() => Surface) => {
  const opened: { surface?: Surface; path?: string } = {};
  beforeAll(async () => {
    opened.path = await mkdtemp(join(tmpdir(), 'daybook-'));
    opened.surface = await Surface.on(await openTemporary(opened.path, env));
  });
  afterAll(async () => {
    const found = await opened.surface?.undocumented();
    await opened.surface?.book.end();
    if (opened.path !== undefined) await rm(opened.path, { recursive: true, force: true });
    if (found?.length) throw new Error(`not documented:\n${found.join('\n')}`);
  });
  return () => {
    if (!opened.surface) throw new Error('the book is not open yet');
    return opened.surface;
  };
};
