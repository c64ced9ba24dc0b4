import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '#testing';
import { CommandHandling, TooManyConflicts, type Outcome } from './handle.js';
import type { CommandMeta } from './meta.js';
import { LogUnavailable, START, type EventLog } from './port.js';
import { SqliteEventLog } from './sqlite/log.js';
import {
  asked,
  chainOf,
  clock,
  commandIdsOf,
  newTally,
  tally,
  type TallyCommand,
  type TallyEvent,
  type TallyState,
} from './specimens/tally.js';

type Answer = Outcome<TallyState, TallyEvent>;
type Ask = (command: TallyCommand, meta?: CommandMeta) => Promise<Answer>;

/** One file, opened by two processes that handle commands for the same stream, and a third connection that does harm. */
const twoProcesses = async () => {
  const folder = temporaryFolder();
  const path = folder.file('log.db');
  const logs = [await SqliteEventLog.open(path), await SqliteEventLog.open(path)] as const;
  const besides = new DatabaseSync(path, { timeout: 5_000 });
  const stream = newTally();
  const asking = (log: EventLog): Ask => {
    const handling = new CommandHandling(log, clock);
    return (command, meta = asked()) => handling.handle(tally, stream, command, meta);
  };
  return {
    path,
    logs,
    besides,
    stream,
    asking,
    here: asking(logs[0]),
    there: asking(logs[1]),
    events: () => chainOf(logs[0], stream),
    fillDisk: () =>
      besides.exec(
        "CREATE TRIGGER disk_full BEFORE INSERT ON events BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
      ),
    freeDisk: () => besides.exec('DROP TRIGGER disk_full'),
    [Symbol.asyncDispose]: async () => {
      besides.close();
      for (const log of logs) await log.close();
      folder.remove();
    },
  };
};

const add = (by: number): TallyCommand => ({ do: 'add', by });
const told = (answer: Answer): unknown =>
  answer.outcome === 'refused' ? answer.refusal.refusal : answer.events.map((event) => event.revision);
const failed = (error: unknown): unknown => error;

/** Gives a command until it is answered: what a client does when the log was away or others were always faster. */
const surely = async (ask: Ask, command: TallyCommand, meta: CommandMeta): Promise<Answer> => {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await ask(command, meta).catch((error: unknown) => {
      if (error instanceof TooManyConflicts || error instanceof LogUnavailable) return undefined;
      throw error;
    });
    if (answer) return answer;
  }
  throw new Error('never answered');
};

describe('two processes on one stream', () => {
  it('carry out every command exactly once, in one chain without a gap', async () => {
    await using both = await twoProcesses();
    const metas = Array.from({ length: 300 }, () => asked());
    const answers = await Promise.all(
      metas.map((meta, index) => surely(index % 2 ? both.here : both.there, add(1), meta)),
    );
    const events = await both.events();
    expect(commandIdsOf(events).toSorted()).toEqual(metas.map(({ commandId }) => commandId as string).toSorted());
    for (const [index, { commandId }] of metas.entries())
      expect(told(answers[index] as Answer)).toEqual([commandIdsOf(events).indexOf(commandId)]);
    expect(await both.here({ do: 'reach', sum: 300 })).toMatchObject({ events: [], state: { sum: 300 } });
  });

  it('carry out a command that came to both exactly once, with the same answer', async () => {
    await using both = await twoProcesses();
    const metas = Array.from({ length: 100 }, () => asked());
    const [ours, theirs] = await Promise.all(
      [both.here, both.there].map((ask) => Promise.all(metas.map((meta) => surely(ask, add(1), meta)))),
    );
    expect(await both.events()).toHaveLength(metas.length);
    expect(ours?.map(told)).toEqual(theirs?.map(told));
  });

  it('decide again on what the other has written: what was right then is refused now', async () => {
    await using both = await twoProcesses();
    await both.here(add(1));
    await both.there({ do: 'close' });
    expect(told(await both.here(add(1)))).toBe('Closed');
    expect(await both.events()).toHaveLength(2);
  });

  it('look forward before they answer that there is nothing to do', async () => {
    await using both = await twoProcesses();
    await both.here(add(5));
    await both.there({ do: 'reset' });
    expect(told(await both.here({ do: 'reach', sum: 5 }))).toEqual([2]);
  });

  it('look forward before they refuse', async () => {
    await using both = await twoProcesses();
    await both.here(add(1_000_000));
    await both.there({ do: 'reset' });
    expect(told(await both.here(add(1)))).toEqual([2]);
  });

  it('look forward before they say that the document has changed, or has not', async () => {
    await using both = await twoProcesses();
    await both.here(add(1));
    const { revision: seen } = (await both.there(add(1))) as Answer & { outcome: 'done' };
    if (seen === 'noStream') throw new Error('nothing was written');
    expect(told(await both.here(add(1), asked({ ifMatch: seen })))).toEqual([2]);
    expect(told(await both.there(add(1), asked({ ifMatch: seen })))).toBe('Stale');
  });

  it('give up after so many lost races, and have written nothing then', async () => {
    await using both = await twoProcesses();
    const alwaysLate = Object.create(both.logs[0], {
      append: {
        value: async (...given: Parameters<EventLog['append']>) => {
          await both.there({ do: 'reset' });
          return both.logs[0].append(...given);
        },
      },
    }) as EventLog;
    await both.there({ do: 'reset' });
    const meta = asked();
    await expect(both.asking(alwaysLate)(add(1), meta)).rejects.toBeInstanceOf(TooManyConflicts);
    const events = await both.events();
    expect(events.map(({ type }) => type)).toEqual(Array(10).fill('Reset'));
    expect(told(await both.here(add(1), meta))).toEqual([10]);
  });
});

