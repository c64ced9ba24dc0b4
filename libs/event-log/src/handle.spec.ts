import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventSet, instant, revision, streamName, tenant, UnreadableEvent, uuidOf, type EntityId } from '#kernel';
import { temporaryFolder } from '#testing';
import { Busy, CommandHandling, type Outcome } from './handle.js';
import { LIMITS } from './limits.js';
import type { CommandMeta } from './meta.js';
import { AppendTooLarge, type EventLog } from './port.js';
import { SqliteEventLog } from './sqlite/log.js';
import { specimens } from './specimens/sealed.js';
import {
  added,
  asked,
  chainOf,
  clock,
  commandIdsOf,
  MOST,
  newTally,
  tally,
  type TallyCommand,
  type TallyEvent,
  type TallyState,
} from './specimens/tally.js';

const folder = temporaryFolder();
const opened: SqliteEventLog[] = [];
beforeAll(async () => void opened.push(await SqliteEventLog.open(folder.file('log.db'))));
afterAll(async () => {
  await opened[0]?.close();
  folder.remove();
});
const log = (): SqliteEventLog => opened[0] as SqliteEventLog;

/** A new tally, with its own handling on the log that all specs here share. */
const book = (on: EventLog = log()) => {
  const [handling, stream] = [new CommandHandling(on, clock), newTally()];
  const ask = (command: TallyCommand, meta: CommandMeta = asked()) => handling.handle(tally, stream, command, meta);
  return { handling, stream, ask, events: () => chainOf(on, stream) };
};
type Answer = Outcome<TallyState, TallyEvent>;

const add = (by: number): TallyCommand => ({ do: 'add', by });
const refused = (refusal: string, facts: object = {}) => ({ outcome: 'refused', refusal: { refusal, facts } });
/** The events of an answer, as revision and number added; the refusal's name if it was refused. */
const told = (answer: Answer): unknown =>
  answer.outcome === 'refused'
    ? answer.refusal.refusal
    : answer.events.map((event) => [event.revision, event.type === 'Added' ? event.data.by : event.type]);

describe('a command', () => {
  it('leaves its events behind what stands there, and tells them with the state and the revision', async () => {
    const { ask } = book();
    expect(await ask(add(2))).toMatchObject({
      outcome: 'done',
      events: [{ ...added(2), revision: 0 }],
      repeated: false,
      revision: 0,
    });
    expect(await ask({ do: 'addMany', events: 2 })).toMatchObject({
      revision: 2,
      state: { situation: 'open', sum: 4 },
    });
  });

  it('answers with a token that covers exactly its events', async () => {
    const { ask, events } = book();
    const answer = await ask({ do: 'addMany', events: 3 });
    for (const { checkpoint, revision: place } of await events())
      expect('token' in answer && log().covers(checkpoint, answer.token)).toBe(place === 2);
  });

  it('that has nothing to do leaves nothing, and tells where the stream is', async () => {
    const { ask, events } = book();
    expect(await ask({ do: 'reach', sum: 0 })).toMatchObject({ outcome: 'done', events: [], revision: 'noStream' });
    await ask(add(5));
    expect(await ask({ do: 'reach', sum: 5 })).toMatchObject({
      outcome: 'done',
      events: [],
      repeated: false,
      revision: 0,
    });
    expect(await events()).toHaveLength(1);
  });

  it('that is refused leaves nothing, and its refusal tells its figures', async () => {
    const { ask, events } = book();
    expect(await ask(add(MOST + 1))).toEqual(refused('TooMuch', { most: MOST }));
    expect(await events()).toEqual([]);
  });

  it('is chained to the event before it, within a command and from one to the next', async () => {
    const { ask, events } = book();
    for (const number of [1, 3, 2]) await ask({ do: 'addMany', events: number });
    expect(await events()).toHaveLength(6);
  });

  it('of another tenant or for another kind of stream is a defect', async () => {
    const { handling } = book();
    for (const stream of [
      streamName('tally', tenant('other'), uuidOf('x')),
      streamName('tall', tenant('spec'), uuidOf('x')),
    ])
      await expect(handling.handle(tally, stream, add(1), asked())).rejects.toBeInstanceOf(TypeError);
  });
});

