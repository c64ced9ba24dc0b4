/**
 * The thread that writes the embedded log. Appends that wait together are committed together: one fsync, each with its
 * own revision check and outcome. It imports nothing of ours at run time, so that it runs from source and from the build.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import type { EncodedEvent } from '#kernel';

export interface AppendRequest {
  readonly request: number;
  readonly stream: string;
  /** -1: the stream must not exist. */
  readonly expected: number;
  readonly events: readonly EncodedEvent[];
}

export type AppendReply =
  | { readonly request: number; readonly outcome: 'appended' | 'alreadyAppended'; readonly position: number }
  | { readonly request: number; readonly outcome: 'conflict'; readonly actual: number }
  | { readonly request: number; readonly outcome: 'failed'; readonly problem: string };

type Message = readonly AppendRequest[] | 'close';

/** Appends in one commit at most; the rest waits for the next. */
const MAX_GROUP = 512;

interface Statements {
  readonly find: StatementSync;
  readonly addStream: StatementSync;
  readonly idsFrom: StatementSync;
  readonly insert: StatementSync;
  readonly head: StatementSync;
}

const prepare = (db: DatabaseSync): Statements => ({
  find: db.prepare(
    'SELECT s.stream_id AS id, (SELECT max(revision) FROM events e WHERE e.stream_id = s.stream_id) AS revision FROM streams s WHERE s.name = ?',
  ),
  addStream: db.prepare('INSERT INTO streams (name) VALUES (?)'),
  idsFrom: db.prepare(
    'SELECT id, position FROM events WHERE stream_id = ? AND revision >= ? ORDER BY revision LIMIT ?',
  ),
  insert: db.prepare(
    'INSERT INTO events (position, stream_id, revision, id, type, schema_version, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  head: db.prepare('SELECT coalesce(max(position), 0) AS position FROM events'),
});

const appendOne = (
  sql: Statements,
  { request, stream, expected, events }: AppendRequest,
  head: number,
): AppendReply => {
  const found = sql.find.get(stream) as { id: number; revision: number } | undefined;
  const actual = found?.revision ?? -1;
  if (actual > expected && found) {
    const rows = sql.idsFrom.all(found.id, expected + 1, events.length) as { id: string; position: number }[];
    if (rows.length === events.length && rows.every(({ id }, index) => id === (events[index] as EncodedEvent).id))
      return { request, outcome: 'alreadyAppended', position: rows.at(-1)?.position ?? head };
  }
  if (actual !== expected) return { request, outcome: 'conflict', actual };
  const streamId = found ? found.id : Number(sql.addStream.run(stream).lastInsertRowid);
  events.forEach((event, index) =>
    sql.insert.run(
      head + 1 + index,
      streamId,
      expected + 1 + index,
      event.id,
      event.type,
      event.schemaVersion,
      event.data,
      event.metadata,
    ),
  );
  return { request, outcome: 'appended', position: head + events.length };
};

const commitGroup = (db: DatabaseSync, sql: Statements, group: readonly AppendRequest[]): AppendReply[] => {
  try {
    db.exec('BEGIN IMMEDIATE');
    let head = (sql.head.get() as { position: number }).position;
    const replies = group.map((request) => {
      const reply = appendOne(sql, request, head);
      if (reply.outcome === 'appended') head = reply.position;
      return reply;
    });
    db.exec('COMMIT');
    return replies;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    const problem = error instanceof Error ? error.message : String(error);
    return group.map(({ request }) => ({ request, outcome: 'failed', problem }));
  }
};

const serve = (port: MessagePort, path: string): void => {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536',
  );
  const sql = prepare(db);
  const waiting: AppendRequest[] = [];
  const drain = (): void => {
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) take(more.message as Message);
    if (waiting.length === 0) return;
    port.postMessage(commitGroup(db, sql, waiting.splice(0, MAX_GROUP)));
    if (waiting.length > 0) setImmediate(drain);
  };
  const take = (message: Message): void => {
    if (message !== 'close') {
      waiting.push(...message);
      return;
    }
    while (waiting.length > 0) port.postMessage(commitGroup(db, sql, waiting.splice(0, MAX_GROUP)));
    db.close();
    port.close();
  };
  port.on('message', (message: Message) => {
    const idle = waiting.length === 0;
    take(message);
    if (idle && waiting.length > 0) setImmediate(drain);
  });
  port.postMessage('ready');
};

if (parentPort) serve(parentPort, (workerData as { path: string }).path);
