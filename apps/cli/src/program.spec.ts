import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '#testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { entityOf, type Entity } from './server/entity.js';
import { factsGiven } from './init.js';
import { LIMITS } from './limits.js';
import { run } from './program.js';
import { serverUrl } from './server/open.js';
import { serverEnvironment } from './server/own-server.js';
import { choosePlace, reachable } from './server/place.js';
import { pauseBefore } from './server/server.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const daybook = async (...args: readonly string[]) => {
  const said = { out: '', err: '' };
  const exitCode = await run(args, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    isTerminal: false,
  });
  return { exitCode, ...said };
};

describe('a command line that is not understood', () => {
  it.each<[string, readonly string[]]>([
    ['daybook what? One of init, import, ageing, status; see npx daybook --help', []],
    ["unknown command 'agein' (Did you mean ageing?); see npx daybook --help", ['agein']],
    ['daybook import what? One of receivables; see npx daybook import --help', ['import']],
    ["unknown command 'payables'; see npx daybook import --help", ['import', 'payables', 'a.csv']],
    ["missing required argument 'file'; see npx daybook import receivables --help", ['import', 'receivables']],
    ["unknown option '--asof' (Did you mean --as-of?); see npx daybook ageing --help", ['ageing', '--asof', 'x']],
    [
      "option '--by <what>' argument 'day' is invalid. Allowed choices are customer; see npx daybook ageing --help",
      ['ageing', '--by', 'day'],
    ],
    ['--as-of is a date that exists, such as 2026-11-23, not "2013-02-30"', ['ageing', '--as-of', '2013-02-30']],
    ['--server is an address such as http://127.0.0.1:3000, not "here"', ['ageing', '--server', 'here']],
    [
      '--currency is an ISO 4217 code such as EUR, not "Euro"',
      ['init', '--currency', 'Euro', '--data', folder.file('a')],
    ],
    [
      '--time-zone is an IANA time zone such as Europe/Berlin, not "CET+1"',
      ['init', '--time-zone', 'CET+1', '--data', folder.file('a')],
    ],
  ])('ends with exit 2 and one line: %s', async (message, args) =>
    expect(await daybook(...args)).toEqual({ exitCode: 2, out: '', err: `daybook: ${message}` }),
  );

  it('is told as JSON when JSON is asked for', async () => {
    const { exitCode, out, err } = await daybook('ageing', '--json', '--frob');
    expect([exitCode, out]).toEqual([2, '']);
    expect(JSON.parse(err)).toEqual({
      error: { message: "unknown option '--frob'; see npx daybook ageing --help", exitCode: 2 },
    });
  });
});

describe('a file that cannot be taken', () => {
  const HEADER = 'customer,number,invoiceDate,dueDate,amount';

  it.each<[string, string | Buffer, string]>([
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4]), 'choose File > Save As > "CSV UTF-8 (Comma delimited) (*.csv)"'],
    ['an empty file', '', 'the file is empty'],
    ['a file without rows', `${HEADER}\n`, 'no rows'],
    ['a file without delimiter', 'customer\nC-1\n', 'no comma, semicolon or tab'],
  ])('ends with exit 2 and one line before any server is asked: %s', async (_, bytes, expected) => {
    const path = folder.file('bad.csv');
    writeFileSync(path, bytes);
    const { exitCode, out, err } = await daybook('import', 'receivables', path, '--server', 'http://127.0.0.1:9');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/^daybook: \S+bad\.csv: [^\n]*$/);
    expect(err).toContain(expected);
    expect(existsSync(`${path}.result.csv`)).toBe(false);
  });

  it('ends with exit 2 where there is none', async () =>
    expect(await daybook('import', 'receivables', folder.file('none.csv'))).toEqual({
      exitCode: 2,
      out: '',
      err: `daybook: ${folder.file('none.csv')} cannot be read: there is no such file or folder`,
    }));

  it('is not for the demo book: exit 1 and how to begin an own one', async () => {
    writeFileSync(folder.file('good.csv'), `${HEADER}\nC-1,INV-1,2026-01-05,2026-02-04,1.00\n`);
    mkdirSync(folder.file('demo'));
    writeFileSync(folder.file('demo/daybook.json'), '{"format":1,"demo":true}\n');
    const { exitCode, err } = await daybook(
      'import',
      'receivables',
      folder.file('good.csv'),
      '--data',
      folder.file('demo'),
    );
    expect([exitCode, err]).toEqual([1, expect.stringContaining('begin your own with npx daybook init')]);
  });
});

