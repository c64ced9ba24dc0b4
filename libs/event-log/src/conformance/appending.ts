import { expect } from '@jest/globals';
import type { StreamName } from '#kernel';
import { LIMITS } from '../limits.js';
import { AppendTooLarge } from '../port.js';
import { at, collect, idsOf, isIntact, newStream, specimenOfSize, specimens } from '../specimens/sealed.js';
import { everything, writtenBy, type Rules } from './rules.js';

export const appending = ({ log, rule }: Rules): void => {
  rule('goes to a stream that does not exist yet, then behind the revision that it names', async () => {
    const stream = newStream();
    const first = specimens(stream, 2);
    const second = specimens(stream, 3, { from: 2 });
    expect((await log().append(stream, 'noStream', first)).outcome).toBe('appended');
    expect((await log().append(stream, at(1), second)).outcome).toBe('appended');
    const found = await everything(log(), stream);
    expect(idsOf(found)).toEqual(idsOf([...first, ...second]));
    expect(found.map((event) => event.revision)).toEqual([0, 1, 2, 3, 4]);
  });

  rule('at any other revision is a conflict that names the actual one, and writes nothing', async () => {
    const [absent, stream] = [newStream(), newStream()];
    await log().append(stream, 'noStream', specimens(stream, 3));
    const written = await writtenBy(log(), async () => {
      for (const expected of [at(0), at(7)])
        expect(await log().append(absent, expected, specimens(absent, 1))).toEqual({
          outcome: 'conflict',
          actual: 'noStream',
        });
      for (const expected of ['noStream', at(0), at(1), at(3), at(9)] as const)
        expect(await log().append(stream, expected, specimens(stream, 2))).toEqual({ outcome: 'conflict', actual: 2 });
    });
    expect(written).toEqual([]);
    expect(await everything(log(), absent)).toEqual([]);
  });

  rule('keeps every text exactly as it was given', async () => {
    const stream = newStream();
    const texts = [
      'Zoë 苏州 \u{1F9FE}',
      '90071992547409931234567890',
      '"\\/\b\f\n\r\t\u0000\u001f',
      '\u2028\u2029\u007f\uFFFD',
      '</script>',
      '',
    ];
    const events = specimens(stream, texts.length, {
      data: (index) => ({
        amount: { amount: texts[1], currency: 'EUR' },
        empty: {},
        list: [[], [null, true, -0.5]],
        text: texts[index],
      }),
      reason: texts.join(' '),
    });
    const { checkpoint } = await log().head();
    await log().append(stream, 'noStream', events);
    for (const found of [await everything(log(), stream), await collect(log(), checkpoint, events.length)]) {
      expect(
        found.map(({ id, type, schemaVersion, data, metadata }) => ({ id, type, schemaVersion, data, metadata })),
      ).toEqual(events);
      expect(found.every(isIntact)).toBe(true);
    }
  });
};

export const appendingAgain = ({ log, rule, tellsRepeats }: Rules): void => {
  rule(
    'behind the same older revision writes nothing and stands for the same events, whatever came since',
    async () => {
      const stream = newStream();
      await log().append(stream, 'noStream', specimens(stream, 1));
      const mine = specimens(stream, 2, { from: 1 });
      const first = await log().append(stream, at(0), mine);
      const repeated = tellsRepeats ? ['alreadyAppended'] : ['alreadyAppended', 'appended'];
      const written = await writtenBy(log(), async () => {
        for (const since of [0, 1, 2]) {
          const again = await log().append(stream, at(0), mine);
          expect(repeated).toContain(again.outcome);
          const found = await everything(log(), stream);
          for (const { checkpoint, revision: place } of found.slice(1))
            for (const answer of [first, again])
              expect('token' in answer && log().covers(checkpoint, answer.token)).toBe(place >= 2);
          await log().append(stream, at(2 + since), specimens(stream, 1, { from: 3 + since }));
        }
      });
      expect(written).toHaveLength(3);
    },
  );

  rule('to a new stream, and its first events alone, writes nothing either', async () => {
    const stream = newStream();
    const mine = specimens(stream, 3);
    await log().append(stream, 'noStream', mine);
    const written = await writtenBy(log(), async () => {
      for (const part of [mine, mine.slice(0, 2), mine.slice(0, 1)])
        expect((await log().append(stream, 'noStream', part)).outcome).not.toBe('conflict');
      expect((await log().append(stream, at(1), mine.slice(2))).outcome).not.toBe('conflict');
    });
    expect(written).toEqual([]);
  });

  rule('with more events than are there, with others or in another order is a conflict', async () => {
    const stream = newStream();
    const mine = specimens(stream, 3);
    const [first, second, third] = mine as [(typeof mine)[0], (typeof mine)[0], (typeof mine)[0]];
    await log().append(stream, 'noStream', [first, second]);
    const other = specimens(stream, 1);
    const written = await writtenBy(log(), async () => {
      for (const events of [mine, [first, ...other], [second, first], other, [second], [first, second, second]])
        expect(await log().append(stream, 'noStream', events)).toEqual({ outcome: 'conflict', actual: 1 });
      expect(await log().append(stream, at(0), [second, third])).toEqual({ outcome: 'conflict', actual: 1 });
    });
    expect(written).toEqual([]);
  });

  rule('at the current revision is written again: the ids of what stands before are not looked at', async () => {
    const stream = newStream();
    const mine = specimens(stream, 1);
    await log().append(stream, 'noStream', mine);
    expect((await log().append(stream, at(0), mine)).outcome).toBe('appended');
    expect(idsOf(await everything(log(), stream))).toEqual(idsOf([...mine, ...mine]));
  });
};

