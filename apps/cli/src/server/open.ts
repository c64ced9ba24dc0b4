import { setTimeout as pause } from 'node:timers/promises';
import { cannotRun, wrongUsage } from '../failure.js';
import { LIMITS } from '../limits.js';
import { startServer, type OwnServer } from './own-server.js';
import { choosePlace, knock, reachable, runningIn, type Place, type Running } from './place.js';
import { Server } from './server.js';
import type { Status } from './wire.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to find the book, as the options of every verb say it. */
export interface Whereabouts {
  readonly server?: string;
  readonly data?: string;
}

/** A server to talk to; `close` stops it when it was started here. */
export interface Opened {
  readonly server: Server;
  readonly status: Status;
  readonly isOwn: () => boolean;
  readonly close: () => Promise<void>;
}

/** The address of a server as `--server` names it. @throws Failure */
export const serverUrl = (given: string): string => {
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol))
    throw wrongUsage(`--server is an address such as http://127.0.0.1:3000, not ${JSON.stringify(given)}`);
  return reachable(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
};

const openNamed = async (given: string): Promise<Opened> => {
  const url = serverUrl(given);
  const running = await knock(url);
  if (!running) throw cannotRun(`no Daybook answers at ${url}; start one with npm start, or leave --server out`);
  return {
    server: new Server(url, () => Promise.resolve(url)),
    status: running.status,
    isOwn: () => false,
    close: () => Promise.resolve(),
  };
};

/** Finds the server of a folder or starts one, and does so again when it is lost. */
class Access {
  private own: OwnServer | undefined;
  private renewing: Promise<string> | undefined;

  constructor(
    private readonly place: Place,
    private readonly env: Environment,
  ) {}

  isOwn(): boolean {
    return this.own !== undefined;
  }

  async reach(): Promise<Running> {
    const running = await runningIn(this.place);
    if (running) return running;
    const started = await startServer(this.place, this.env);
    this.own = 'stop' in started ? started : undefined;
    return started;
  }

  /** Everybody who lost the server waits for one and the same search. */
  again(lost: string, book: string): Promise<string> {
    this.renewing ??= this.renew(lost, book).finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async renew(lost: string, book: string): Promise<string> {
    if (this.own?.isAlive()) return lost;
    // One that somebody restarts gets the time to come back: a server started here would hold its folder.
    const until = Date.now() + (this.own ? 0 : LIMITS.comeback);
    let found = await runningIn(this.place);
    while (!found && Date.now() < until) {
      await pause(LIMITS.comebackLook);
      found = await runningIn(this.place);
    }
    const { url, status } = found ?? (await this.reach());
    if (status.book !== book) throw cannotRun(`${this.place.folder} holds another book than at the beginning`);
    return url;
  }

  async close(): Promise<void> {
    await this.own?.stop();
  }
}

/** One path for every verb: the server named, else the one of the folder, else one started for this run. */
export const openServer = async ({ server, data }: Whereabouts, env: Environment): Promise<Opened> => {
  if (server !== undefined) return openNamed(server);
  const access = new Access(choosePlace(data, env), env);
  const { url, status } = await access.reach();
  return {
    server: new Server(url, (lost) => access.again(lost, status.book)),
    status,
    isOwn: () => access.isOwn(),
    close: () => access.close(),
  };
};

/** Does some work with a server and lets go of it, whatever becomes of the work. */
export const withServer = async <Outcome>(
  whereabouts: Whereabouts,
  env: Environment,
  work: (opened: Opened) => Promise<Outcome>,
): Promise<Outcome> => {
  const opened = await openServer(whereabouts, env);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
};
