import { afterEach, describe } from '@jest/globals';
import { model, type Fresh, type Open, type Place } from './conformance/examples.js';
import { groupRules } from './conformance/group.js';
import { knownAtRules } from './conformance/known-at.js';
import { queryRules } from './conformance/query.js';
import { rowRules } from './conformance/rows.js';
import { visibilityRules } from './conformance/visibility.js';
import type { ReadStore } from './port.js';

/** What every read store keeps, whatever engine it stands on. */
export const readStoreConformance = (name: string, newPlace: () => Place): void => {
  describe(`the read store on ${name}`, () => {
    const opened: ReadStore[] = [];
    const open: Open = async (place) => {
      const store = await place.open();
      opened.push(store);
      await store.prepare([model]);
      return store;
    };
    const fresh: Fresh = async () => {
      const place = newPlace();
      const store = await open(place);
      return { place, store, lease: await store.lead('g') };
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    describe('rows', () => rowRules(fresh));
    describe('the group', () => groupRules(fresh, open));
    describe('a query', () => queryRules(fresh));
    describe('the moment something was known', () => knownAtRules(fresh));
    describe('waiting for a position', () => visibilityRules(fresh, open));
  });
};
