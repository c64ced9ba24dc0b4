import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { COLLECT_DECLINES } from '../events.js';
import { eur, on } from '../examples.js';
import { receivableTelling, type ReceivableRefusals } from '../refusals.js';

/** Decided where references are read, before the decider is asked. */
const BEFORE_THE_DECIDER = ['UnknownCustomer'];

/** What the specs of this folder expect somewhere, by a pattern whose first group is the name. */
const expected = (pattern: RegExp): readonly string[] => {
  const folder = new URL('.', import.meta.url);
  const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.ts') && name !== 'refusals.spec.ts');
  const texts = specs.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
};

describe('the closed lists', () => {
  it('have an example of every refusal that is told', () =>
    expect([...new Set(expected(/thenRefused\(\s*'(\w+)'/g))].sort()).toEqual(
      Object.keys(receivableTelling)
        .filter((name) => !BEFORE_THE_DECIDER.includes(name))
        .sort(),
    ));

  it('have an example of every way that collecting is declined', () =>
    expect([...new Set(expected(/\.then\(\s*declined\(\s*'(\w+)'/g))].sort()).toEqual([...COLLECT_DECLINES].sort()));
});

describe('the order in which refusals are told', () => {
  // Each pair is one that the specs of this folder show: both hold, and the first is the answer.
  it.each([
    ['Reversed', 'UnknownInstalment'],
    ['UnknownInstalment', 'CurrencyDiffers'],
    ['CurrencyDiffers', 'AlreadyEntitled'],
    ['CurrencyDiffers', 'AlreadyDisputed'],
    ['AlreadyEntitled', 'NetAndTaxDiffer'],
    ['NetAndTaxDiffer', 'BreaksLaterDate'],
    ['AlreadyDisputed', 'BreaksLaterDate'],
    ['MoneyOnIt', 'BreaksLaterDate'],
    ['BreaksLaterDate', 'ExceedsOutstanding'],
  ])('is the order of precedence: %s before %s', (first, second) => {
    const order = Object.keys(receivableTelling);
    expect(order).toEqual(expect.arrayContaining([first, second]));
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
  });
});

describe('a refusal', () => {
  const facts: { readonly [Name in keyof ReceivableRefusals]: ReceivableRefusals[Name] } = {
    UnknownCustomer: { customerId: 'c-1' },
    UnknownDocument: {},
    AlreadyExists: { number: 'INV-1' },
    Reversed: { number: 'INV-1' },
    UnknownInstalment: { instalment: 4 },
    CurrencyDiffers: { given: 'USD', expected: 'EUR' },
    AlreadyEntitled: { instalment: 4, since: on('05-01') },
    NetAndTaxDiffer: { given: eur('1.00'), expected: eur('2.00') },
    AlreadyDisputed: { since: on('05-01') },
    NotDisputed: {},
    MoneyOnIt: { collected: eur('1.00') },
    BreaksLaterDate: { on: on('05-01'), notBefore: on('05-02') },
    ExceedsOutstanding: { asked: eur('2.00'), outstanding: eur('1.00') },
  };

  it.each(Object.entries(facts))('%s tells all its facts in a sentence', (name, given) => {
    const told = receivableTelling[name as keyof typeof facts];
    const sentence = (told.detail as (facts: object) => string)(given);
    for (const fact of Object.values(given))
      expect(sentence).toContain(typeof fact === 'object' ? fact.currency : String(fact));
  });

  it('is a conflict, but for a document that does not exist', () =>
    expect(
      Object.entries(receivableTelling).flatMap(([name, { status }]) => (status ? [`${name} ${status}`] : [])),
    ).toEqual(['UnknownDocument 404']));
});
