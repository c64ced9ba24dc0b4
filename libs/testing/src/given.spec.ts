import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  accept,
  amount,
  calendarDate,
  currency,
  eventSet,
  eventType,
  exceeds,
  money,
  nothing,
  optional,
  plus,
  refusing,
  text,
  zero,
  type CalendarDate,
  type Currency,
  type Decider,
  type FactOf,
  type Money,
  type Refusal,
} from '#kernel';
import { given, temporaryFolder } from './index.js';

const EUR = currency('EUR') as Currency;
const eur = (minor: bigint): Money => money(minor, EUR);
const today = calendarDate('2026-11-23') as CalendarDate;

const Saved = eventType('Saved', 1, { amount, note: optional(text) });
type Saving = FactOf<[typeof Saved]>;
const saved = (minor: bigint, note?: string): Saving => ({
  type: 'Saved',
  effectiveOn: today,
  data: note === undefined ? { amount: eur(minor) } : { amount: eur(minor), note },
});

const refuse = refusing<{ TooMuch: { asked: Money; most: Money } }>();
const most = eur(100n);
/** A money box that takes at most one euro in all. */
const moneyBox: Decider<Money, Money, Saving, Refusal<'TooMuch'>> = {
  category: 'money_box',
  events: eventSet(Saved),
  initial: zero(EUR),
  decide: (asked, saving) => {
    if (asked.minor === 0n) return nothing;
    return exceeds(plus(saving, asked), most) ? refuse('TooMuch', { asked, most }) : accept<Saving>(saved(asked.minor));
  },
  evolve: (saving, event) => plus(saving, event.data.amount),
};

/** The message of the error that an expectation throws. */
const complaint = (expectation: () => void): string => {
  try {
    expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
};

describe('given a history, when a command comes', () => {
  const half = () => given(moneyBox, saved(30n), saved(20n));

  it('then these events follow', () => {
    half().when(eur(50n)).then(saved(50n));
    given(moneyBox).when(eur(1n)).then(saved(1n));
  });

  it('then nothing follows', () => {
    half().when(eur(0n)).thenNothing();
  });

  it('then it is refused, with what the refusal tells if that is asked for', () => {
    half().when(eur(51n)).thenRefused('TooMuch');
    half()
      .when(eur(51n))
      .thenRefused('TooMuch', { asked: eur(51n), most });
  });
});

describe('an expectation that is not met', () => {
  it('shows both amounts as text', () => {
    const message = complaint(() => given(moneyBox).when(eur(50n)).then(saved(40n)));
    expect(message).toContain("'0.50'");
    expect(message).toContain("'0.40'");
  });

  it('fails for an event too many, too few, in another order or with another field', () => {
    const events = given(moneyBox).when(eur(50n));
    for (const expected of [
      [],
      [saved(50n), saved(50n)],
      [saved(50n, 'note')],
      [{ ...saved(50n), effectiveOn: '2026-11-24' as CalendarDate }],
    ])
      expect(complaint(() => events.then(...expected))).not.toBe('');
    expect(complaint(() => events.thenNothing())).not.toBe('');
  });

  it('fails for a refusal where events were expected, and tells its figures', () => {
    const refused = given(moneyBox).when(eur(101n));
    expect(complaint(() => refused.then(saved(101n)))).toContain("asked: '1.01 EUR'");
    expect(complaint(() => refused.thenNothing())).toContain('TooMuch');
  });

  it('fails for events where a refusal was expected, and for other facts', () => {
    expect(complaint(() => given(moneyBox).when(eur(1n)).thenRefused('TooMuch'))).toContain("type: 'Saved'");
    expect(complaint(() => given(moneyBox).when(eur(0n)).thenRefused('TooMuch'))).not.toBe('');
    expect(
      complaint(() =>
        given(moneyBox)
          .when(eur(101n))
          .thenRefused('TooMuch', { asked: eur(101n) }),
      ),
    ).not.toBe('');
    expect(
      complaint(() =>
        given(moneyBox)
          .when(eur(101n))
          .thenRefused('TooMuch', { asked: eur(102n), most }),
      ),
    ).not.toBe('');
  });

  it('fails for a history that could never have been stored', () => {
    const impossible = { ...saved(1n), data: { amount: '0.01' } } as unknown as Saving;
    expect(complaint(() => given(moneyBox, impossible).when(eur(1n)))).toContain('Saved: amount: expected an amount');
  });
});

describe('a temporary folder', () => {
  it('is there, and gone with what is in it at the end of its block', () => {
    let path: string;
    {
      using folder = temporaryFolder();
      path = folder.path;
      writeFileSync(folder.file('inside'), '1');
      expect(existsSync(folder.file('inside'))).toBe(true);
    }
    expect(existsSync(path)).toBe(false);
  });

  it('is another one each time', () => {
    using first = temporaryFolder();
    using second = temporaryFolder();
    expect(first.path).not.toBe(second.path);
  });
});
