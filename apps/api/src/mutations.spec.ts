import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byHand, invoiced, money, received } from './client/bodies.js';
import { servedBook, type Handmade } from './client/surface.js';

/**
 * Requests that nobody means: valid ones with something changed, and what is no request at all. Whatever comes, the
 * answer is one that is documented, never a defect, and the server goes on. The seed is fixed; a failure prints the
 * request and the seed to repeat it with.
 */
const served = servedBook();
const SEED = 20_261_123;
const AT_ONCE = 10;
const STATUSES = [200, 201, 302, 400, 403, 404, 409, 412, 413, 415, 422];

interface Sent extends Handmade {
  readonly path: string;
}

/** Valid requests, by their path and their body; the documents named R and P are there. */
const valid: { readonly path: string; readonly body?: object }[] = [];
let customerId: string;

beforeAll(async () => {
  customerId = (await served().carry('/v1/customers', { code: 'C', name: 'Customer' })).id;
  const raise = invoiced(customerId, 'R', '2026-01-05', '2026-02-05', '100.00');
  const { id } = await served().carry('/v1/receivables', raise);
  const receipt = received(customerId, '10.00', '2026-01-10', { number: 'P', allocate: byHand([id, 1, '1.00']) });
  const { process } = await served().carry('/v1/receipts', receipt, { wait: 10 });
  const terms = { netDays: 30, endOfMonth: true, discount: { percent: '2', days: 10 } };
  valid.push(
    {
      path: '/v1/customers',
      body: { code: 'X', name: 'X', currency: 'EUR', terms, effectiveOn: '2026-01-01', reason: 'r' },
    },
    { path: '/v1/customers/C/agree-terms', body: { terms } },
    { path: '/v1/customers/C/correct', body: { name: 'Customer' } },
    { path: '/v1/customers/C/hold', body: { reason: 'r' } },
    { path: '/v1/receivables', body: { ...raise, number: 'R2', tax: money('1.00'), reason: 'r' } },
    { path: '/v1/receivables/R/dispute', body: { amount: money('1.00'), effectiveOn: '2026-01-06' } },
    { path: '/v1/receivables/R/resolve', body: {} },
    { path: '/v1/receivables/R/promise', body: { instalment: 1, amount: money('1.00'), promisedOn: '2026-03-01' } },
    { path: '/v1/receivables/R/entitle', body: { basis: 'manual', instalments: [1], net: money('1.00') } },
    { path: '/v1/receipts', body: { ...receipt, number: 'P2', valueOn: '2026-01-11' } },
    { path: '/v1/receipts/P/allocate', body: byHand([id, 1, '1.00']) },
    { path: '/v1/receipts/P/confirm', body: { fee: money('0.10') } },
    { path: '/v1/receipts/P/identify', body: { customerId } },
    { path: '/v1/receipts/P/clear', body: { bookedOn: '2026-01-12' } },
    { path: '/v1/receipts/P/return-allocation', body: { allocationId: process?.items[0]?.allocationId } },
    { path: '/v1/bulk', body: { commands: [{ key: 'k', path: '/v1/receivables/R/dispute', body: {} }] } },
    ...[
      'customers',
      'receivables',
      'receipts',
      'ageing',
      'collection-status',
      'reconciliation',
      'status',
      'entities',
    ].map((name) => ({ path: `/v1/${name}?asOf=2026-02-01&limit=5&sort=number&knownAt=3&cursor=x&entity=main` })),
    ...['customers/C', 'receivables/R', 'receipts/P', 'customers/C/account', 'receivables/R/history'].map((name) => ({
      path: `/v1/${name}?asOf=2026-02-01`,
    })),
    { path: '/v1/customers/C/statement?from=2026-01-01&to=2026-02-01' },
    { path: '/problems/stale' },
  );
});

/** Values that stand where another one is expected: near misses, and what breaks a careless reader. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -1,
      1.5,
      1e308,
      '',
      ' ',
      '0',
      '-0.00',
      '1e2',
      '\u0000',
      '\ud800',
      '💶',
      'NaN',
      '2026-02-30',
      '9999-12-31',
      '1900-01-01',
    ],
    ...[
      'EUR',
      'XXX',
      'R',
      '__proto__',
      'constructor',
      '00000000-0000-4000-8000-000000000000',
      'x'.repeat(300),
      '9'.repeat(40) + '.00',
    ],
    ...[[], {}, [[]], [null], { amount: '1.00' }, { amount: '1.00', currency: 'JPY' }, Array(400).fill({})],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The places of a JSON value, as paths. */
