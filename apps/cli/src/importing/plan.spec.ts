import { parseRate, type CalendarDate, type EntityId } from '#kernel';
import { describe, expect, it } from '@jest/globals';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { customerIdOf, receiptIdOf, receivableIdOf, type Into } from './documents.js';
import { NOTHING_KNOWN, type BookReceipt, type BookReceivable, type Known } from './known.js';
import { planOf, type Plan } from './plan.js';

const into: Into = { entity: '0190b0f4-0000-7000-8000-000000000001' as EntityId };
const day = (text: string) => text as CalendarDate;
const usd = (amount: string) => ({ amount, currency: 'USD' });

const open: ReceivableRow = {
  line: 2,
  customer: { code: 'C-1', name: 'C-1' },
  number: 'INV-1',
  invoiceOn: day('2026-01-05'),
  dueOn: day('2026-02-04'),
  amount: usd('100.00'),
  disputed: false,
};
const paid: ReceivableRow = { ...open, paid: usd('100.00'), paidOn: day('2026-02-01') };
const disputed: ReceivableRow = { ...open, disputed: true };
const settled: ReceivableRow = { ...paid, disputed: true };
const part: ReceivableRow = { ...settled, paid: usd('30.00') };

const standing: BookReceivable = {
  number: 'INV-1',
  customer: { id: customerIdOf(into, 'C-1'), code: 'C-1' },
  currency: 'USD',
  gross: '100.00',
  situation: 'raised',
  invoice: { number: 'INV-1', issuedOn: '2026-01-05' },
  receipts: [],
  disputes: [],
  instalments: [{ number: 1, originalDueOn: '2026-02-04', amount: '100.00', entitled: true }],
};
const money = {
  receiptId: receiptIdOf(into, paid, 0),
  instalment: 1,
  amount: '100.00',
  on: '2026-02-01',
  valueOn: '2026-02-01',
  reversedOn: null,
};
const inDispute = { amount: '100.00', on: '2026-01-05', resolvedOn: null };
const receipt: BookReceipt = {
  number: 'RC-2026-000001',
  bookedOn: '2026-02-01',
  situation: 'confirmed',
  allocations: [],
};

const there = (changes: Partial<BookReceivable> = {}, more: Partial<Known> = {}): Known => ({
  life: 0,
  receivable: { ...standing, ...changes },
  ...more,
});

const steps = (plan: Plan): readonly string[] => (plan.verdict === 'book' ? Object.keys(plan.steps) : [plan.verdict]);
const against = (plan: Plan): readonly string[] =>
  plan.verdict === 'refused'
    ? plan.differences.map(({ field, inFile, inBook }) => `${field}: ${inFile} | ${inBook}`)
    : [plan.verdict];

