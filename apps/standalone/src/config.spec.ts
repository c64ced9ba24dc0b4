import { describe, expect, it } from '@jest/globals';
import { CannotRun, readConfig, VARIABLES } from './config.js';

const said = (env: Readonly<Record<string, string>>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof CannotRun) return error.message;
    throw error;
  }
  return 'nothing';
};

describe('the configuration', () => {
  it('needs nothing: a port of loopback, and the demo or one’s own book', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      entity: {},
      actor: expect.any(String),
      hostNames: ['127.0.0.1'],
      logLevel: 'warn',
    });
  });

  it('is what the variables say, and an empty one says nothing', () => {
    const config = readConfig({
      PORT: '0',
      HOST: '::1',
      DAYBOOK_DATA: 'elsewhere',
      DAYBOOK_ENTITY_NAME: ' Cafe\u0301 ',
      DAYBOOK_BOOK_CURRENCY: 'JPY',
      DAYBOOK_TIME_ZONE: 'Asia/Tokyo',
      DAYBOOK_ACTOR: '',
      DAYBOOK_HOST_NAMES: 'books.example, ledger',
      DAYBOOK_LOG_LEVEL: 'silent',
    });
    expect(config).toMatchObject({
      port: 0,
      host: '::1',
      data: 'elsewhere',
      entity: { name: 'Caf\u00e9', currency: 'JPY', timeZone: 'Asia/Tokyo' },
      hostNames: ['[::1]', 'books.example', 'ledger'],
      logLevel: 'silent',
    });
    expect(readConfig({ DAYBOOK_ACTOR: 'anna' }).actor).toBe('anna');
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', 'http'],
    ['PORT', '3000 '],
    ['DAYBOOK_ENTITY_NAME', 'x'.repeat(201)],
    ['DAYBOOK_ENTITY_NAME', 'a\nb'],
    ['DAYBOOK_BOOK_CURRENCY', 'eur'],
    ['DAYBOOK_BOOK_CURRENCY', 'XAU'],
    ['DAYBOOK_TIME_ZONE', 'Berlin'],
    ['DAYBOOK_ACTOR', '\u0007'],
    ['DAYBOOK_UNAUTHENTICATED', 'yes'],
    ['DAYBOOK_HOST_NAMES', 'http://books.example'],
    ['DAYBOOK_HOST_NAMES', 'books.example:443'],
    ['DAYBOOK_HOST_NAMES', 'a,,b'],
    ['DAYBOOK_LOG_LEVEL', 'loud'],
  ])('refuses %s=%j, and says what it takes', (name, value) => {
    expect(said({ [name]: value })).toBe(`${name}=${JSON.stringify(value)} is not possible: ${VARIABLES[name]}`);
  });

  it('says of every variable what it takes', () => {
    for (const [name, takes] of Object.entries(VARIABLES))
      expect({ name, takes }).toEqual({ name, takes: expect.stringMatching(/.{10}/) });
  });

  it('refuses variables of Daybook that it does not know, all at once', () => {
    const line = said({ DAYBOOK_DATE: 'x', DAYBOOK_PORT: '1', OTHER: 'y' });
    expect(line).toMatch(/^DAYBOOK_DATE, DAYBOOK_PORT: unknown; the variables are DAYBOOK_DATA, DAYBOOK_ENTITY_NAME, /);
    expect(line).not.toContain('OTHER');
  });

  it.each(['EVENTSTORE_URL', 'DATABASE_URL', 'KAFKA_BROKERS'])('refuses %s, which would be another engine', (name) => {
    expect(said({ [name]: 'x' })).toBe(
      `${name} is set, but this version keeps its book on embedded storage only; unset it`,
    );
  });
});

describe('the address', () => {
  it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])('is one of loopback: %s', (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST);
  });

  it.each(['0.0.0.0', '::', '192.168.0.7', 'books.example', '127.0.0.1.evil.example'])(
    'is no other, as long as nobody signs in: %s',
    (HOST) => {
      expect(said({ HOST })).toBe(
        `HOST=${HOST} would let everybody in, for nobody signs in yet: leave it at 127.0.0.1, or set DAYBOOK_UNAUTHENTICATED=allow`,
      );
      expect(readConfig({ HOST, DAYBOOK_UNAUTHENTICATED: 'allow' })).toMatchObject({ host: HOST });
    },
  );

  it('is a name that the server goes by', () => {
    expect(readConfig({ HOST: '192.168.0.7', DAYBOOK_UNAUTHENTICATED: 'allow' }).hostNames).toEqual(['192.168.0.7']);
  });
});
