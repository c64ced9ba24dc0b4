import { once } from 'node:events';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import {
  position,
  revision,
  type EncodedEvent,
  type EventId,
  type Position,
  type Revision,
  type StreamName,
} from '#kernel';
import { LIMITS, tooLarge } from '../limits.js';
import {
  AppendTooLarge,
  LogUnavailable,
  type AppendOutcome,
  type AppendToken,
  type Checkpoint,
  type EventLog,
  type ExpectedRevision,
  type StoredEvent,
} from '../port.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';
import type { AppendReply, AppendRequest } from './writer.js';

/** The file was written by a version of Daybook that knows more than this one. */
export class NewerFormat extends Error {
  override readonly name = 'NewerFormat';
}

interface Row {
  position: number;
  name: string;
  revision: number;
  id: string;
  type: string;
  schema_version: number;
  data: string;
  metadata: string;
}

const COLUMNS = 'e.position, s.name, e.revision, e.id, e.type, e.schema_version, e.data, e.metadata';

const stored = (row: Row): StoredEvent => ({
  id: row.id as EventId,
  type: row.type,
  schemaVersion: row.schema_version,
  data: row.data,
  metadata: row.metadata,
  stream: row.name as StreamName,
  revision: revision(row.revision),
  position: position(row.position),
  checkpoint: String(row.position) as Checkpoint,
  token: String(row.position) as AppendToken,
});

/** A synchronous read as a promise, its failure as LogUnavailable. */
const read = <T>(from: () => T): Promise<T> => {
  try {
    return Promise.resolve(from());
  } catch (error) {
    return Promise.reject(new LogUnavailable(error instanceof Error ? error.message : String(error)));
  }
};

const prepareFile = (path: string): void => {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const { user_version: found } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (found > SCHEMA_VERSION)
      throw new NewerFormat(`${path} has layout ${found}; this version of Daybook knows ${SCHEMA_VERSION}`);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec(SCHEMA);
    if (found < SCHEMA_VERSION) db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  } finally {
    db.close();
  }
};

/** The event log on one SQLite file: WAL, synchronous = FULL, group commit in a thread of its own. */
export class SqliteEventLog implements EventLog {
  private readonly pending = new Map<
    number,
    { resolve: (outcome: AppendOutcome) => void; reject: (error: Error) => void }
  >();
  private outbox: AppendRequest[] = [];
  private nextRequest = 1;
  private readonly idle = new Set<() => void>();
  /** Counts the commits seen by this process, so that one between a look and a wait is not slept through. */
  private generation = 0;
  /** Why nothing is written any more. */
  private ended: string | undefined;
  private closing: Promise<void> | undefined;
  private readonly sqlStream: StatementSync;
  private readonly sqlAll: StatementSync;
  private readonly sqlHead: StatementSync;

