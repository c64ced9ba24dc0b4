import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { CannotRun, readConfig, type Config } from './config.js';
import { loadDemo, demoEntity } from './demo.js';
import { firstScreen } from './first-screen.js';
import { chooseFolder, openFolder, type Folder } from './folder.js';
import { openBook, type OpenBook } from './open-book.js';

/** Milliseconds that a stop may take before the process ends hard; everything acknowledged is on the disk by then. */
const MAX_STOP = 30_000;

const listen = async ({ app }: OpenBook, { host, port }: Config): Promise<string> => {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new CannotRun(`PORT=${port} is in use on ${host}; set PORT to another one, or 0 for any free one`);
    if (code === 'EACCES') throw new CannotRun(`PORT=${port} may not be used by this user; set PORT to one above 1023`);
    throw new CannotRun(
      `${host}:${port} cannot be listened on: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { address, family, port: taken } = app.getHttpServer().address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
};

const stopOn = (open: OpenBook, folder: Folder): { stop: (code: number) => void } => {
  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), MAX_STOP).unref();
    open
      .close()
      .then(() => folder.release())
      .then(() => process.exit(code))
      .catch(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  return { stop };
};

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const chosen = chooseFolder(config.data);
  if (chosen.demo && Object.keys(config.entity).length > 0)
    throw new CannotRun(
      'DAYBOOK_ENTITY_NAME, DAYBOOK_BOOK_CURRENCY and DAYBOOK_TIME_ZONE describe a book of your own: name its folder with DAYBOOK_DATA, or make one with npx daybook init',
    );
  const folder = openFolder(chosen);
  const ending: { stop?: (code: number) => void } = {};
  const open = await openBook(folder, config, folder.demo ? demoEntity() : undefined, () =>
    ending.stop ? ending.stop(1) : process.exit(1),
  );
  ending.stop = stopOn(open, folder).stop;
  await open.caughtUp();
  if (folder.demo) await loadDemo(open);
  const url = await listen(open, config);
  folder.announce({ url, book: open.book.id });
  process.stdout.write(firstScreen(open, url, folder.path));
};

start().catch((error: unknown) => {
  process.stderr.write(
    error instanceof CannotRun
      ? `daybook: ${error.message}\n`
      : `daybook: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
