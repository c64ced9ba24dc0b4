import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { uuidOf, type EntityId, type Revision, type StreamName } from '#kernel';
import { temporaryFolder } from '#testing';
import { CommandHandling } from './handle.js';
import { SqliteEventLog } from './sqlite/log.js';
import { unique } from './specimens/sealed.js';
import { asked, chainOf, clock, commandIdsOf, MOST, newTally, tally, type TallyCommand } from './specimens/tally.js';

const folder = temporaryFolder();
const opened: SqliteEventLog[] = [];
beforeAll(async () => void opened.push(await SqliteEventLog.open(folder.file('log.db'))));
afterAll(async () => {
  await opened[0]?.close();
  folder.remove();
});

/** What one client asks of one of three streams, under one of a few keys, so that keys come again with equal and other content. */
interface Step {
  readonly stream: number;
  readonly command: TallyCommand;
  readonly key: number;
  readonly ifMatch: number | undefined;
  readonly entity: string;
}

/** The reference: streams as lists of [number added or type, key], told one command after the other. */
class Model {
  readonly streams = [0, 1, 2].map(() => ({
    events: [] as { what: number | string; key: string }[],
    keys: new Map<number, { content: string; answer: string }>(),
    entity: '',
  }));

  tell({ stream: index, command, key, ifMatch, entity }: Step): string {
    const stream = this.streams[index]!;
    const known = stream.keys.get(key);
    const content = JSON.stringify(command);
    if (known) return known.content === content ? known.answer : 'KeyReusedWithOtherContent';
    if (ifMatch !== undefined && ifMatch !== stream.events.length - 1) return 'Stale';
    if (stream.entity !== '' && stream.entity !== entity) return 'OtherEntity';
    const since = stream.events.slice(stream.events.findLastIndex(({ what }) => what === 'Reset') + 1);
    const sum = since.reduce((total, { what }) => total + (typeof what === 'number' ? what : 0), 0);
    if (command.do === 'fail') return 'defect';
    if (stream.events.at(-1)?.what === 'Closed') return 'Closed';
    if (command.do === 'add' && sum + command.by > MOST) return 'TooMuch';
    const follows = (): (number | string)[] => {
      if (command.do === 'add') return [command.by];
      if (command.do === 'addMany') return Array<number>(command.events).fill(1);
      if (command.do === 'reach') return sum < command.sum ? [command.sum - sum] : [];
      return [command.do === 'close' ? 'Closed' : 'Reset'];
    };
    const from = stream.events.length;
    stream.events.push(...follows().map((what) => ({ what, key: `${key}` })));
    const answer = stream.events
      .slice(from)
      .map(({ what }, place) => `${from + place}:${what}`)
      .join(' ');
    if (answer !== '') {
      stream.keys.set(key, { content, answer });
      stream.entity = entity;
    }
    return answer;
  }
}

const steps = fc.array(
  fc.array(
    fc.record<Step>({
      stream: fc.nat(2),
      command: fc.oneof(
        { weight: 6, arbitrary: fc.nat(9).map((by): TallyCommand => ({ do: 'add', by })) },
        {
          weight: 2,
          arbitrary: fc.constantFrom<TallyCommand>({ do: 'add', by: MOST }, { do: 'reset' }, { do: 'fail' }),
        },
        {
          weight: 2,
          arbitrary: fc.integer({ min: 1, max: 60 }).map((events): TallyCommand => ({ do: 'addMany', events })),
        },
        { weight: 2, arbitrary: fc.nat(50).map((sum): TallyCommand => ({ do: 'reach', sum })) },
        { weight: 1, arbitrary: fc.constant<TallyCommand>({ do: 'close' }) },
      ),
      key: fc.nat(30),
      ifMatch: fc.option(fc.integer({ min: -1, max: 6 }), { nil: undefined, freq: 6 }),
      entity: fc.constantFrom('a', 'a', 'a', 'a', 'b'),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 1, maxLength: 8 },
);

/** Gives every group of steps at once and the groups one after the other; the answers in the order of the steps. */
const carryOut = async (streams: readonly StreamName[], groups: readonly (readonly Step[])[]): Promise<string[]> => {
  const handling = new CommandHandling(opened[0]!, clock);
  const run = unique();
  const give = async ({ stream, command, key, ifMatch, entity }: Step): Promise<string> => {
    const meta = asked({
      key: `${run} ${key}`,
      content: JSON.stringify(command),
      entity: uuidOf<EntityId>(entity),
      ...(ifMatch !== undefined && { ifMatch: ifMatch as Revision }),
    });
    const answer = await handling.handle(tally, streams[stream]!, command, meta).catch(() => undefined);
    if (!answer) return 'defect';
    if (answer.outcome === 'refused') return answer.refusal.refusal;
    return answer.events
      .map((event) => `${event.revision}:${event.type === 'Added' ? event.data.by : event.type}`)
      .join(' ');
  };
  const answers: string[] = [];
  for (const group of groups) answers.push(...(await Promise.all(group.map(give))));
  return answers;
};

describe('any commands, from any clients, to any streams', () => {
  it('are answered and stored as if they had come one by one, in the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (groups) => {
        const [model, streams] = [new Model(), [newTally(), newTally(), newTally()]];
        const expected = groups.flat().map((step) => model.tell(step));
        expect(await carryOut(streams, groups)).toEqual(expected);
        for (const [index, stream] of streams.entries()) {
          const events = await chainOf(opened[0]!, stream);
          const written = events.map(({ type, data }) =>
            type === 'Added' ? (JSON.parse(data) as { by: number }).by : type,
          );
          expect(written).toEqual(model.streams[index]!.events.map(({ what }) => what));
          expect(new Set(commandIdsOf(events)).size).toBe(model.streams[index]!.keys.size);
        }
      }),
      { numRuns: 150 },
    );
  });
});