describe('a row that the book does not have', () => {
  it.each<[string, ReceivableRow, readonly string[]]>([
    ['open', open, ['raise']],
    ['paid', paid, ['raise', 'receive']],
    ['in dispute', disputed, ['raise', 'dispute']],
    ['in dispute and then paid', settled, ['raise', 'dispute', 'receive', 'resolve']],
    ['in dispute and paid in part, which ends no dispute', part, ['raise', 'dispute', 'receive']],
  ])('%s', (_, row, expected) => expect(steps(planOf(into, row, NOTHING_KNOWN))).toEqual(expected));

  it('is the same commands whoever plans it, keys and ids included', () => {
    const id = receivableIdOf(into, 'INV-1', 0);
    const receiptId = receiptIdOf(into, paid, 0);
    const entity = `?entity=${into.entity}`;
    expect(planOf(into, settled, NOTHING_KNOWN)).toEqual({
      verdict: 'book',
      steps: {
        raise: {
          key: `import receivable ${id}`,
          path: `/v1/receivables${entity}`,
          body: {
            number: 'INV-1',
            customerId: customerIdOf(into, 'C-1'),
            basis: 'invoice',
            gross: usd('100.00'),
            invoice: { number: 'INV-1', issuedOn: '2026-01-05' },
            instalments: [{ number: 1, dueOn: '2026-02-04', amount: usd('100.00') }],
          },
        },
        dispute: {
          key: `import dispute ${id}`,
          path: `/v1/receivables/${id}/dispute${entity}`,
          body: { amount: usd('100.00'), effectiveOn: '2026-01-05' },
        },
        receive: {
          key: `import receipt ${receiptId}`,
          path: `/v1/receipts${entity}`,
          body: {
            id: receiptId,
            customerId: customerIdOf(into, 'C-1'),
            amount: usd('100.00'),
            instrument: 'transfer',
            bookedOn: '2026-02-01',
            confirmed: true,
            allocate: { method: 'hand', items: [{ receivableId: id, instalment: 1, amount: usd('100.00') }] },
          },
        },
        resolve: {
          key: `import resolve ${id}`,
          path: `/v1/receivables/${id}/resolve${entity}`,
          body: { effectiveOn: '2026-02-01' },
        },
      },
    });
  });

  it('takes the booked rate for the raise and for the bank', () => {
    const rate = parseRate('0.92347');
    expect(planOf(into, { ...paid, ...(rate && { rate }) }, NOTHING_KNOWN)).toMatchObject({
      steps: { raise: { body: { bookedRate: '0.92347' } }, receive: { body: { bankRate: '0.92347' } } },
    });
  });
});

describe('a row that the book has', () => {
  it.each<[string, ReceivableRow, Known]>([
    ['open', open, there()],
    ['paid', paid, there({ receipts: [money] })],
    ['paid by a receipt that a person entered', paid, there({ receipts: [{ ...money, receiptId: 'another' }] })],
    [
      'paid in two parts, the last on the day of the file',
      paid,
      there({
        receipts: [
          { ...money, amount: '40.00', on: '2026-01-20', valueOn: '2026-01-20' },
          { ...money, amount: '60.00' },
        ],
      }),
    ],
    [
      'paid, the money still on its way',
      paid,
      there(
        {},
        {
          receipt: { ...receipt, allocations: [{ receivableId: receivableIdOf(into, 'INV-1', 0), state: 'inFlight' }] },
        },
      ),
    ],
    ['open in an older file, paid in the book by now', open, there({ receipts: [money] })],
    ['without dispute in an older file, in dispute by now', open, there({ disputes: [inDispute] })],
    [
      'in dispute, as somebody wrote down on another day',
      disputed,
      there({ disputes: [{ ...inDispute, on: '2026-01-09' }] }),
    ],
    ['settled', settled, there({ receipts: [money], disputes: [{ ...inDispute, resolvedOn: '2026-02-01' }] })],
  ])('is unchanged: %s', (_, row, known) => expect(planOf(into, row, known)).toEqual({ verdict: 'unchanged' }));

  it('has only its receipt booked when it is paid by now', () =>
    expect(steps(planOf(into, paid, there()))).toEqual(['receive']));
  it('has only what a crash has left out booked', () => {
    expect(steps(planOf(into, settled, there({ disputes: [inDispute] })))).toEqual(['receive', 'resolve']);
    expect(steps(planOf(into, settled, there({ disputes: [inDispute], receipts: [money] })))).toEqual(['resolve']);
    expect(steps(planOf(into, settled, there()))).toEqual(['dispute', 'receive', 'resolve']);
  });

  it.each<[string, ReceivableRow, Known, readonly string[]]>([
    ['another amount', { ...open, amount: usd('101.00') }, there(), ['amount: 101.00 USD | 100.00 USD']],
    ['another currency', open, there({ currency: 'EUR' }), ['amount: 100.00 USD | 100.00 EUR']],
    [
      'another customer',
      open,
      there({ customer: { id: customerIdOf(into, 'C-2'), code: 'C-2' } }),
      ['customer: C-1 | C-2'],
    ],
    [
      'other dates',
      { ...open, invoiceOn: day('2026-01-06'), dueOn: day('2026-02-05') },
      there(),
      ['invoiceDate: 2026-01-06 | 2026-01-05', 'dueDate: 2026-02-05 | 2026-02-04'],
    ],
    [
      'several instalments',
      open,
      there({ instalments: [...standing.instalments, ...standing.instalments] }),
      ['dueDate: 2026-02-04 | 2 instalments'],
    ],
    [
      'a plan',
      open,
      there({ instalments: standing.instalments.map((each) => ({ ...each, entitled: false })) }),
      ['number: owed | a plan, not owed yet'],
    ],
    ['another rate', open, there({ bookedRate: '1.10' }), ['rate: none | 1.1']],
    ['another payment', paid, there({ receipts: [{ ...money, amount: '50.00' }] }), ['paid: 100.00 | 50.00']],
    [
      'another day of payment',
      { ...paid, paidOn: day('2026-02-03') },
      there({ receipts: [money] }),
      ['paidOn: 2026-02-03 | 2026-02-01'],
    ],
    ['no dispute before it was paid', settled, there({ receipts: [money] }), ['disputed: yes | no']],
    [
      'a receipt that bounced',
      paid,
      there({ receipts: [{ ...money, reversedOn: '2026-02-09' }] }, { receipt: { ...receipt, situation: 'reversed' } }),
      ['paidOn: 2026-02-01 | receipt RC-2026-000001 of 2026-02-01, which was reversed'],
    ],
    [
      'a receipt whose money was declined',
      paid,
      there(
        {},
        {
          receipt: {
            ...receipt,
            allocations: [
              { receivableId: receivableIdOf(into, 'INV-1', 0), state: 'declined', reason: 'exceeds-outstanding' },
            ],
          },
        },
      ),
      [
        'paid: 100.00 | receipt RC-2026-000001 of 2026-02-01, its money not on this receivable (declined: exceeds-outstanding)',
      ],
    ],
  ])('is refused, naming the difference: %s', (_, row, known, expected) =>
    expect(against(planOf(into, row, known))).toEqual(expected),
  );

  it('has the same rate in other digits', () => {
    const rate = parseRate('1.100');
    expect(planOf(into, { ...open, ...(rate && { rate }) }, there({ bookedRate: '1.1' })).verdict).toBe('unchanged');
  });
});