describe('a log that cannot write', () => {
  it('acknowledges nothing: neither events nor what was decided on them', async () => {
    await using both = await twoProcesses();
    await both.here(add(1));
    both.fillDisk();
    const given: readonly TallyCommand[] = [add(2), { do: 'close' }, add(3), { do: 'reach', sum: 0 }];
    for (const answer of await Promise.all(given.map((command) => both.here(command).catch(failed))))
      expect(answer).toBeInstanceOf(LogUnavailable);
    expect(await both.events()).toHaveLength(1);
  });

  it('or has lost what it had is no ground for an answer', async () => {
    await using both = await twoProcesses();
    const meta = asked();
    await both.here({ do: 'addMany', events: 3 }, meta);
    both.besides.exec('DELETE FROM events WHERE revision = 1');
    await expect(both.here({ do: 'addMany', events: 3 }, meta)).rejects.toBeInstanceOf(LogUnavailable);
  });

  it('leaves the state as it was: the same commands work when it writes again', async () => {
    await using both = await twoProcesses();
    await both.here(add(1));
    const metas = [asked(), asked(), asked()];
    const give = () => Promise.all(metas.map((meta, index) => both.here(add(index), meta).catch(failed)));
    both.fillDisk();
    for (const answer of await give()) expect(answer).toBeInstanceOf(LogUnavailable);
    both.freeDisk();
    expect((await give()).map((answer) => told(answer as Answer))).toEqual([[1], [2], [3]]);
    expect((await give()).map((answer) => (answer as { repeated: boolean }).repeated)).toEqual([true, true, true]);
    expect(await both.here({ do: 'reach', sum: 4 })).toMatchObject({ events: [], state: { sum: 4 } });
  });

  it('that comes and goes under load loses nothing that was acknowledged and doubles nothing', async () => {
    await using both = await twoProcesses();
    const metas = Array.from({ length: 200 }, () => asked());
    const acknowledged: string[] = [];
    const clients = metas.map((meta, index) =>
      surely(index % 2 ? both.here : both.there, add(1), meta).then(() => acknowledged.push(meta.commandId)),
    );
    for (let round = 0; round < 5; round += 1) {
      both.fillDisk();
      await both.here(add(0)).catch(failed);
      both.freeDisk();
      await both.there({ do: 'reach', sum: 0 });
      const stored = new Set(commandIdsOf(await both.events()));
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    }
    await Promise.all(clients);
    const stored = commandIdsOf(await both.events());
    expect(new Set(stored).size).toBe(stored.length);
    expect(metas.filter(({ commandId }) => !stored.includes(commandId))).toEqual([]);
  });

  it('that dies with commands in it is followed by one that knows which of them were carried out', async () => {
    await using both = await twoProcesses();
    const metas = Array.from({ length: 150 }, () => asked());
    const answers = metas.map((meta) => both.here(add(1), meta).catch(failed));
    await (both.logs[0] as unknown as { worker: Worker }).worker.terminate();
    const acknowledged = (await Promise.all(answers)).filter((answer) => !(answer instanceof LogUnavailable));
    const before = commandIdsOf(await chainOf(both.logs[1], both.stream));
    expect(before.length).toBeGreaterThanOrEqual(acknowledged.length);
    const again = await Promise.all(metas.map((meta) => both.there(add(1), meta)));
    expect(again.filter((answer) => 'repeated' in answer && answer.repeated)).toHaveLength(before.length);
    const all = await both.logs[1].readAll(START, 1_000);
    expect(commandIdsOf(all).toSorted()).toEqual(metas.map(({ commandId }) => commandId as string).toSorted());
  });
});
