import { randomUUID } from 'node:crypto';
import { pino, type Logger } from 'pino';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { dateIn, instant, tenant, uuidOf, type CommandId, type Currency } from '#kernel';
import {
  CommandHandling,
  commandHash,
  LogUnavailable,
  NewerFormat,
  SqliteEventLog,
  type Checkpoint,
  type EventLog,
} from '#event-log';
import { entity, entityIdOf, entityStream } from '#entities';
import { SqliteReadStore, SystemStore, type ReadStore } from '#read-store';
import { createServer, GROUP, type Book } from '../../api/src/index.js';
import { CannotRun, type Config, type EntityWish } from './config.js';
import type { Folder } from './folder.js';
import { MODELS, Stations } from './stations.js';
import { version } from './version.js';

const TENANT = tenant('main');
/** Milliseconds that a start waits for the rows of what it appended itself. */
const MAX_CATCH_UP = 600_000;

/** An open book with everything that works on it. */
export interface OpenBook {
  readonly app: NestFastifyApplication;
  readonly book: Book;
  readonly system: SystemStore;
  readonly entity: {
    readonly code: string;
    readonly name: string;
    readonly currency: string;
    readonly timeZone: string;
  };
  /** Resolves when the rows hold everything that is in the log now. */
  readonly caughtUp: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Stores {
  readonly log: SqliteEventLog;
  readonly store: ReadStore;
  readonly system: SystemStore;
}

/** Opens what the folder holds. What was opened before something that cannot be is closed again. */
const openStores = async (folder: Folder): Promise<Stores> => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  const open = async <Store extends { readonly close: () => Promise<void> }>(
    opening: Promise<Store>,
  ): Promise<Store> => {
    const store = await opening;
    opened.push(store);
    return store;
  };
  try {
    const log = await open(SqliteEventLog.open(folder.file('log.sqlite')));
    const store = await open(SqliteReadStore.open(folder.file('rows.sqlite')));
    await store.prepare(MODELS);
    return { log, store, system: await open(SystemStore.open(folder.file('system.sqlite'))) };
  } catch (error) {
    for (const store of opened) await store.close();
    if (error instanceof NewerFormat)
      throw new CannotRun(
        `${folder.path} was written by a newer version of Daybook (${error.message}); start that version`,
      );
    throw new CannotRun(`${folder.path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const DEFAULTS = { name: 'My company', currency: 'EUR', timeZone: 'UTC' } as const;

/** Opens the entity `main` of a new book; of an open one, refuses to change what is a fact. */
const openEntity = async (
  handling: CommandHandling,
  book: Book,
  wish: EntityWish,
  demo: EntityWish | undefined,
): Promise<OpenBook['entity']> => {
  const id = entityIdOf(TENANT, 'main');
  const stream = entityStream(TENANT, id);
  const { state } = await handling.read(entity, stream);
  if (state.situation === 'open') {
    const wished: readonly (readonly [string, string | undefined, string])[] = [
      ['DAYBOOK_ENTITY_NAME', wish.name, state.name],
      ['DAYBOOK_BOOK_CURRENCY', wish.currency, state.currency],
      ['DAYBOOK_TIME_ZONE', wish.timeZone, state.timeZone],
    ];
    const other = wished.find(([, given, fact]) => given !== undefined && given !== fact);
    if (other)
      throw new CannotRun(
        `${other[0]}=${other[1]} cannot be: this book was opened with ${other[2]}, and that is a fact; unset the variable, or open a new book with DAYBOOK_DATA`,
      );
    return state;
  }
  const facts = { ...DEFAULTS, ...(demo ?? wish) };
  const commandId = uuidOf<CommandId>('open', id);
  const command = {
    entityId: id,
    code: 'main',
    name: facts.name,
    currency: facts.currency as Currency,
    timeZone: facts.timeZone,
    on: dateIn(facts.timeZone, book.clock()),
  };
  const meta = {
    tenant: TENANT,
    entity: id,
    commandId,
    commandHash: commandHash(book.hashKey, 'open main'),
    actor: book.actor,
    correlationId: commandId,
    causationId: commandId,
  };
  const outcome = await handling.handle(entity, stream, command, meta);
  if (outcome.outcome === 'refused')
    throw new CannotRun(`the entity main cannot be opened: ${outcome.refusal.refusal}`);
  return command;
};

/** The rows must not know more than the log: SQLite drops, silently, every commit behind a damaged page of its WAL. */
const refuseLostEvents = async (log: EventLog, store: ReadStore): Promise<void> => {
  const { position: ends } = await log.head();
  const stands = await store.read(GROUP, (snapshot) => Promise.resolve(snapshot.position));
  if (ends < stands)
    throw new CannotRun(
      `the event log ends at ${ends}, but events up to ${stands} were known here: the log is damaged; restore a backup`,
    );
};

/** Opens the book in a folder and everything that works on it; nothing listens yet. @throws CannotRun */
export const openBook = async (
  folder: Folder,
  config: Config,
  demo: EntityWish | undefined,
  failed: (error: unknown) => void,
): Promise<OpenBook> => {
  const stores = await openStores(folder);
  try {
    return await openOn(stores, folder, config, demo, failed);
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
};

const closeStores = async ({ log, store, system }: Stores): Promise<void> => {
  await log.close();
  await store.close();
  await system.close();
};

const openOn = async (
  stores: Stores,
  folder: Folder,
  config: Config,
  demo: EntityWish | undefined,
  failed: (error: unknown) => void,
): Promise<OpenBook> => {
  const { log, store, system } = stores;
  await refuseLostEvents(log, store);
  const logger: Logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const book: Book = {
    tenant: TENANT,
    actor: config.actor,
    hashKey: await system.hashKey(),
    id: await system.putOnce('book', randomUUID()),
    version,
    demo: folder.demo,
    clock: () => instant(Date.now()),
  };
  const handling = new CommandHandling(log, book.clock);
  const facts = await openEntity(handling, book, config.entity, demo);
  const stations = new Stations(log, store, system, handling);
  const caughtUp = async (): Promise<void> => {
    const { token } = await log.head();
    if (!(await store.whenVisible(GROUP, (checkpoint) => log.covers(checkpoint as Checkpoint, token), MAX_CATCH_UP)))
      throw new LogUnavailable('the rows did not come in time');
  };
  const app = await createServer(
    { book, log, store, handling, stages: () => stations.stages() },
    { logger, hostNames: config.hostNames },
  );
  stations.start((error) => {
    logger.fatal({ err: error }, 'a station of the book has ended');
    failed(error);
  });
  return {
    app,
    book,
    system,
    entity: facts,
    caughtUp,
    close: async () => {
      await app.close();
      await stations.end();
      await closeStores(stores);
    },
  };
};
