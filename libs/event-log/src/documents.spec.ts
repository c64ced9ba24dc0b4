import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documentId, streamName, tenant, uuidOf, type Identity, type ReceivableId, type Uuid } from '#kernel';
import { temporaryFolder } from '#testing';
import { findByNumber, placeNew } from './documents.js';
import { CommandHandling } from './handle.js';
import type { CommandMeta } from './meta.js';
import { SqliteEventLog } from './sqlite/log.js';
import { unique } from './specimens/sealed.js';
import { asked, clock, entity, tally, type TallyCommand, type TallyState } from './specimens/tally.js';

const folder = temporaryFolder();
const opened: SqliteEventLog[] = [];
beforeAll(async () => void opened.push(await SqliteEventLog.open(folder.file('log.db'))));
afterAll(async () => {
  await opened[0]?.close();
  folder.remove();
});

/** Tallies as numbered documents: one that is closed is over. */
const kind = {
  kind: 'tally',
  decider: tally,
  stream: (id: Uuid) => streamName('tally', tenant('spec'), id),
  isOver: ({ situation }: TallyState) => situation === 'closed',
};
const book = () => {
  const handling = new CommandHandling(opened[0] as SqliteEventLog, clock);
  const number = unique();
  const life = (lived: number) => documentId<ReceivableId>(entity, 'tally', number, lived);
  return {
    life,
    byNumber: { by: 'number', number } as Identity<ReceivableId>,
    place: (identity: Identity<ReceivableId>, meta: CommandMeta = asked()) => placeNew(handling, kind, identity, meta),
    give: (id: Uuid, command: TallyCommand, meta: CommandMeta = asked()) =>
      handling.handle(tally, kind.stream(id), command, meta),
    find: (meta?: CommandMeta) => findByNumber(handling, kind, entity, number, meta?.commandId),
  };
};

describe('a new document with a number', () => {
  it('begins its first life, and is taken as soon as it is there', async () => {
    const { byNumber, place, give, life, find } = book();
    expect(await find()).toBeUndefined();
    expect(await place(byNumber)).toMatchObject({ id: life(0), life: 0, taken: false });
    await give(life(0), { do: 'add', by: 1 });
    expect(await place(byNumber)).toMatchObject({ id: life(0), taken: true });
    expect(await find()).toBe(life(0));
  });

  it('is found in the life that knows the command, so that one sent again does not reach the next life', async () => {
    const { give, life, find } = book();
    const closing = asked();
    await give(life(0), { do: 'add', by: 1 });
    await give(life(0), { do: 'close' }, closing);
    await give(life(1), { do: 'add', by: 2 });
    expect(await find()).toBe(life(1));
    expect(await find(closing)).toBe(life(0));
  });

  it('has a new life after each one that is over', async () => {
    const { byNumber, place, give, life, find } = book();
    for (const lived of [0, 1, 2]) {
      expect(await place(byNumber)).toMatchObject({ id: life(lived), life: lived, taken: false });
      await give(life(lived), { do: 'close' });
      expect(await find()).toBe(life(lived));
    }
    await give(life(3), { do: 'add', by: 1 });
    expect(await find()).toBe(life(3));
  });

  it('is answered from the life that knows its key, whatever came since', async () => {
    const { byNumber, place, give, life } = book();
    const meta = asked();
    const first = await give(life(0), { do: 'add', by: 7 }, meta);
    await give(life(0), { do: 'close' });
    await give(life(1), { do: 'add', by: 1 });
    expect(await place(byNumber, meta)).toMatchObject({
      id: life(0),
      repeated: { outcome: 'done', repeated: true, events: 'events' in first && first.events },
    });
    expect(await place(byNumber, { ...meta, commandHash: 'other' })).toMatchObject({
      repeated: { outcome: 'refused', refusal: { refusal: 'KeyReusedWithOtherContent' } },
    });
  });
});

describe('a new document without a number', () => {
  it('has the id that its caller gave, which may be taken', async () => {
    const { place, give } = book();
    const id = uuidOf<ReceivableId>(unique());
    expect(await place({ by: 'id', id })).toMatchObject({ id, life: 0, number: undefined, taken: false });
    await give(id, { do: 'close' });
    expect(await place({ by: 'id', id })).toMatchObject({ id, taken: true });
  });

  it('or one that follows from its key, so that a repeat finds it', async () => {
    const { place, give } = book();
    const meta = asked();
    const placed = await place({ by: 'key' }, meta);
    expect(placed).toMatchObject({ life: 0, number: undefined, taken: false });
    await give(placed.id, { do: 'add', by: 1 }, meta);
    expect(await place({ by: 'key' }, meta)).toMatchObject({ id: placed.id, repeated: { repeated: true } });
    expect((await place({ by: 'key' })).id).not.toBe(placed.id);
  });
});