describe('what cannot be reached', () => {
  it('ends with exit 1', async () => {
    expect(await daybook('ageing', '--server', 'http://127.0.0.1:9')).toMatchObject({ exitCode: 1, out: '' });
    const { exitCode, err } = await daybook('ageing', '--server', 'http://127.0.0.1:9', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { exitCode: 1 } });
  });
  it('is what status is asked for: it starts nothing', async () => {
    const { exitCode, out } = await daybook('status', '--json', '--data', folder.file('nothing'));
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ running: false, folder: folder.file('nothing'), holds: 'nothing' });
  });
});

describe('the address of a server', () => {
  it('is taken without what is behind the path, and every address by loopback', () => {
    expect(serverUrl('http://localhost:3000/')).toBe('http://localhost:3000');
    expect(serverUrl('https://books.example/daybook/?a=1')).toBe('https://books.example/daybook');
    expect(reachable('http://0.0.0.0:3000')).toBe('http://127.0.0.1:3000');
    expect(reachable('http://[::]:3000')).toBe('http://[::1]:3000');
    expect(() => serverUrl('ftp://here')).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('a server started for one run', () => {
  const env = { PATH: '/bin', DAYBOOK_ACTOR: 'kim', DAYBOOK_DATA: 'books', PORT: '3000', HOST: '0.0.0.0' };

  it('gets the variables of the caller, a free port of loopback and the folder that was named', () => {
    const place = choosePlace('elsewhere', env);
    expect(serverEnvironment(env, place)).toEqual({
      PATH: '/bin',
      DAYBOOK_ACTOR: 'kim',
      DAYBOOK_DATA: place.folder,
      PORT: '0',
      HOST: '127.0.0.1',
    });
  });
  it('chooses the folder by itself where none was named, so that it knows its demo', () => {
    const { DAYBOOK_DATA: _, ...unnamed } = env;
    const place = choosePlace(undefined, unnamed);
    expect(place.isNamed).toBe(false);
    expect(serverEnvironment(unnamed, place)).not.toHaveProperty('DAYBOOK_DATA');
    expect(choosePlace(undefined, env)).toMatchObject({ isNamed: true, isDemo: false });
  });
});

describe('the entity', () => {
  const main = { id: 'a', code: 'main', name: '', currency: 'EUR', timeZone: 'UTC' } as unknown as Entity;
  const other = { ...main, id: 'b', code: 'north' } as unknown as Entity;

  it('is the one named by code or id, or the only one', () => {
    expect(entityOf([main], undefined)).toBe(main);
    expect(entityOf([main, other], 'north')).toBe(other);
    expect(entityOf([main, other], 'b')).toBe(other);
  });
  it('must be named where there are several, and must exist', () => {
    expect(() => entityOf([main, other], undefined)).toThrow('name one with --entity: main, north');
    expect(() => entityOf([main], 'south')).toThrow('there is no entity "south"; there are: main');
  });
});

it('the facts of a new book come from options, then from variables', () => {
  const env = { DAYBOOK_ENTITY_NAME: 'North', DAYBOOK_BOOK_CURRENCY: 'CHF' };
  expect(factsGiven({ currency: 'usd' }, env)).toEqual({ name: 'North', currency: 'USD' });
  expect(() => factsGiven({}, { DAYBOOK_TIME_ZONE: 'Nowhere' })).toThrow('DAYBOOK_TIME_ZONE is an IANA time zone');
});

it('pauses grow, and not without end', () => {
  expect([1, 2, 3].map(pauseBefore)).toEqual([100, 200, 400]);
  expect(pauseBefore(50)).toBe(LIMITS.longestPause);
});

describe('help', () => {
  it.each([
    [['--help']],
    [['init', '--help']],
    [['import', 'receivables', '--help']],
    [['ageing', '--help']],
    [['status', '--help']],
  ])('of %j has examples', async (args) => {
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: unknown) => (written.push(String(text)), true);
    try {
      expect((await daybook(...args)).exitCode).toBe(0);
    } finally {
      process.stdout.write = write;
    }
    expect(written.join('')).toContain('Examples:\n  $ npx daybook ');
  });
});
