import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, invoiced, money, raising, received } from '../client/bodies.js';
import { servedBook } from '../client/surface.js';

const served = servedBook();

let customerId: string;
beforeAll(async () => {
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Customer' })).id;
});

const raise = (number: string, amount = '100.00') => invoiced(customerId, number, '2026-01-05', '2026-02-05', amount);
const promise = (amount: string) => ({ instalment: 1, amount: money(amount), promisedOn: '2026-03-01' });
const PROMISE = '/v1/receivables/{document}/promise';

const json = (headers: Record<string, string> = {}) => ({ 'content-type': 'application/json', ...headers });
const post = (path: string, body: string, headers?: Record<string, string>) =>
  served().handmade(path, { method: 'POST', headers: json(headers), body });
const eventsOf = async (document: string) => {
  const { items } = await served().ask('/v1/receivables/{document}/history', {}, document);
  return items.map(({ type }) => type);
};

describe('the Idempotency-Key', () => {
  it('is required', async () => {
    const { status, problem, headers } = await post('/v1/customers', '{"code":"X","name":"X"}');
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect({ status, problem }).toEqual({
      status: 400,
      problem: {
        type: '/problems/idempotency-key-missing',
        title: 'Idempotency-Key is missing',
        status: 400,
        detail: 'a command needs an Idempotency-Key of 1 to 255 printable characters',
        instance: '/v1/customers',
      },
    });
    expect((await post('/v1/customers', '{}', { 'idempotency-key': '' })).problem.type).toBe(
      '/problems/idempotency-key-missing',
    );
  });

  it('has 1 to 255 printable characters', async () => {
    const body = JSON.stringify(raise('KEYS'));
    for (const key of ['x'.repeat(256), 'caf\u00e9', 'tab\there']) {
      const { status, problem } = await post('/v1/receivables', body, { 'idempotency-key': key });
      expect({ status, errors: problem.errors }).toMatchObject({
        status: 400,
        errors: [{ pointer: '', rule: 'idempotency-key' }],
      });
    }
    expect((await post('/v1/receivables', body, { 'idempotency-key': '~'.repeat(255) })).status).toBe(201);
  });

  it('answers a repeat with the first answer, and says so', async () => {
    const first = await served().send('/v1/receivables', raise('REPEAT'), { key: 'repeat' });
    const again = await served().send('/v1/receivables', raise('REPEAT'), { key: 'repeat' });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const header of ['etag', 'location']) expect(again.headers.get(header)).toBe(first.headers.get(header));
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await eventsOf('REPEAT')).toEqual(['ReceivableRaised']);
  });

  it('answers a repeat whatever else has changed since', async () => {
    const first = await served().send(PROMISE, promise('10.00'), {
      document: 'REPEAT',
      key: 'promise',
      ifMatch: '"0"',
    });
    await served().carry(PROMISE, promise('20.00'), { document: 'REPEAT' });
    await served().carry('/v1/receivables/{document}/reverse', {}, { document: 'REPEAT' });
    const again = await served().send(PROMISE, promise('10.00'), {
      document: 'REPEAT',
      key: 'promise',
      ifMatch: '"0"',
    });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers.get('etag')).toBe('"1"');
  });

  it('names another command on another document', async () => {
    await served().carry('/v1/receivables', raise('ONE'));
    await served().carry('/v1/receivables', raise('OTHER'));
    for (const document of ['ONE', 'OTHER'])
      expect((await served().carry(PROMISE, promise('10.00'), { document, key: 'shared' })).events).toHaveLength(1);
    expect(await eventsOf('ONE')).toEqual(await eventsOf('OTHER'));
  });

  it('is refused with other content', async () => {
    await served().carry('/v1/receivables', raise('CONTENT'), { key: 'content' });
    const other = await served().send('/v1/receivables', raise('CONTENT', '200.00'), { key: 'content' });
    expect(other.problem).toMatchObject({ type: '/problems/key-reused-with-other-content', status: 422 });
    const verb = await served().send('/v1/receivables/{document}/dispute', {}, { document: 'CONTENT', key: 'content' });
    expect(verb.status).toBe(422);
    expect(await eventsOf('CONTENT')).toEqual(['ReceivableRaised']);
  });

  it('finds the content the same, whatever the order of its keys and its spaces', async () => {
    const body = raise('ORDER');
    const key = { 'idempotency-key': 'order' };
    const backwards = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(backwards);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, each]) => [name, backwards(each)]),
      );
    };
    const first = await post('/v1/receivables', JSON.stringify(body), key);
    const again = await post('/v1/receivables', JSON.stringify(backwards(body), null, 4), key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is freed by a refusal', async () => {
    const late = { document: 'FREED', key: 'freed' };
    await served().carry('/v1/receivables', raise('FREED'));
    expect((await served().send('/v1/receivables/{document}/resolve', {}, late)).problem.type).toBe(
      '/problems/not-disputed',
    );
    await served().carry('/v1/receivables/{document}/dispute', {}, { document: 'FREED' });
    expect((await served().carry('/v1/receivables/{document}/resolve', {}, late)).events).toEqual(['DisputeResolved']);
  });

  it('is freed by an answer without events', async () => {
    const again = { document: 'C', key: 'hold' };
    await served().carry('/v1/customers/{document}/hold', {}, { document: 'C' });
    const nothing = await served().send('/v1/customers/{document}/hold', {}, again);
    expect(nothing).toMatchObject({ status: 200, body: { events: [], revision: 1 } });
    expect(nothing.headers.get('idempotency-replayed')).toBeNull();
    expect((await served().carry('/v1/customers/{document}/release', {}, again)).events).toEqual(['CustomerReleased']);
  });

  it('gives 64 twins in flight one outcome', async () => {
    const twins = async (number?: string) => {
      const body =
        number === undefined
          ? raising(customerId, [{ dueOn: '2026-02-05', amount: '1.00' }], { basis: 'manual' })
          : raise(number);
      const key = served().key();
      return Promise.all(Array.from({ length: 64 }, () => served().send('/v1/receivables', body, { key })));
    };
    for (const answers of [await twins('TWINS'), await twins()]) {
      expect(
        new Set(answers.map(({ status, body }) => JSON.stringify([status, body.id, body.number, body.revision]))).size,
      ).toBe(1);
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
      expect(await eventsOf(answers[0]?.body.id ?? '')).toEqual(['ReceivableRaised']);
    }
  });

  it('lets one of 64 different commands that come at once make a number', async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => served().send('/v1/receivables', raise('RACE'))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(63);
  });
});

