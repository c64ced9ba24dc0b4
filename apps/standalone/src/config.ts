import { userInfo } from 'node:os';
import { currency, isTimeZone } from '#kernel';

/** A start that cannot be: one line for the one who started it, exit 1. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** Facts of the entity of a new book; of an open one they cannot be changed. */
export interface EntityWish {
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** The folder named, if one is. */
  readonly data?: string;
  readonly entity: EntityWish;
  readonly actor: string;
  readonly hostNames: readonly string[];
  readonly logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** Every variable, with what it takes. */
export const VARIABLES: Readonly<Record<string, string>> = {
  PORT: 'a port from 0 to 65535; 0 takes a free one (3000)',
  HOST: 'the address to listen on (127.0.0.1)',
  DAYBOOK_DATA: 'the folder of the book (data/main if it exists, else the demo in data/demo)',
  DAYBOOK_ENTITY_NAME: 'name of the entity of a new book, up to 200 characters (My company)',
  DAYBOOK_BOOK_CURRENCY: 'ISO 4217 code of a new book (EUR)',
  DAYBOOK_TIME_ZONE: 'IANA time zone of a new book (UTC)',
  DAYBOOK_ACTOR: "who asks, until users are set up (the operating system's user)",
  DAYBOOK_UNAUTHENTICATED: 'allow: listen on another address than loopback although nobody signs in',
  DAYBOOK_HOST_NAMES: 'further names that this server goes by, without ports, separated by commas',
  DAYBOOK_LOG_LEVEL: `one of ${LEVELS.join(', ')} (warn)`,
};

/** Engines that this version does not have yet: naming one must not quietly give the embedded one. */
const LATER = ['EVENTSTORE_URL', 'DATABASE_URL', 'KAFKA_BROKERS'];

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|::1)$/;

const refuse = (name: string, given: string): never => {
  throw new CannotRun(`${name}=${JSON.stringify(given)} is not possible: ${VARIABLES[name]}`);
};

const systemUser = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
};

const read = <T>(env: Environment, name: string, parse: (text: string) => T | undefined): T | undefined => {
  const given = env[name];
  if (given === undefined || given === '') return undefined;
  return parse(given) ?? refuse(name, given);
};

const checkHost = (env: Environment): string => {
  const host = env['HOST'] || '127.0.0.1';
  const open = read(env, 'DAYBOOK_UNAUTHENTICATED', (text) => (text === 'allow' ? text : undefined));
  if (!LOOPBACK.test(host) && open === undefined)
    throw new CannotRun(
      `HOST=${host} would let everybody in, for nobody signs in yet: leave it at 127.0.0.1, or set DAYBOOK_UNAUTHENTICATED=allow`,
    );
  return host;
};

const printable = (text: string): string | undefined =>
  /^[^\p{Cc}\p{Cn}]{1,200}$/u.test(text.trim()) ? text.normalize('NFC').trim() : undefined;

const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i;

/** Names without a port, separated by commas. */
const hostNames = (text: string): readonly string[] | undefined => {
  const names = text.split(',').map((each) => each.trim());
  return names.every((name) => HOST_NAME.test(name)) ? names : undefined;
};

/** Reads and checks the environment. @throws CannotRun, naming the variable and what it takes */
export const readConfig = (env: Environment): Config => {
  const unknown = Object.keys(env).filter((name) => name.startsWith('DAYBOOK_') && !(name in VARIABLES));
  if (unknown.length > 0)
    throw new CannotRun(
      `${unknown.join(', ')}: unknown; the variables are ${Object.keys(VARIABLES)
        .filter((name) => name.startsWith('DAYBOOK_'))
        .join(', ')}`,
    );
  const later = LATER.find((name) => env[name]);
  if (later !== undefined)
    throw new CannotRun(`${later} is set, but this version keeps its book on embedded storage only; unset it`);
  const name = read(env, 'DAYBOOK_ENTITY_NAME', printable);
  const code = read(env, 'DAYBOOK_BOOK_CURRENCY', currency);
  const timeZone = read(env, 'DAYBOOK_TIME_ZONE', (text) => (isTimeZone(text) ? text : undefined));
  const data = read(env, 'DAYBOOK_DATA', (text) => text);
  const host = checkHost(env);
  return {
    host,
    port:
      read(env, 'PORT', (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined)) ??
      3000,
    ...(data !== undefined && { data }),
    entity: {
      ...(name !== undefined && { name }),
      ...(code !== undefined && { currency: code }),
      ...(timeZone !== undefined && { timeZone }),
    },
    actor: read(env, 'DAYBOOK_ACTOR', printable) ?? systemUser(),
    // The address that it listens on is a name of the server as well.
    hostNames: [host.includes(':') ? `[${host}]` : host, ...(read(env, 'DAYBOOK_HOST_NAMES', hostNames) ?? [])],
    logLevel: read(env, 'DAYBOOK_LOG_LEVEL', (text) => LEVELS.find((level) => level === text)) ?? 'warn',
  };
};
