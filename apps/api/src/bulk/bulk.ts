import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { documentId, Input, invalid, isUuid } from '#kernel';
import { HttpProblem, idempotencyKey, type Call } from '#http';
import type { Collection } from '../commanding/collection.js';
import { Collections } from '../commanding/collections.js';
import { Commanding } from '../commanding/commanding.js';
import { EntityDirectory } from '../entities/directory.js';
import { LOGGER, told } from '../rim/problems.filter.js';

/** At most this many commands in one request. */
export const MAX_COMMANDS = 500;
const MAX_PATH = 2_000;

interface BulkCommand {
  readonly key: unknown;
  readonly path: string;
  readonly body: unknown;
}

interface Target {
  readonly collection: Collection;
  readonly document?: string;
  readonly verb?: string;
  readonly entity?: string;
}

type Result = { readonly status: number; readonly body: object };

/** Carries many commands: in order per document and otherwise side by side. */
@Injectable()
export class Bulk {
  constructor(
    @Inject(Commanding) private readonly commanding: Commanding,
    @Inject(Collections) private readonly collections: Collections,
    @Inject(EntityDirectory) private readonly entities: EntityDirectory,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws InvalidInput when the list itself is not understood; each command's own trouble is its result. */
  async run(body: unknown, wait: number, instance: string): Promise<{ readonly results: readonly Result[] }> {
    const commands = readCommands(body);
    const results: Result[] = [];
    const documents = await Promise.all(commands.map((command, index) => this.documentOf(command, index)));
    const queues = Map.groupBy(commands.entries(), ([index]) => documents[index]);
    await Promise.all(
      [...queues.values()].map(async (queue) => {
        for (const [index, command] of queue)
          results[index] = await this.one(command, wait, `${instance}#/commands/${index}`);
      }),
    );
    return { results };
  }

  private async one({ key, path, body }: BulkCommand, wait: number, instance: string): Promise<Result> {
    try {
      const { collection, document, verb, entity } = this.target(path);
      const call: Call = { key: idempotencyKey(key), wait, instance, ...(entity !== undefined && { entity }) };
      const { status, body: answer } =
        document !== undefined && verb !== undefined
          ? await this.commanding.on(collection, document, verb, call, body)
          : await this.commanding.create(collection, call, body);
      return { status, body: answer };
    } catch (error) {
      const problem = told(this.logger, error, instance);
      return { status: problem.status, body: problem };
    }
  }

  private target(path: string): Target {
    const url = URL.parse(path, 'http://bulk');
    const [version, name = '', document, verb, ...more] = url?.host === 'bulk' ? url.pathname.split('/').slice(1) : [];
    const collection = this.collections.all.find((each) => each.name === name);
    if (version !== 'v1' || !collection || (document !== undefined && verb === undefined) || more.length > 0)
      throw new HttpProblem('not-found', `${JSON.stringify(path.slice(0, 200))} takes no command`);
    const entity = url?.searchParams.get('entity') ?? undefined;
    return {
      collection,
      ...(document !== undefined && verb !== undefined && { document: decoded(document), verb }),
      ...(entity !== undefined && { entity }),
    };
  }

  /** What the commands on one document have in common, however they name it: by its id or by its number. */
  private async documentOf({ path, body }: BulkCommand, index: number): Promise<string> {
    try {
      const { collection, document, entity } = this.target(path);
      const { id, number, code } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
      const named = document ?? id ?? number ?? code;
      if (typeof named !== 'string') return `single ${index}`;
      if (!isUuid(named)) {
        const { id: entityId } = await this.entities.resolve(entity);
        return documentId(entityId, collection.kind, named.normalize('NFC').trim(), 0);
      }
      const { state, entity: owner } = await collection.read(named);
      return owner === undefined ? named : documentId(owner, collection.kind, collection.numberOf(state), 0);
    } catch {
      // What is wrong with the path or the entity is told in the command's own result.
      return `single ${index}`;
    }
  }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('', 'path', 'the path is not percent-encoded UTF-8');
  }
};

const readCommands = (body: unknown): readonly BulkCommand[] => {
  const input = Input.of(body);
  const commands = input.list('commands', 1, MAX_COMMANDS, (item) => ({
    key: item.text('key', { max: 255 }),
    path: item.text('path', { max: MAX_PATH }),
    body: item.raw('body'),
  }));
  input.finish();
  return commands;
};
