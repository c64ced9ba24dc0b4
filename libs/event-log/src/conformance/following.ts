import { expect } from '@jest/globals';
import type { StreamName } from '#kernel';
import { LIMITS } from '../limits.js';
import { LogUnavailable, type StoredEvent } from '../port.js';
import { at, collect, idsOf, newStream, specimens, stand, unique } from '../specimens/sealed.js';
import { everything, stream0, type Rules } from './rules.js';

export const following = ({ log, rule }: Rules): void => {
  rule('gives what is there, then each new event, once and in order', async () => {
    const { checkpoint } = await log().head();
    await stand(log(), 3);
    const stop = new AbortController();
    const seen: StoredEvent[] = [];
    for await (const page of log().follow(checkpoint, stop.signal)) {
      seen.push(...page);
      if (seen.length >= 12) stop.abort();
      else if (seen.length % 3 === 0) await stand(log(), 3);
    }
    expect(seen).toEqual(await log().readAll(checkpoint, 100));
    expect(seen).toHaveLength(12);
  });

  rule('gives every one of several followers everything, while others append', async () => {
    const { checkpoint } = await log().head();
    const followers = [1, 2, 3].map(() => collect(log(), checkpoint, 96));
    await Promise.all(Array.from({ length: 32 }, () => stand(log(), 3)));
    const all = await log().readAll(checkpoint, LIMITS.page);
    expect(all).toHaveLength(96);
    for (const follower of followers) expect(await follower).toEqual(all);
  });

  rule('ends at the signal while it waits', async () => {
    const stop = new AbortController();
    const { checkpoint } = await log().head();
    const follower = log().follow(checkpoint, stop.signal)[Symbol.asyncIterator]();
    const waiting = follower.next();
    // It has given everything there is once this one has been seen, so that the next request can only wait.
    await stand(log(), 1);
    expect((await waiting).value).toHaveLength(1);
    const ended = follower.next();
    stop.abort();
    expect(await ended).toEqual({ done: true, value: undefined });
  });

  rule('ends at the signal between two pages, and gives nothing after it', async () => {
    const { checkpoint } = await log().head();
    await stand(log(), 100);
    const stop = new AbortController();
    const follower = log().follow(checkpoint, stop.signal)[Symbol.asyncIterator]();
    await follower.next();
    await stand(log(), 1);
    const asked = follower.next();
    stop.abort();
    expect(await asked).toEqual({ done: true, value: undefined });
    expect(await follower.next()).toEqual({ done: true, value: undefined });
    expect(await log().follow(checkpoint, stop.signal)[Symbol.asyncIterator]().next()).toEqual({
      done: true,
      value: undefined,
    });
  });

  rule('lets its reader stop at any time', async () => {
    const { checkpoint } = await log().head();
    await stand(log(), 2);
    const seen: StoredEvent[] = [];
    for await (const page of log().follow(checkpoint, new AbortController().signal)) {
      seen.push(...page);
      break;
    }
    expect(seen.length).toBeGreaterThan(0);
  });
};

export const severalProcesses = ({ log, open, rule }: Rules): void => {
  rule('read what the others append, at the same places', async () => {
    const other = await open();
    const { checkpoint } = await log().head();
    const followed = collect(log(), checkpoint, 7);
    const written = [...(await stand(other, 4)), ...(await stand(other, 3))];
    expect(await followed).toEqual(written);
    expect(await log().readAll(checkpoint, 100)).toEqual(written);
    await other.close();
  });

  rule('race for each revision of a stream: one wins, no gap, nothing twice', async () => {
    const other = await open();
    const stream = newStream();
    const { position: head, checkpoint } = await log().head();
    for (let place = 0; place < 25; place += 1) {
      const outcomes = await Promise.all(
        [log(), other, log(), other].map((each) =>
          each.append(stream, at(place - 1), specimens(stream, 1, { from: place })),
        ),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(3);
    }
    const all = await other.readAll(checkpoint, LIMITS.page);
    expect(all.map((event) => event.revision)).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(all.map((event) => event.position)).toEqual(Array.from({ length: 25 }, (_, index) => head + 1 + index));
    await other.close();
  });

  rule('append to streams of their own at once: all of it is there, in one order for both', async () => {
    const other = await open();
    const { position: head, checkpoint } = await log().head();
    await Promise.all(Array.from({ length: 60 }, (_, index) => stand(index % 2 === 0 ? log() : other, 2)));
    const all = await log().readAll(checkpoint, LIMITS.page);
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 120 }, (_, index) => head + 1 + index));
    expect(new Set(idsOf(all)).size).toBe(120);
    expect(await other.readAll(checkpoint, LIMITS.page)).toEqual(all);
    await other.close();
  });
};

export const closing = ({ log, open, rule }: Rules): void => {
  rule('lets what waits be written; what was acknowledged is there when the log is opened again', async () => {
    const first = await open();
    const streams = Array.from({ length: 20 }, newStream);
    const appends = streams.map((stream) => first.append(stream, 'noStream', specimens(stream, 2)));
    await first.close();
    expect((await Promise.all(appends)).every(({ outcome }) => outcome === 'appended')).toBe(true);
    const again = await open();
    for (const stream of streams) expect(await everything(again, stream)).toEqual(await everything(log(), stream));
    expect(await everything(again, streams[0] as StreamName)).toHaveLength(2);
    expect(await again.head()).toEqual(await log().head());
    await again.close();
  });

  rule('makes everything unavailable, followers included, and may be done twice', async () => {
    const closed = await open();
    const stream = newStream();
    const { checkpoint } = await closed.head();
    const waiting = collect(closed, checkpoint, Infinity);
    const unavailable = expect(waiting).rejects.toBeInstanceOf(LogUnavailable);
    await closed.close();
    await closed.close();
    await unavailable;
    for (const attempt of [
      () => closed.append(stream, 'noStream', specimens(stream, 1, { reason: unique() })),
      () => closed.readStream(stream, stream0, 1),
      () => closed.readAll(checkpoint, 1),
      () => closed.head(),
      () => collect(closed, checkpoint, 1),
    ])
      await expect(attempt()).rejects.toBeInstanceOf(LogUnavailable);
    expect(await everything(log(), stream)).toEqual([]);
  });
};