  private constructor(
    private readonly worker: Worker,
    private readonly reader: DatabaseSync,
  ) {
    this.sqlStream = reader.prepare(
      `SELECT ${COLUMNS} FROM streams s JOIN events e ON e.stream_id = s.stream_id WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
    );
    this.sqlAll = reader.prepare(
      `SELECT ${COLUMNS} FROM events e JOIN streams s ON s.stream_id = e.stream_id WHERE e.position > ? ORDER BY e.position LIMIT ?`,
    );
    this.sqlHead = reader.prepare('SELECT coalesce(max(position), 0) AS position FROM events');
    worker.on('message', (replies: AppendReply[]) => this.settle(replies));
    worker.on('error', (error) => this.end(error.message));
    worker.on('exit', () => this.end('the writer of the log has ended'));
  }

  /** Opens or makes the file. Throws NewerFormat, or an Error of SQLite when the file cannot be opened. */
  static async open(path: string): Promise<SqliteEventLog> {
    prepareFile(path);
    const reader = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    const here = import.meta.url;
    const worker = new Worker(new URL(here.endsWith('.ts') ? './writer.ts' : './writer.js', here), {
      workerData: { path },
    });
    try {
      await once(worker, 'message');
      return new SqliteEventLog(worker, reader);
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  append(stream: StreamName, expected: ExpectedRevision, events: readonly EncodedEvent[]): Promise<AppendOutcome> {
    const problem = tooLarge(events);
    if (problem !== undefined) return Promise.reject(new AppendTooLarge(problem));
    if (this.ended !== undefined) return Promise.reject(new LogUnavailable(this.ended));
    if (this.pending.size >= LIMITS.queue * 4)
      return Promise.reject(new LogUnavailable('too many appends wait for the disk'));
    return new Promise((resolve, reject) => {
      const request = this.nextRequest++;
      this.pending.set(request, { resolve, reject });
      if (this.outbox.length === 0) queueMicrotask(() => this.send());
      this.outbox.push({ request, stream, expected: expected === 'noStream' ? -1 : expected, events });
    });
  }

  private send(): void {
    if (this.outbox.length > 0) this.worker.postMessage(this.outbox);
    this.outbox = [];
  }

  private settle(replies: AppendReply[]): void {
    for (const reply of replies) {
      const waiting = this.pending.get(reply.request);
      this.pending.delete(reply.request);
      if (reply.outcome === 'failed') waiting?.reject(new LogUnavailable(reply.problem));
      else if (reply.outcome === 'conflict')
        waiting?.resolve({ outcome: 'conflict', actual: reply.actual < 0 ? 'noStream' : revision(reply.actual) });
      else waiting?.resolve({ outcome: reply.outcome, token: String(reply.position) as AppendToken });
    }
    this.wake();
  }

  /** No append is answered any more: what waits fails, and nobody knows whether it was written. */
  private end(problem: string): void {
    this.ended ??= problem;
    for (const { reject } of this.pending.values()) reject(new LogUnavailable(this.ended));
    this.pending.clear();
    this.wake();
  }

  private wake(): void {
    this.generation += 1;
    for (const resume of [...this.idle]) resume();
  }

  readStream(stream: StreamName, from: Revision, limit: number): Promise<readonly StoredEvent[]> {
    return read(() => (this.sqlStream.all(stream, from, limit) as unknown as Row[]).map(stored));
  }

  readAll(after: Checkpoint, limit: number): Promise<readonly StoredEvent[]> {
    return read(() => (this.sqlAll.all(Number(after), limit) as unknown as Row[]).map(stored));
  }

  async *follow(after: Checkpoint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
    let at = after;
    while (!signal.aborted) {
      if (this.ended !== undefined) throw new LogUnavailable(this.ended);
      const { generation } = this;
      const page = await this.readAll(at, LIMITS.page);
      if (signal.aborted) return;
      const last = page.at(-1);
      if (last) {
        at = last.checkpoint;
        yield page;
      } else if (generation === this.generation) await this.nextAdvance(signal);
    }
  }

  /** Resolves at the next append of this process, at the signal, or when it is time to look for another process's. */
  private nextAdvance(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', resume);
        this.idle.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, LIMITS.poll);
      signal.addEventListener('abort', resume, { once: true });
      this.idle.add(resume);
    });
  }

  async head(): Promise<{ position: Position; checkpoint: Checkpoint; token: AppendToken }> {
    const { position: at } = await read(() => this.sqlHead.get() as { position: number });
    return { position: position(at), checkpoint: String(at) as Checkpoint, token: String(at) as AppendToken };
  }

  covers(checkpoint: Checkpoint, token: AppendToken): boolean {
    return Number(checkpoint) >= Number(token);
  }

  parseToken(text: string): AppendToken | undefined {
    return /^(0|[1-9]\d{0,14})$/.test(text) ? (text as AppendToken) : undefined;
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    if (this.ended === undefined) {
      this.ended = 'the log is closed';
      const exited = once(this.worker, 'exit');
      this.send();
      this.worker.postMessage('close');
      await exited;
    }
    this.reader.close();
  }
}