describe('the same command again', () => {
  it('gets the answer of the first time, whatever has changed since', async () => {
    const { ask, events } = book();
    const meta = asked();
    const first = await ask({ do: 'addMany', events: 2 }, meta);
    await ask({ do: 'close' });
    const again = await ask({ do: 'addMany', events: 2 }, { ...meta, ifMatch: revision(77) });
    expect(again).toEqual({ ...first, repeated: true, state: { situation: 'closed', sum: 2 } });
    expect(await events()).toHaveLength(3);
  });

  it('gets it from another process too, which reads it from the log', async () => {
    const { ask, stream } = book();
    const meta = asked();
    const first = await ask({ do: 'addMany', events: 3 }, meta);
    const elsewhere = new CommandHandling(log(), clock);
    const again = await elsewhere.handle(tally, stream, { do: 'addMany', events: 3 }, meta);
    expect(again).toEqual({ ...first, repeated: true });
    expect('events' in again && again.events).toHaveLength(3);
  });

  it('64 times at once leaves one event: one first answer, 63 repeated ones that say the same', async () => {
    const { ask, events } = book();
    const meta = asked();
    const answers = await Promise.all(Array.from({ length: 64 }, () => ask(add(7), meta)));
    expect(await events()).toHaveLength(1);
    expect(answers.filter((answer) => 'repeated' in answer && !answer.repeated)).toHaveLength(1);
    for (const answer of answers) expect({ ...answer, repeated: false }).toEqual({ ...answers[0], repeated: false });
  });

  it('with other content is refused, at once and later', async () => {
    const { ask, events } = book();
    const [first, other] = [asked({ key: 'k', content: 'a' }), asked({ key: 'k', content: 'b' })];
    const [one, two] = await Promise.all([ask(add(1), first), ask(add(2), other)]);
    expect([told(one), two]).toEqual([[[0, 1]], refused('KeyReusedWithOtherContent')]);
    expect(await ask(add(1), other)).toEqual(refused('KeyReusedWithOtherContent'));
    expect(await events()).toHaveLength(1);
  });

  it('is decided again after a refusal, and after an answer without events', async () => {
    const { ask } = book();
    const [tooMuch, reached] = [asked(), asked()];
    await ask(add(MOST));
    expect(told(await ask(add(1), tooMuch))).toBe('TooMuch');
    expect(told(await ask({ do: 'reach', sum: 5 }, reached))).toEqual([]);
    await ask({ do: 'reset' });
    expect(told(await ask(add(1), tooMuch))).toEqual([[2, 1]]);
    expect(told(await ask({ do: 'reach', sum: 5 }, reached))).toEqual([[3, 4]]);
  });

  it('on another stream is another command', async () => {
    const [{ ask }, { ask: askOther }] = [book(), book()];
    const meta = asked();
    expect(told(await ask(add(1), meta))).toEqual(told(await askOther(add(1), meta)));
  });

  it('can be looked up without being given', async () => {
    const { ask, handling, stream } = book();
    const meta = asked({ key: 'looked-up', content: 'a' });
    expect(await handling.known(tally, stream, meta)).toBeUndefined();
    const first = await ask(add(1), meta);
    expect(await handling.known(tally, stream, meta)).toEqual({ ...first, repeated: true });
    expect(await handling.known(tally, stream, asked({ key: 'looked-up', content: 'b' }))).toEqual(
      refused('KeyReusedWithOtherContent'),
    );
  });
});

