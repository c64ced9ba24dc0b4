import { describe, expect, it } from '@jest/globals';
import {
  position,
  revision,
  tenant,
  uuidOf,
  type CalendarDate,
  type Currency,
  type EntityId,
  type Recorded,
} from '#kernel';
import { SqliteReadStore } from '#read-store';
import { temporaryFolder } from '#testing';
import type { EntityEvent } from '../events.js';
import { entitiesModel } from '../project/entities.js';
import { listEntities } from './entities.js';

const TENANT = tenant('t');
const idOf = (code: string): EntityId => uuidOf<EntityId>('entity', code);

const opened = (code: string, at: number): Recorded<EntityEvent> =>
  ({
    type: 'EntityOpened',
    effectiveOn: '2026-01-01' as CalendarDate,
    data: {
      entityId: idOf(code),
      code,
      name: `Company ${code}`,
      currency: 'EUR' as Currency,
      timeZone: 'Europe/Berlin',
    },
    revision: revision(0),
    position: position(at),
    metadata: { tenant: TENANT, entity: idOf(code) },
  }) as Recorded<EntityEvent>;

describe('the entities of a tenant', () => {
  it('are listed by code, those that were known', async () => {
    using folder = temporaryFolder();
    const store = await SqliteReadStore.open(folder.file('rows.db'));
    await store.prepare([entitiesModel]);
    const changes = [opened('main', 1), opened('branch', 2)].flatMap((event) => entitiesModel.project(event));
    await store.apply(await store.lead('g'), {
      changes,
      parked: [],
      recorded: [],
      to: { position: position(2), checkpoint: '' },
    });
    const list = (knownAt?: number, of = TENANT) =>
      store.read('g', (snapshot) =>
        listEntities(snapshot, { tenant: of, ...(knownAt !== undefined && { knownAt: position(knownAt) }) }),
      );
    expect(await list()).toEqual([
      {
        id: idOf('branch'),
        code: 'branch',
        name: 'Company branch',
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        revision: 0,
      },
      { id: idOf('main'), code: 'main', name: 'Company main', currency: 'EUR', timeZone: 'Europe/Berlin', revision: 0 },
    ]);
    expect((await list(1)).map(({ code }) => code)).toEqual(['main']);
    expect(await list(2, tenant('other'))).toEqual([]);
    await store.close();
  });
});
