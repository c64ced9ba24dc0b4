import { describe, expect, it } from '@jest/globals';
import { fold } from '#kernel';
import { given } from '#testing';
import type { ReceivableCommand } from '../commands.js';
import { BASES, KINDS } from '../events.js';
import {
  collect,
  customerId,
  eur,
  on,
  raise,
  raised,
  rate,
  receivableId,
  reversed,
  takeBack,
  usd,
} from '../examples.js';
import { receivable } from './receivable.js';

const absent = given(receivable);

describe('a receivable that is raised', () => {
  it('is one event with its instalments, each due when it first was', () => absent.when(raise()).then(raised()));

  it.each(BASES.filter((basis) => basis !== 'plan'))('on the basis %s is owed from that day on', (basis) =>
    absent.when(raise({ basis })).then(raised({ basis, entitled: true })),
  );

  it('as a plan is not owed yet', () =>
    absent.when(raise({ basis: 'plan' })).then(raised({ basis: 'plan', entitled: false })));

  it.each(BASES.flatMap((basis) => KINDS.map((kind) => ({ basis, kind }))))(
    'entitles a $kind instalment on the basis $basis as the rule says',
    ({ basis, kind }) => {
      const [first, ...others] = raise().instalments;
      if (!first) throw new Error('no instalment');
      const ruling = receivable.decide(
        raise({ basis, instalments: [{ ...first, kind }, ...others] }),
        receivable.initial,
      );
      const raising = 'events' in ruling ? ruling.events[0] : undefined;
      const isOwed = raising?.type === 'ReceivableRaised' && raising.data.instalments[0]?.entitled;
      // A plan is owed by nobody; a retention only when it is released.
      expect(isOwed).toBe(basis !== 'plan' && (kind !== 'retention' || basis === 'retentionRelease'));
    },
  );

  it('in another currency is booked at its rate, halves away from zero', () =>
    absent
      .when(raise({ gross: usd('300.00'), tax: usd('39.00'), bookedRate: rate('0.92345'), instalments: inDollars }))
      .then(
        raised({
          gross: usd('300.00'),
          bookedRate: rate('0.92345'),
          booked: eur('277.04'),
          instalments: [usd('100.00'), usd('100.00'), usd('100.00')],
        }),
      ));

  it('keeps the invoice, the frozen discount and the warnings that it came with', () => {
    const discount = { percent: '2', until: on('04-11'), taxMode: 'vatAdjusted' as const };
    const invoice = { number: '2026-77', issuedOn: on('04-01') };
    const [first, ...others] = raise().instalments;
    if (!first) throw new Error('no instalment');
    const [plain, ...plainOthers] = raisedInstalments();
    if (!plain) throw new Error('no instalment');
    absent
      .when(raise({ invoice, warnings: ['customer-on-hold'], instalments: [{ ...first, discount }, ...others] }))
      .then(withInstalments([{ ...plain, discount }, ...plainOthers], { invoice, warnings: ['customer-on-hold'] }));
  });
});

const inDollars = raise().instalments.map((each) => ({ ...each, amount: usd('100.00') }));

const raisedInstalments = () => {
  const event = raised();
  return event.type === 'ReceivableRaised' ? event.data.instalments : [];
};

const withInstalments = (
  instalments: ReturnType<typeof raisedInstalments>,
  changes: { invoice: { number: string; issuedOn: ReturnType<typeof on> }; warnings: readonly string[] },
) => {
  const event = raised(changes);
  if (event.type !== 'ReceivableRaised') throw new Error('not a raise');
  return { ...event, data: { ...event.data, instalments } };
};

describe('a number that is taken', () => {
  it('is refused, whatever is raised under it', () =>
    given(receivable, raised())
      .when(raise({ gross: eur('1.00') }))
      .thenRefused('AlreadyExists', { number: 'INV-1' }));

  it('stays taken after a reversal: the next life has an id of its own', () =>
    given(receivable, raised(), reversed([eur('100.00'), eur('100.00'), eur('100.00')], on('04-02')))
      .when(raise())
      .thenRefused('AlreadyExists'));
});

describe('a receivable that was never raised', () => {
  const asked: readonly ReceivableCommand[] = [
    { type: 'EntitleInstalments', receivableId, basis: 'acceptance', on: on('04-02') },
    { type: 'DisputeReceivable', receivableId, on: on('04-02') },
    { type: 'ResolveDispute', receivableId, on: on('04-02') },
    {
      type: 'RecordPromise',
      receivableId,
      instalment: 1,
      amount: eur('1.00'),
      promisedOn: on('05-01'),
      on: on('04-02'),
    },
    { type: 'ReverseReceivable', receivableId, on: on('04-02') },
  ];

  it.each(asked.map((command) => [command.type, command] as const))('is unknown to %s', (_, command) =>
    absent.when(command).thenRefused('UnknownDocument', {}),
  );

  it.each([collect(1, eur('1.00'), on('04-02')), takeBack(1, on('04-02'))])(
    'is a defect for the process: $type throws',
    (command) => expect(() => receivable.decide(command, receivable.initial)).toThrow('never raised'),
  );

  it('has no history that begins with anything else', () =>
    expect(() => fold(receivable, [reversed([], on('04-02'))])).toThrow('before ReceivableRaised'));
});

describe('the customer of a receivable', () => {
  it('stands on every event of it', () => {
    const ruling = receivable.decide(raise(), receivable.initial);
    expect('events' in ruling && ruling.events.map(({ data }) => data.customerId)).toEqual([customerId]);
  });
});