describe('If-Match', () => {
  beforeAll(() => served().carry('/v1/receivables', raise('MATCH')));

  it('lets a command on the revision that the caller saw', async () => {
    const { status, headers, body } = await served().send(PROMISE, promise('1.00'), {
      document: 'MATCH',
      ifMatch: '"0"',
    });
    expect([status, headers.get('etag'), body.revision]).toEqual([200, '"1"', 1]);
  });

  it('refuses one on an older revision, and says which it is', async () => {
    const { status, problem } = await served().send(PROMISE, promise('2.00'), { document: 'MATCH', ifMatch: '"0"' });
    expect({ status, problem }).toMatchObject({
      status: 412,
      problem: {
        type: '/problems/stale',
        title: 'The document has changed',
        detail: 'If-Match names revision 0, the document is at 1',
        expected: 0,
        actual: 1,
      },
    });
  });

  it('is looked at behind a known key and before references and the decision', async () => {
    const stale = { document: 'MATCH', ifMatch: '"0"' };
    expect((await served().send('/v1/receivables/{document}/resolve', {}, stale)).status).toBe(412);
    await served().carry('/v1/receipts', received(undefined, '1.00', '2026-01-05', { number: 'MATCH' }));
    const nobody = { customerId: '00000000-0000-4000-8000-000000000000' };
    const receipt = { document: 'MATCH', ifMatch: '7' };
    expect((await served().send('/v1/receipts/{document}/identify', nobody, receipt)).status).toBe(412);
    const known = { ...receipt, key: 'identify' };
    await served().carry('/v1/receipts/{document}/identify', { customerId }, { document: 'MATCH', key: 'identify' });
    expect((await served().send('/v1/receipts/{document}/identify', { customerId }, known)).status).toBe(200);
    expect((await served().send('/v1/receipts/{document}/identify', nobody, known)).status).toBe(422);
  });

  it('may be weak, bare or "*"', async () => {
    for (const ifMatch of ['W/"1"', '1', '*'])
      expect(
        (await served().send('/v1/receivables/{document}/resolve', {}, { document: 'MATCH', ifMatch })).status,
      ).toBe(409);
  });

  it.each(['"x"', '"1", "2"', '-1', '"99999999999999"'])('is not understood as %s', async (ifMatch) => {
    const { status, problem } = await served().send(PROMISE, promise('1.00'), { document: 'MATCH', ifMatch });
    expect({ status, errors: problem.errors }).toMatchObject({
      status: 400,
      errors: [{ pointer: '', rule: 'if-match' }],
    });
  });
});

