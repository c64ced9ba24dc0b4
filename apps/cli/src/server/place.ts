import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseFolder } from '../../../standalone/src/folder.js';
import { LIMITS } from '../limits.js';
import type { Status } from './wire.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of a book, whether or not anybody serves it. */
export interface Place {
  readonly folder: string;
  /** Somebody named it; if nobody did, a server chooses the same one by itself. */
  readonly isNamed: boolean;
  /** It is the demo's, unless it holds another book already. */
  readonly isDemo: boolean;
}

/** The option, else DAYBOOK_DATA, else one's own book of this installation, else its demo: as a server chooses. */
export const choosePlace = (option: string | undefined, env: Environment): Place => {
  const named = option ?? (env['DAYBOOK_DATA'] || undefined);
  const { path, demo } = chooseFolder(named);
  return { folder: path, isNamed: named !== undefined, isDemo: demo };
};

/** What a book's folder says of itself; nothing where no book is. */
const factsIn = (folder: string): { readonly demo: boolean } | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, 'daybook.json'), 'utf8')) as { demo: boolean };
  } catch {
    return undefined;
  }
};

export const holdsBook = ({ folder }: Place): boolean => factsIn(folder) !== undefined;

/** Whether a server on this folder serves the demo, known without starting one. */
export const isDemo = ({ folder, isDemo: otherwise }: Place): boolean => factsIn(folder)?.demo ?? otherwise;

export interface Running {
  readonly url: string;
  readonly status: Status;
}

const isStatus = (body: unknown): body is Status =>
  typeof body === 'object' && body !== null && 'book' in body && 'version' in body && 'stages' in body;

/** A server that listens on every address is reached through loopback, the one name that it always goes by. */
export const reachable = (url: string): string =>
  url.replace(/^http:\/\/0\.0\.0\.0(?=:|$)/, 'http://127.0.0.1').replace(/^http:\/\/\[::\](?=:|$)/, 'http://[::1]');

/** Whether a Daybook answers there, and which. */
export const knock = async (url: string): Promise<Running | undefined> => {
  try {
    const response = await fetch(`${url}/v1/status`, { signal: AbortSignal.timeout(LIMITS.knock) });
    const body = await response.json();
    return response.ok && isStatus(body) ? { url, status: body } : undefined;
  } catch {
    return undefined;
  }
};

/** The address that the last server of the folder has left beside the book; it may be long gone. */
const addressIn = (folder: string): { readonly url: string; readonly book: string } | undefined => {
  try {
    const { url, book } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as Record<string, unknown>;
    return typeof url === 'string' && typeof book === 'string' ? { url: reachable(url), book } : undefined;
  } catch {
    return undefined;
  }
};

/** The server of the folder, if one runs: it counts only when it serves the book that the folder names. */
export const runningIn = async ({ folder }: Place): Promise<Running | undefined> => {
  const address = addressIn(folder);
  const running = address && (await knock(address.url));
  return running && running.status.book === address.book ? running : undefined;
};
