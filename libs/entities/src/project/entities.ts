import { insert, integerColumn, table, textColumn, type Model } from '#read-store';
import { entityEvents, type EntityEvent } from '../events.js';

/** One row for each legal entity. */
export const entities = table(
  'entities',
  {
    tenant: textColumn,
    entity_id: textColumn,
    code: textColumn,
    name: textColumn,
    currency: textColumn,
    time_zone: textColumn,
    revision: integerColumn,
    position: integerColumn,
  },
  { key: ['tenant', 'entity_id'] },
);

export const entitiesModel: Model<EntityEvent> = {
  name: 'entities',
  version: 1,
  orderKey: 'stream',
  tables: [entities],
  categories: ['entity'],
  events: entityEvents,
  project: ({ metadata: { tenant }, position, revision, data }) => [
    insert(entities, {
      tenant,
      entity_id: data.entityId,
      code: data.code,
      name: data.name,
      currency: data.currency,
      time_zone: data.timeZone,
      revision,
      position,
    }),
  ],
};