describe('Prefer: wait', () => {
  let receivableId: string;
  beforeAll(async () => {
    receivableId = (await served().carry('/v1/receivables', raise('PROCESS', '1000.00'))).id;
  });
  const pay = (number: string, amount = '10.00') =>
    received(customerId, amount, '2026-01-10', { number, allocate: byHand([receivableId, 1, amount]) });

  it('is not needed: the answer says that the process runs', async () => {
    const { status, body, headers } = await served().send('/v1/receipts', pay('RUNS'));
    expect(body).toMatchObject({
      events: ['ReceiptRegistered', 'ReceiptConfirmed', 'ReceiptAllocated'],
      revision: 2,
      process: {
        state: 'running',
        items: [{ receivableId, instalment: 1, amount: money('10.00'), state: 'inFlight' }],
      },
    });
    expect([status, headers.get('etag')]).toEqual([201, '"2"']);
  });

  it('answers the end, with the revision, the ETag and the token after it', async () => {
    const { body, headers } = await served().send('/v1/receipts', pay('WAITS'), { wait: 10 });
    expect(body).toMatchObject({ revision: 3, process: { state: 'done', items: [{ state: 'applied' }] } });
    expect(headers.get('etag')).toBe('"3"');
    const page = await served().ask('/v1/receipts/{document}', { minPosition: body.token }, 'WAITS');
    expect(page).toMatchObject({ revision: 3, buckets: { applied: '10.00', inFlight: '0.00' } });
    expect(
      (await served().ask('/v1/receivables/{document}', {}, 'PROCESS')).receipts.map(
        ({ receiptNumber }) => receiptNumber,
      ),
    ).toContain('WAITS');
  });

  it('shows the process of a repeat as it stands now', async () => {
    const first = await served().carry('/v1/receipts', pay('STANDS'), { key: 'stands' });
    expect(first.process?.state).toBe('running');
    const ended = await served().carry('/v1/receipts', pay('STANDS'), { key: 'stands', wait: 10 });
    expect(ended).toMatchObject({ events: first.events, revision: 3, process: { state: 'done' } });
    const again = await served().carry('/v1/receipts', pay('STANDS'), { key: 'stands' });
    expect(again).toEqual({ ...first, process: ended.process });
  });

  it('is declined when any item is', async () => {
    const tooMuch = byHand([receivableId, 1, '1.00'], [receivableId, 1, '5000.00']);
    const { status, body } = await served().send(
      '/v1/receipts',
      received(customerId, '6000.00', '2026-01-10', { allocate: tooMuch }),
      { wait: 10 },
    );
    expect(status).toBe(201);
    expect(body.process?.state).toBe('declined');
    expect(body.process?.items.map(({ state, reason }) => [state, reason])).toEqual([
      ['applied', undefined],
      ['declined', 'exceeds-outstanding'],
    ]);
  });

  it('waits for nothing where no process is', async () => {
    const { body } = await served().send(PROMISE, promise('1.00'), { document: 'PROCESS', wait: 30 });
    expect(body.process).toBeUndefined();
  });

  it('is understood among other preferences, and passed over when it is not understood', async () => {
    const body = JSON.stringify(pay('PREFER'));
    const headers = { 'idempotency-key': 'prefer', prefer: 'respond-async, wait=10' };
    expect((await post('/v1/receipts', body, headers)).body).toMatchObject({ process: { state: 'done' } });
    expect((await post('/v1/receipts', body, { ...headers, prefer: 'wait=soon' })).status).toBe(201);
  });
});
