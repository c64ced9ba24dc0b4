import { expect } from '@jest/globals';
import { revision } from '#kernel';
import { START, type StoredEvent } from '../port.js';
import { newStream, specimens, stand } from '../specimens/sealed.js';
import { everything, stream0, writtenBy, type Rules } from './rules.js';

export const reading = ({ log, rule }: Rules): void => {
  rule('a stream from any revision, as many as asked for', async () => {
    const all = await stand(log(), 7);
    const { stream } = all[0] as StoredEvent;
    for (let from = 0; from <= 8; from += 1)
      for (let limit = 1; limit <= 8; limit += 1)
        expect(await log().readStream(stream, revision(from), limit)).toEqual(all.slice(from, from + limit));
  });

  rule('a stream that does not exist finds nothing', async () => {
    expect(await log().readStream(newStream(), stream0, 10)).toEqual([]);
  });

  rule('all streams from any checkpoint, in pages of any size, gives the same sequence', async () => {
    const all = await writtenBy(log(), async () => {
      for (const number of [3, 1, 5, 2, 4]) await stand(log(), number);
    });
    const [first] = all as [StoredEvent];
    expect(all).toHaveLength(15);
    for (let size = 1; size <= 16; size += 1) {
      const paged: StoredEvent[] = [];
      for (let page = await log().readAll(first.checkpoint, size); page.length > 0;) {
        expect(page.length).toBeLessThanOrEqual(size);
        paged.push(...page);
        page = await log().readAll((page.at(-1) as StoredEvent).checkpoint, size);
      }
      expect(paged).toEqual(all.slice(1));
    }
    for (const [index, { checkpoint }] of all.entries())
      expect(await log().readAll(checkpoint, 100)).toEqual(all.slice(index + 1));
  });

  rule('all streams finds the same events, at the same places, as reading their streams', async () => {
    const streams: (readonly StoredEvent[])[] = [];
    const all = await writtenBy(log(), async () => {
      for (const number of [2, 3]) streams.push(await stand(log(), number));
    });
    expect(all).toEqual(streams.flat());
  });

  rule('from the start counts positions 1, 2, 3 …', async () => {
    await stand(log(), 10);
    expect((await log().readAll(START, 10)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
};

export const tokens = ({ log, rule }: Rules): void => {
  rule('the head moves by the events that were appended, and nothing lies behind it', async () => {
    const first = await log().head();
    await stand(log(), 3);
    const second = await log().head();
    expect(second.position).toBe(first.position + 3);
    expect(await log().readAll(second.checkpoint, 10)).toEqual([]);
    expect(await log().readAll(first.checkpoint, 10)).toHaveLength(3);
    expect(log().covers(second.checkpoint, second.token)).toBe(true);
    expect(log().covers(second.checkpoint, first.token)).toBe(true);
    expect(log().covers(first.checkpoint, second.token)).toBe(false);
  });

  rule('a checkpoint covers a token exactly from the event on that it stands for', async () => {
    const stream = newStream();
    const append = await log().append(stream, 'noStream', specimens(stream, 5));
    const events = await everything(log(), stream);
    for (const [place, { checkpoint }] of events.entries()) {
      for (const [index, { token }] of events.entries()) expect(log().covers(checkpoint, token)).toBe(place >= index);
      expect('token' in append && log().covers(checkpoint, append.token)).toBe(place === 4);
    }
    expect(log().covers(START, (events[0] as StoredEvent).token)).toBe(false);
  });

  rule('a token that went out as text comes back as the same token', async () => {
    const events = await stand(log(), 3);
    for (const { token } of [...events, await log().head()]) {
      const read = log().parseToken(String(token));
      if (read === undefined) throw new Error(`${token} is not taken back`);
      for (const { checkpoint } of events) expect(log().covers(checkpoint, read)).toBe(log().covers(checkpoint, token));
    }
  });

  rule('a text that was never a token is none', async () => {
    for (const text of [
      '',
      ' ',
      'x',
      '{}',
      'NaN',
      '1e3',
      '0x10',
      "' OR 1=1",
      '\u{1F4A5}',
      '9'.repeat(400),
      'a'.repeat(9_999),
    ])
      expect([text, log().parseToken(text)]).toEqual([text, undefined]);
  });
};