describe('before a command is decided', () => {
  const otherEntity = uuidOf<EntityId>('entity', 'other');

  it('the revision that its caller saw must be the newest one', async () => {
    const { ask } = book();
    expect(await ask(add(1), asked({ ifMatch: revision(0) }))).toEqual(refused('Stale', { expected: 0, actual: -1 }));
    await ask(add(1));
    expect(told(await ask(add(1), asked({ ifMatch: revision(0) })))).toEqual([[1, 1]]);
    expect(await ask(add(1), asked({ ifMatch: revision(0) }))).toEqual(refused('Stale', { expected: 0, actual: 1 }));
  });

  it('of two callers who saw the same revision one comes too late', async () => {
    const { ask } = book();
    await ask(add(1));
    const answers = await Promise.all([1, 2, 3].map((by) => ask(add(by), asked({ ifMatch: revision(0) }))));
    expect(answers.map(told)).toEqual([[[1, 1]], 'Stale', 'Stale']);
  });

  it('the document must be one of its entity, also when it is opened at this very moment', async () => {
    const { ask, stream, events } = book();
    const first = ask({ do: 'reach', sum: 0 });
    const answers = await Promise.all([first, ask(add(1)), ask(add(2), asked({ entity: otherEntity })), ask(add(3))]);
    expect(answers.map(told)).toEqual([[], [[0, 1]], 'OtherEntity', [[1, 3]]]);
    expect(await ask(add(4), asked({ entity: otherEntity }))).toEqual(refused('OtherEntity'));
    const elsewhere = new CommandHandling(log(), clock);
    expect(told(await elsewhere.handle(tally, stream, add(5), asked({ entity: otherEntity })))).toBe('OtherEntity');
    expect(await events()).toHaveLength(2);
  });

  it('the first thing that holds is the answer: known key, stale, other entity', async () => {
    const { ask, handling, stream } = book();
    const meta = asked({ key: 'first', content: 'a' });
    await ask(add(1), meta);
    const wrong = { entity: otherEntity, ifMatch: revision(9) };
    for (const [given, answer] of [
      [{ ...meta, ...wrong }, [[0, 1]]],
      [{ ...asked({ key: 'first', content: 'b' }), ...wrong }, 'KeyReusedWithOtherContent'],
      [asked(wrong), 'Stale'],
      [asked({ entity: otherEntity }), 'OtherEntity'],
    ] as const) {
      expect(told((await handling.early(tally, stream, given)) as Answer)).toEqual(answer);
      expect(told(await ask(add(1), given))).toEqual(answer);
    }
    expect(await handling.early(tally, stream, asked())).toBeUndefined();
  });
});

describe('a hot stream', () => {
  it('takes 200 commands at once in the order in which they came, in far fewer appends', async () => {
    let appends = 0;
    const counting = Object.create(log(), {
      append: { value: (...given: Parameters<EventLog['append']>) => ((appends += 1), log().append(...given)) },
    }) as EventLog;
    const { ask, events } = book(counting);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(add(index))));
    expect(answers.map(told)).toEqual(answers.map((_, index) => [[index, index]]));
    expect(await events()).toHaveLength(200);
    expect(appends).toBeLessThanOrEqual(4);
  });

  it('takes more events than one append holds, none of them torn', async () => {
    const { ask, events } = book();
    const sizes = [40, 40, 40, 100, 1, 99, 2, 60];
    const answers = await Promise.all(sizes.map((number) => ask({ do: 'addMany', events: number })));
    expect(answers.map((answer) => 'events' in answer && answer.events.length)).toEqual(sizes);
    expect(await events()).toHaveLength(sizes.reduce((sum, number) => sum + number));
  });

  it('takes more bytes than one append holds', async () => {
    const { ask, events } = book();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask({ do: 'addMany', events: 2, characters: LIMITS.bytesPerEvent / 2 })),
    );
    expect(answers.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(await events()).toHaveLength(16);
  });

  it('fails nobody for the defect of one: in deciding, in its events, or in their size', async () => {
    const { ask, events } = book();
    const given: readonly TallyCommand[] = [
      { do: 'fail' },
      add(1),
      { do: 'spoil' },
      add(2),
      { do: 'addMany', events: LIMITS.eventsPerAppend + 1 },
      add(3),
      { do: 'addMany', events: 1, characters: LIMITS.bytesPerEvent },
      add(MOST),
      { do: 'fail' },
      { do: 'reach', sum: 0 },
    ];
    const answers = await Promise.all(given.map((command) => ask(command).then(told, (error: unknown) => error)));
    expect(answers).toEqual([
      new Error('a defect in decide'),
      [[0, 1]],
      new TypeError('Added: by: expected an integer from 0, found NaN'),
      [[1, 2]],
      expect.any(AppendTooLarge),
      [[2, 3]],
      expect.any(AppendTooLarge),
      'TooMuch',
      new Error('a defect in decide'),
      [],
    ]);
    expect(await events()).toHaveLength(3);
  });
});