const placesOf = (value: unknown, at: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [at, ...Object.entries(value).flatMap(([name, member]) => placesOf(member, [...at, name]))]
    : [at];

const withChange = (value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown => {
  if (name === undefined) return to;
  if (Array.isArray(value))
    return value.map((member, index) => (String(index) === name ? withChange(member, rest, to) : (member as unknown)));
  const { [name]: member, ...others } =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return rest.length === 0 && to === undefined ? others : { ...others, [name]: withChange(member, rest, to) };
};

const header = fc.oneof(
  fc.constantFrom(
    '"0"',
    '7',
    '*',
    'wait=1',
    'wait=0',
    'application/json',
    'text/plain',
    'http://evil.example',
    'a'.repeat(300),
    '',
  ),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
);
const headers = fc.dictionary(
  fc.constantFrom('idempotency-key', 'if-match', 'prefer', 'content-type', 'origin', 'accept', 'x-forwarded-for'),
  header,
  { maxKeys: 2 },
);

const changedRequest: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.nat(),
    fc.array(fc.tuple(fc.nat(), fc.option(strange, { nil: undefined }), fc.boolean()), { maxLength: 3 }),
    fc.nat(),
    fc.option(headers, { freq: 4 }),
  )
  .map(([which, changes, key, head]) => {
    const { path, body } = valid[which % valid.length] ?? { path: '/' };
    let changed: unknown = body;
    let asked = path;
    for (const [place, to, adds] of changes) {
      const places = placesOf(changed);
      if (body === undefined)
        asked = asked.replace(
          /=[^&]*/,
          `=${encodeURIComponent(String(typeof to === 'string' && to.isWellFormed() ? to : JSON.stringify(to)))}`,
        );
      else changed = withChange(changed, [...(places[place % places.length] ?? []), ...(adds ? ['more'] : [])], to);
    }
    const own = { 'content-type': 'application/json', 'idempotency-key': `key ${key % 50}` };
    return body === undefined
      ? { path: asked, headers: { ...head } }
      : { path: asked, method: 'POST', headers: { ...own, ...head }, body: JSON.stringify(changed) ?? '' };
  });

const wildRequest: fc.Arbitrary<Sent> = fc.record({
  path: fc.oneof(
    fc.webPath().map((path) => path || '/'),
    fc
      .array(fc.constantFrom('v1', 'receivables', 'R', 'history', 'bulk', '..', '%2e%2e', '%00', '%', 'docs', ''), {
        maxLength: 5,
      })
      .map((parts) => `/${parts.join('/')}`),
  ),
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
  headers: headers.map((head) => ({ 'content-type': 'application/json', 'idempotency-key': 'wild', ...head })),
  body: fc.oneof(fc.json(), fc.string(), fc.constant('{"a":')),
});

const answersAll = async (requests: readonly Sent[]): Promise<void> => {
  const answers = await Promise.all(requests.map(({ path, ...asked }) => served().handmade(path, asked)));
  answers.forEach(({ status, headers: head, body }, index) => {
    const request = requests[index];
    expect({ request, status, body }).toMatchObject({
      status: STATUSES.includes(status) ? status : 'one that is documented',
    });
    if (status >= 400 && request?.method !== 'HEAD')
      expect({ request, type: head.get('content-type') }).toMatchObject({
        type: expect.stringMatching(/^application\/problem\+json/),
      });
  });
};

describe('whatever is sent', () => {
  it.each([
    ['a valid request with something changed', changedRequest, 160],
    ['something else altogether', wildRequest, 40],
  ])('is answered, and the server goes on: %s', async (_, request, numRuns) => {
    const batches = fc.asyncProperty(fc.array(request, { minLength: AT_ONCE, maxLength: AT_ONCE }), answersAll);
    await fc.assert(batches, { seed: SEED, numRuns });
    const { status, stages } = await served()
      .ask('/v1/status')
      .then(async (told) => ({ ...told, status: (await served().query('/health/ready')).status }));
    expect({ status, parked: stages.map(({ parked }) => parked) }).toEqual({ status: 200, parked: [0, 0] });
    const raise = invoiced(customerId, `AFTER ${numRuns}`, '2026-01-05', '2026-02-05', '1.00');
    expect((await served().carry('/v1/receivables', raise)).events).toEqual(['ReceivableRaised']);
  });
});
