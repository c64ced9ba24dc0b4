import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CannotRun, readConfig } from './config.js';
import { openFolder, type Folder } from './folder.js';
import { openBook, type OpenBook } from './open-book.js';

let root: string;
let path: string;
const folders: Folder[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'daybook-'));
  path = join(root, 'book');
});
afterEach(() => {
  for (const folder of folders.splice(0)) folder.release();
  rmSync(root, { recursive: true, force: true });
});

const open = (demo = false): Folder => {
  const folder = openFolder({ path, demo });
  folders.push(folder);
  return folder;
};

const said = async (run: () => unknown): Promise<string> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof CannotRun) return error.message;
    throw error;
  }
  return 'nothing';
};

const silent = { DAYBOOK_LOG_LEVEL: 'silent' };
const book = (folder: Folder, env: Record<string, string> = {}): Promise<OpenBook> =>
  openBook(folder, readConfig({ ...silent, ...env }), undefined, (error) => {
    throw error;
  });

/** A book that was opened once, and closed. */
const used = async (env: Record<string, string> = {}): Promise<void> => {
  const folder = openFolder({ path, demo: false });
  await (await book(folder, env)).close();
  folder.release();
};

describe('the folder of a book', () => {
  it('is made when it is not there, and told what it is', () => {
    expect(open()).toMatchObject({ path, demo: false, fresh: true });
    expect(JSON.parse(readFileSync(join(path, 'daybook.json'), 'utf8'))).toEqual({ format: 1, demo: false });
  });

  it('remembers whether it is the demo, whatever the next start takes it for', () => {
    open(true);
    folders.pop()?.release();
    expect(open(false)).toMatchObject({ demo: true, fresh: false });
  });

  it('says where it is served, as long as it is', () => {
    const folder = open();
    folder.announce({ url: 'http://127.0.0.1:1', book: 'b' });
    expect(JSON.parse(readFileSync(join(path, 'server.json'), 'utf8'))).toEqual({
      url: 'http://127.0.0.1:1',
      book: 'b',
    });
    folders.pop()?.release();
    expect(existsSync(join(path, 'server.json'))).toBe(false);
  });

  it('belongs to one process', async () => {
    open().announce({ url: 'http://127.0.0.1:4711', book: 'b' });
    expect(await said(() => openFolder({ path, demo: false }))).toBe(
      `${path} is in use by another process (http://127.0.0.1:4711)`,
    );
  });

  it('is not a folder with something else in it, and nothing is written there', async () => {
    mkdirSync(path);
    for (const name of ['photos.sqlite', 'letter.txt']) writeFileSync(join(path, name), '');
    expect(await said(open)).toBe(
      `${path} is not a book and not empty (it holds letter.txt, photos.sqlite); name an empty folder`,
    );
    expect(readdirSync(path)).toEqual(['letter.txt', 'photos.sqlite']);
  });

  it('may be what a start that was cut short has left', () => {
    mkdirSync(path);
    for (const name of ['lock.sqlite', 'daybook.json.new']) writeFileSync(join(path, name), '');
    expect(open().fresh).toBe(true);
  });

  it('is not a file, nor below one', async () => {
    writeFileSync(path, '');
    expect(await said(open)).toBe(`${path} cannot be opened: it is a file, not a folder`);
    path = join(path, 'below');
    expect(await said(open)).toBe(`${path} cannot be opened: it is a file, not a folder`);
  });

  it.each(['', '{', '[]', 'null', '{"format":"1","demo":false}', '{"format":1}'])(
    'is refused when its facts are %j',
    async (facts) => {
      mkdirSync(path);
      writeFileSync(join(path, 'daybook.json'), facts);
      expect(await said(open)).toBe(`${join(path, 'daybook.json')} is not what Daybook writes there`);
    },
  );

  it('is refused when a newer version has written it', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'daybook.json'), '{"format":2,"demo":false,"more":1}');
    expect(await said(open)).toBe(
      `${path} was written by a newer version of Daybook (layout 2, this one knows 1); start that version`,
    );
  });

  it('is free again after it was refused', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'daybook.json'), '{"format":2,"demo":false}');
    await said(open);
    writeFileSync(join(path, 'daybook.json'), '{"format":1,"demo":false}');
    expect(open().fresh).toBe(false);
  });
});

describe('the book of a folder', () => {
  it('is refused when a newer version has written one of its files', async () => {
    await used();
    const folder = open();
    for (const name of ['log', 'rows', 'system']) {
      const db = new DatabaseSync(join(path, `${name}.sqlite`));
      const { user_version: layout } = db.prepare('PRAGMA user_version').get() as { user_version: number };
      db.exec('PRAGMA user_version = 99');
      expect(await said(() => book(folder))).toMatch(
        new RegExp(
          `^${path} was written by a newer version of Daybook \\(.*${name}\\.sqlite has layout 99; .* knows ${layout}\\); start that version$`,
        ),
      );
      db.exec(`PRAGMA user_version = ${layout}`);
      db.close();
    }
  });

  it('is refused when its log is not what it was', async () => {
    await used();
    writeFileSync(
      join(path, 'log.sqlite'),
      'this is no database, and it is long enough to be seen as none'.repeat(100),
    );
    expect(await said(() => book(open()))).toMatch(new RegExp(`^${path} cannot be opened: .*not a database`));
  });

  it('is refused when its log ends before what the rows know', async () => {
    await used();
    for (const name of readdirSync(path)) if (name.startsWith('log.sqlite')) rmSync(join(path, name));
    expect(await said(() => book(open()))).toBe(
      'the event log ends at 0, but events up to 1 were known here: the log is damaged; restore a backup',
    );
  });

  it('has one entity main, with the facts that its first start was told', async () => {
    const { entity, close } = await book(open(), {
      DAYBOOK_ENTITY_NAME: 'Harbour',
      DAYBOOK_BOOK_CURRENCY: 'JPY',
      DAYBOOK_TIME_ZONE: 'Asia/Tokyo',
    });
    expect(entity).toMatchObject({ code: 'main', name: 'Harbour', currency: 'JPY', timeZone: 'Asia/Tokyo' });
    await close();
  });

  it('has "My company" in euros and UTC when it was told nothing', async () => {
    const { entity, close } = await book(open());
    expect(entity).toMatchObject({ code: 'main', name: 'My company', currency: 'EUR', timeZone: 'UTC' });
    await close();
  });

  it('keeps its facts: the same again is nothing new, another one is refused', async () => {
    const facts = { DAYBOOK_ENTITY_NAME: 'Harbour', DAYBOOK_BOOK_CURRENCY: 'JPY', DAYBOOK_TIME_ZONE: 'Asia/Tokyo' };
    await used(facts);
    await used(facts);
    const others = { DAYBOOK_ENTITY_NAME: 'Other', DAYBOOK_BOOK_CURRENCY: 'EUR', DAYBOOK_TIME_ZONE: 'UTC' };
    const folder = open();
    for (const [name, value] of Object.entries(others))
      expect(await said(() => book(folder, { [name]: value }))).toBe(
        `${name}=${value} cannot be: this book was opened with ${facts[name as keyof typeof facts]}, and that is a fact; unset the variable, or open a new book with DAYBOOK_DATA`,
      );
  });
});
