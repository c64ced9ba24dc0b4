import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { eur, on } from '../examples.js';
import { receiptTelling, type ReceiptRefusals } from '../refusals.js';

/** Decided where references are read, before the decider is asked. */
const BEFORE_THE_DECIDER = ['UnknownCustomer', 'UnknownReceivable', 'UnknownInstalment'];

describe('the closed list of refusals', () => {
  it('has an example of every refusal that is told', () => {
    const folder = new URL('.', import.meta.url);
    const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.ts') && name !== 'refusals.spec.ts');
    const refused = specs.flatMap((name) =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/thenRefused\(\s*'(\w+)'/g)].map(([, found]) => found),
    );
    expect([...new Set(refused)].sort()).toEqual(
      Object.keys(receiptTelling)
        .filter((name) => !BEFORE_THE_DECIDER.includes(name))
        .sort(),
    );
  });
});

describe('the order in which refusals are told', () => {
  // Each pair is one that the specs of this folder show: both hold, and the first is the answer.
  it.each([
    ['UnknownAllocation', 'Reversed'],
    ['AlreadyExists', 'OtherCustomer'],
    ['Reversed', 'CurrencyDiffers'],
    ['Reversed', 'AlreadyIdentified'],
    ['Reversed', 'NotConfirmed'],
    ['NotConfirmed', 'Unidentified'],
    ['NotConfirmed', 'BreaksLaterDate'],
    ['AlreadyCleared', 'BreaksLaterDate'],
    ['Unidentified', 'OtherCustomer'],
    ['OtherCustomer', 'CurrencyDiffers'],
    ['CurrencyDiffers', 'ReceiptAmountMissing'],
    ['CurrencyDiffers', 'FeeExceedsAmount'],
    ['ReceiptAmountMissing', 'ReceiptAmountDiffers'],
    ['ReceiptAmountDiffers', 'TooManyAllocations'],
    ['TooManyAllocations', 'ExceedsFree'],
  ])('is the order of precedence: %s before %s', (first, second) => {
    const order = Object.keys(receiptTelling);
    expect(order).toEqual(expect.arrayContaining([first, second]));
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
  });
});

describe('a refusal', () => {
  const facts: { readonly [Name in keyof ReceiptRefusals]: ReceiptRefusals[Name] } = {
    UnknownCustomer: { customerId: 'c-1' },
    UnknownReceivable: { receivableId: 'r-1' },
    UnknownInstalment: { receivableId: 'r-1', instalment: 4 },
    UnknownDocument: {},
    UnknownAllocation: { allocationId: 'a-1' },
    AlreadyExists: { number: 'B-1' },
    Reversed: { number: 'B-1' },
    NotConfirmed: {},
    AlreadyIdentified: { customerId: 'c-1' },
    AlreadyCleared: { on: on('05-06') },
    Unidentified: {},
    OtherCustomer: { receivableId: 'r-1' },
    CurrencyDiffers: { given: 'USD', expected: 'EUR' },
    ReceiptAmountMissing: { given: 'USD', expected: 'EUR' },
    ReceiptAmountDiffers: { amount: eur('1.00'), receiptAmount: eur('2.00') },
    FeeExceedsAmount: { fee: eur('2.00'), amount: eur('1.00') },
    NoExactMatch: { free: eur('1.00') },
    SeveralExactMatches: { free: eur('1.00'), matches: 3 },
    TooManyAllocations: { limit: 90 },
    ExceedsFree: { asked: eur('2.00'), free: eur('1.00') },
    BreaksLaterDate: { on: on('05-01'), notBefore: on('05-02') },
  };

  it.each(Object.entries(facts))('%s tells all its facts in a sentence', (name, given) => {
    const told = receiptTelling[name as keyof typeof facts];
    const sentence = (told.detail as (facts: object) => string)(given);
    for (const fact of Object.values(given))
      expect(sentence).toContain(typeof fact === 'object' ? fact.currency : String(fact));
  });

  it('is a conflict, but for a document that does not exist', () =>
    expect(
      Object.entries(receiptTelling).flatMap(([name, { status }]) => (status ? [`${name} ${status}`] : [])),
    ).toEqual(['UnknownDocument 404']));
});
