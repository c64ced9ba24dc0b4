import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, dateIn, documentId, type CalendarDate, type EntityId } from '#kernel';
import { entityIdOf } from '#entities';
import { Bulk, MAX_COMMANDS } from '../../api/src/index.js';
import { CannotRun, type EntityWish } from './config.js';
import { installation } from './folder.js';
import type { OpenBook } from './open-book.js';

/** One batch after the other; the commands of one batch stand side by side, but for those on one document. */
interface DemoCompany {
  readonly entity: Required<EntityWish>;
  readonly batches: readonly (readonly { readonly key: string; readonly path: string; readonly body: unknown }[])[];
}

const readCompany = (): DemoCompany =>
  JSON.parse(readFileSync(join(installation(), 'examples', 'demo-company.json'), 'utf8')) as DemoCompany;

export const demoEntity = (): Required<EntityWish> => readCompany().entity;

const ID_KINDS = ['customer', 'receivable', 'receipt'] as const;

/** Fills in `{day-45}`, 45 days before the day of the first start, and `{customer:C-1}`, the id behind a code or number. */
const filled = (value: unknown, day: CalendarDate, entityId: EntityId): unknown => {
  const text = JSON.stringify(value)
    .replace(/\{day([+-]\d{1,4})?\}/g, (_, days: string | undefined) => addDays(day, Number(days ?? 0)))
    .replace(new RegExp(`\\{(${ID_KINDS.join('|')}):([^}]+)\\}`, 'g'), (_, kind: string, number: string) =>
      documentId(entityId, kind, number, 0),
    );
  return JSON.parse(text) as unknown;
};

/**
 * Loads the demo company into its book, its dates counted from the day of the first start. Keys make it repeatable: a
 * start that was cut short is finished by the next.
 */
export const loadDemo = async (open: OpenBook): Promise<void> => {
  const { app, book, system } = open;
  if ((await system.setting('demo-loaded')) !== undefined) return;
  const company = readCompany();
  const day = (await system.putOnce('demo-day', dateIn(company.entity.timeZone, book.clock()))) as CalendarDate;
  const bulk = app.get(Bulk);
  for (const batch of company.batches)
    for (let at = 0; at < batch.length; at += MAX_COMMANDS) {
      const commands = filled(batch.slice(at, at + MAX_COMMANDS), day, entityIdOf(book.tenant, 'main'));
      const { results } = await bulk.run({ commands }, 30, '/demo');
      const failed = results.find(({ status }) => status >= 400);
      if (failed) throw new CannotRun(`the demo book cannot be loaded: ${JSON.stringify(failed.body)}`);
    }
  await open.caughtUp();
  await system.putOnce('demo-loaded', day);
};
