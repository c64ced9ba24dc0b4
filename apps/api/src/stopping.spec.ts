import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, received } from './client/bodies.js';
import { Surface, type Done } from './client/surface.js';
import { openTemporary } from './client/temporary-book.js';

const CLIENTS = 50;
/** Answers after which the server is told to stop. */
const ENOUGH = 300;

type Outcome =
  | { readonly was: 'answered'; readonly status: number; readonly body: Done }
  | { readonly was: 'refused' }
  | { readonly was: 'broken'; readonly how: string };

let path: string;
let first: Surface;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'daybook-'));
  first = await Surface.on(await openTemporary(path));
});
afterAll(() => rm(path, { recursive: true, force: true }));

/** One request on a connection of its own: an answer that is whole, or none at all. Anything between is broken. */
const post = (path: string, body: object, key: string): Promise<Outcome> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key, prefer: 'wait=30' };
    const asking = request(`${first.url}${path}`, { method: 'POST', headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', ({ message }) => resolve({ was: 'broken', how: message }));
      answer.on('end', () =>
        answer.complete
          ? resolve({ was: 'answered', status: answer.statusCode ?? 0, body: JSON.parse(text) as Done })
          : resolve({ was: 'broken', how: text }),
      );
    });
    asking.on('error', () => resolve({ was: 'refused' }));
    asking.end(JSON.stringify(body));
  });

describe('a server that is stopped under load', () => {
  const outcomes: Outcome[] = [];
  let took: number;

  beforeAll(async () => {
    const customerId = (await first.carry('/v1/customers', { code: 'C', name: 'C' })).id;
    const { id } = await first.carry(
      '/v1/receivables',
      invoiced(customerId, 'R', '2026-01-05', '2026-02-05', '100000.00'),
    );
    const idle = connect(Number(new URL(first.url).port), '127.0.0.1');
    await once(idle, 'connect');
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      const began = performance.now();
      await first.book.end();
      took = performance.now() - began;
    };
    const client = async (name: number): Promise<void> => {
      for (let turn = 0; ; turn += 1) {
        const number = `${name}-${turn}`;
        const outcome = await (name % 2 === 0
          ? post('/v1/receivables', invoiced(customerId, number, '2026-01-05', '2026-02-05', '1.00'), number)
          : post(
              '/v1/receipts',
              received(customerId, '1.00', '2026-01-10', { number, allocate: byHand([id, 1, '1.00']) }),
              number,
            ));
        outcomes.push(outcome);
        if (outcomes.length === ENOUGH) stopping = stop();
        if (outcome.was !== 'answered') return;
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)));
    await stopping;
    idle.destroy();
  });

  it('answers whole what it has accepted, and refuses the rest', () => {
    expect(outcomes.filter(({ was }) => was === 'broken')).toEqual([]);
    const statuses = outcomes.flatMap((outcome) => (outcome.was === 'answered' ? [outcome.status] : []));
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect(statuses.length).toBeGreaterThanOrEqual(ENOUGH);
    expect(outcomes.filter(({ was }) => was === 'refused')).toHaveLength(CLIENTS);
  });

  it('does not wait for connections that ask nothing, nor for the processes of those who would wait half a minute', () => {
    expect(took).toBeLessThan(8_000);
  });

  it('has everything that it acknowledged when the folder is opened again, and ends what was on its way', async () => {
    const again = await Surface.on(await openTemporary(path));
    const acknowledged = outcomes.flatMap((outcome) => (outcome.was === 'answered' ? [outcome.body] : []));
    await again.book.caughtUp();
    const missing: string[] = [];
    for (const { id, number, events } of acknowledged) {
      const kind = events[0] === 'ReceiptRegistered' ? 'receipts' : 'receivables';
      const { status, body } = await again.query(`/v1/${kind}/{document}`, {}, id);
      if (status !== 200 || body.number !== number) missing.push(number);
    }
    expect(missing).toEqual([]);
    const { customer } = await again.ask('/v1/receivables/{document}', {}, 'R');
    const end = await again.carry('/v1/receipts', received(customer.id, '1.00', '2026-01-10'), { wait: 10 });
    const { checks, balanced } = await again.ask('/v1/reconciliation', { minPosition: end.token });
    expect({ balanced, inFlight: checks.map(({ inFlight }) => inFlight) }).toEqual({
      balanced: true,
      inFlight: checks.map(() => '0.00'),
    });
    await again.book.end();
  });
});
