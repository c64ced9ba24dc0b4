import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../standalone/src/config.js';
import { openFolder } from '../../../standalone/src/folder.js';
import { openBook, type OpenBook } from '../../../standalone/src/open-book.js';

/** A book of its own in a folder of its own, as the product opens it. */
export interface TemporaryBook extends OpenBook {
  readonly folder: string;
  /** Ends it; the folder stays. */
  readonly end: () => Promise<void>;
}

const failed = (error: unknown): never => {
  throw error;
};

/** Opens the book of a folder; nothing listens yet. */
export const openTemporary = async (
  path: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TemporaryBook> => {
  const folder = openFolder({ path, demo: false });
  const open = await openBook(folder, readConfig({ DAYBOOK_ACTOR: 'tester', ...env }), undefined, failed);
  return {
    ...open,
    folder: path,
    end: async () => {
      await open.close();
      folder.release();
    },
  };
};

/** Runs something on a new book and leaves nothing behind. */
export const onTemporaryBook = async <T>(run: (book: TemporaryBook) => Promise<T>): Promise<T> => {
  const path = await mkdtemp(join(tmpdir(), 'daybook-'));
  try {
    const book = await openTemporary(path);
    try {
      return await run(book);
    } finally {
      await book.end();
    }
  } finally {
    await rm(path, { recursive: true, force: true });
  }
};