describe('limits', () => {
  it(`people are stopped at ${LIMITS.eventsPerStreamForPeople} events of a document, processes at ${LIMITS.eventsPerStream}`, async () => {
    const { ask, stream, events } = book();
    const fill = (number: number, byProcess: boolean) =>
      Promise.all(
        Array.from({ length: number / 100 }, () => ask({ do: 'addMany', events: 100 }, asked({ byProcess }))),
      );
    await fill(LIMITS.eventsPerStreamForPeople, false);
    expect(await ask(add(1))).toEqual(refused('DocumentFull', { limit: LIMITS.eventsPerStreamForPeople }));
    await fill(LIMITS.eventsPerStream - LIMITS.eventsPerStreamForPeople, true);
    expect(await ask(add(1), asked({ byProcess: true }))).toEqual(
      refused('DocumentFull', { limit: LIMITS.eventsPerStream }),
    );
    expect(await events()).toHaveLength(LIMITS.eventsPerStream);
    const elsewhere = await new CommandHandling(log(), clock).read(tally, stream);
    expect(elsewhere).toMatchObject({ next: LIMITS.eventsPerStream, state: { sum: LIMITS.eventsPerStream } });
  });

  it(`more than ${LIMITS.queue} waiting commands are busy; those that were taken are carried out, processes always`, async () => {
    const handling = new CommandHandling(log(), clock);
    const streams = Array.from({ length: 40 }, newTally);
    const given = Array.from({ length: LIMITS.queue + 50 }, (_, index) => ({
      stream: streams[index % 40]!,
      meta: asked(),
    }));
    const ask = ({ stream, meta }: (typeof given)[number]) =>
      handling.handle(tally, stream, add(1), meta).then(told, (error: unknown) => error);
    const answers = [...given.map(ask), ask({ stream: streams[0]!, meta: asked({ byProcess: true }) })];
    const settled = await Promise.all(answers);
    expect(settled.filter((answer) => answer instanceof Busy)).toHaveLength(50);
    expect(settled.slice(LIMITS.queue, -1).every((answer) => answer instanceof Busy)).toBe(true);
    const stored = await Promise.all(streams.map(async (stream) => commandIdsOf(await chainOf(log(), stream))));
    expect(stored.flat()).toHaveLength(LIMITS.queue + 1);
    expect(new Set(stored.flat()).size).toBe(LIMITS.queue + 1);
    const later = await Promise.all(given.slice(LIMITS.queue).map(ask));
    expect(later.filter((answer) => answer instanceof Busy)).toEqual([]);
  });
});

describe('an event that this version cannot read', () => {
  it('stops its stream and no other: never a guess', async () => {
    const { ask, handling, stream, events } = book();
    await ask(add(1));
    await log().append(stream, revision(0), specimens(stream, 1, { from: 1 }));
    for (const command of [add(1), { do: 'reach', sum: 0 }, { do: 'close' }] as const)
      await expect(ask(command)).rejects.toBeInstanceOf(UnreadableEvent);
    await expect(handling.read(tally, stream)).rejects.toBeInstanceOf(UnreadableEvent);
    await expect(events()).rejects.toThrow('the chain breaks');
    expect(await log().readStream(stream, revision(0), 10)).toHaveLength(2);
    expect(told(await handling.handle(tally, newTally(), add(1), asked()))).toEqual([[0, 1]]);
  });

  it('leaves nothing half known: a command that stands before it is not answered from an older state', async () => {
    const { ask, handling, stream } = book();
    await ask(add(1));
    const meta = asked();
    const later = () => instant(Date.UTC(2026, 11, 1));
    await new CommandHandling(log(), later).handle(tally, stream, add(2), meta);
    await log().append(stream, revision(1), specimens(stream, 1, { from: 2 }));
    await expect(handling.read(tally, stream)).rejects.toBeInstanceOf(UnreadableEvent);
    await expect(ask(add(2), meta)).rejects.toBeInstanceOf(UnreadableEvent);
  });

  it('is read as soon as a version comes that knows it', async () => {
    const { ask, handling, stream } = book();
    await ask({ do: 'close' });
    const older = { ...tally, events: eventSet() as never };
    await expect(handling.read(older, stream)).rejects.toBeInstanceOf(UnreadableEvent);
    expect((await handling.read(tally, stream)).state).toEqual({ situation: 'closed', sum: 0 });
  });
});