describe('a row whose number was reversed', () => {
  const reversed: Known = { life: 1, reversed: { ...standing, situation: 'reversed' } };

  it('is not raised again with the same content: somebody took exactly this back', () =>
    expect(against(planOf(into, open, reversed))).toEqual([expect.stringContaining('which was reversed')]));
  it('is raised and paid in a new life when it was corrected', () => {
    const corrected = { ...paid, amount: usd('90.00'), paid: usd('90.00') };
    expect(planOf(into, corrected, reversed)).toMatchObject({
      steps: {
        raise: { key: `import receivable ${receivableIdOf(into, 'INV-1', 1)}` },
        receive: {
          body: {
            id: receiptIdOf(into, corrected, 1),
            allocate: { items: [{ receivableId: receivableIdOf(into, 'INV-1', 1) }] },
          },
        },
      },
    });
  });
  it('is not paid twice while the receipt of the former life stands', () =>
    expect(
      against(
        planOf(into, { ...paid, amount: usd('90.00'), paid: usd('90.00') }, { ...reversed, earlierReceipt: receipt }),
      ),
    ).toEqual([expect.stringContaining('paid: 90.00 | receipt RC-2026-000001 of 2026-02-01')]));
});

it('keys are printable ASCII of at most 255 characters, whatever letters a number has', () => {
  const plan = planOf(into, { ...settled, number: '发票'.repeat(32) }, NOTHING_KNOWN);
  const keys = plan.verdict === 'book' ? Object.values(plan.steps).map(({ key }) => key) : [];
  expect(keys).toHaveLength(4);
  for (const key of keys) expect(key).toMatch(/^[\x20-\x7e]{1,255}$/);
});