export const appendingAtOnce = ({ log, rule }: Rules): void => {
  rule('64 times to one revision: exactly one is written, the others learn the revision that it left', async () => {
    const stream = newStream();
    for (const expected of [-1, 1, 3]) {
      const attempts = Array.from({ length: 64 }, () => specimens(stream, 2, { from: expected + 1 }));
      const outcomes = await Promise.all(attempts.map((events) => log().append(stream, at(expected), events)));
      const won = attempts.filter((_, index) => outcomes[index]?.outcome === 'appended');
      expect(won).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome !== 'appended')).toEqual(
        Array.from({ length: 63 }, () => ({ outcome: 'conflict', actual: expected + 2 })),
      );
      expect(idsOf((await everything(log(), stream)).slice(expected + 1))).toEqual(idsOf(won.flat()));
    }
  });

  rule('to 64 streams: all are there, each append in its order, positions rising by one', async () => {
    const appends = Array.from({ length: 64 }, (_, index) => {
      const stream = newStream();
      return { stream, events: specimens(stream, 1 + (index % 5)) };
    });
    const { position: head } = await log().head();
    const written = await writtenBy(log(), () =>
      Promise.all(appends.map(({ stream, events }) => log().append(stream, 'noStream', events))),
    );
    expect(written.map(({ position }) => position)).toEqual(written.map((_, index) => head + 1 + index));
    for (const { stream, events } of appends) {
      const own = written.filter((event) => event.stream === stream);
      expect(idsOf(own)).toEqual(idsOf(events));
      expect(own.map((event) => event.revision)).toEqual(events.map((_, index) => index));
    }
    expect(written).toHaveLength(appends.flatMap(({ events }) => events).length);
  });
};

export const tooLargeAppends = ({ log, rule }: Rules): void => {
  const { eventsPerAppend, bytesPerAppend, bytesPerEvent } = LIMITS;
  const refused = async (events: (stream: StreamName) => ReturnType<typeof specimens>): Promise<void> => {
    const stream = newStream();
    const written = await writtenBy(log(), () =>
      expect(log().append(stream, 'noStream', events(stream))).rejects.toBeInstanceOf(AppendTooLarge),
    );
    expect(written).toEqual([]);
    expect((await log().append(stream, 'noStream', specimens(stream, 1))).outcome).toBe('appended');
  };
  const taken = async (events: (stream: StreamName) => ReturnType<typeof specimens>): Promise<void> => {
    const stream = newStream();
    expect((await log().append(stream, 'noStream', events(stream))).outcome).toBe('appended');
    expect((await everything(log(), stream)).every(isIntact)).toBe(true);
  };

  rule(`has more than ${eventsPerAppend} events, or none`, async () => {
    await taken((stream) => specimens(stream, eventsPerAppend));
    await refused((stream) => specimens(stream, eventsPerAppend + 1));
    await refused(() => []);
  });

  rule(`has an event of more than ${bytesPerEvent} bytes, counted in UTF-8`, async () => {
    for (const filler of ['x', '苏']) {
      await taken((stream) => [specimenOfSize(stream, bytesPerEvent, 0, filler)]);
      await refused((stream) => [specimenOfSize(stream, bytesPerEvent + 1, 0, filler)]);
    }
  });

  rule(`has more than ${bytesPerAppend} bytes in all`, async () => {
    const sized = (last: number) => (stream: StreamName) =>
      [1, 2, 3, 4].map((_, index) => specimenOfSize(stream, bytesPerAppend / 4 + (index === 3 ? last : 0), index));
    await taken(sized(0));
    await refused(sized(1));
  });
};
