import { accept, balanceOn, minus, money, plus, sameMoney, split, sum, type Money, type Ruling } from '#kernel';
import type { EntitleInstalments } from '../commands.js';
import type { ReceivableEvent } from '../events.js';
import { refuse, type ReceivableRefusal } from '../refusals.js';
import type { InstalmentState, Raised } from './state.js';

/** The receivable's tax by the instalments' amounts, split in their order, for those that are entitled now. */
const taxOf = (state: Raised, chosen: ReadonlySet<number>): Money => {
  const all = [...state.instalments.values()];
  const parts = split(
    money(state.tax, state.currency),
    all.map(({ amount }) => amount),
  );
  return sum(
    parts.filter((_, index) => chosen.has(all[index]?.number ?? -1)),
    state.currency,
  );
};

const entitled = (each: InstalmentState, { currency }: Raised, { on }: EntitleInstalments) => ({
  number: each.number,
  dueOn: each.dueOn,
  open: money(balanceOn(each.outstanding, on), currency),
  later: each.outstanding
    .filter((change) => change.on > on && change.minor !== 0n)
    .map((change) => ({ on: change.on, change: money(change.minor, currency) })),
});

/** The day the right became unconditional. Money that came before it was prepaid. */
export const entitle = (command: EntitleInstalments, state: Raised): Ruling<ReceivableEvent, ReceivableRefusal> => {
  const waiting = [...state.instalments.values()].filter(({ entitledOn }) => entitledOn === undefined);
  const numbers =
    command.instalments ?? (waiting.length > 0 ? waiting.map(({ number }) => number) : [...state.instalments.keys()]);
  const chosen: InstalmentState[] = [];
  for (const instalment of numbers) {
    const each = state.instalments.get(instalment);
    if (!each) return refuse('UnknownInstalment', { instalment });
    chosen.push(each);
  }
  const other = [command.net, command.tax].find((given) => given && given.currency !== state.currency);
  if (other) return refuse('CurrencyDiffers', { given: other.currency, expected: state.currency });
  for (const { number, entitledOn } of chosen)
    if (entitledOn !== undefined) return refuse('AlreadyEntitled', { instalment: number, since: entitledOn });
  const whole = money(
    chosen.reduce((total, { amount }) => total + amount, 0n),
    state.currency,
  );
  const tax = command.tax ?? (command.net ? minus(whole, command.net) : taxOf(state, new Set(numbers)));
  const net = command.net ?? minus(whole, tax);
  if (!sameMoney(plus(net, tax), whole) || tax.minor < 0n || net.minor < 0n)
    return refuse('NetAndTaxDiffer', { given: plus(net, tax), expected: whole });
  if (command.on < state.raisedOn) return refuse('BreaksLaterDate', { on: command.on, notBefore: state.raisedOn });
  const instalments = chosen.map((each) => entitled(each, state, command));
  const open = sum(
    instalments.map((each) => each.open),
    state.currency,
  );
  return accept({
    type: 'InstalmentsEntitled',
    effectiveOn: command.on,
    data: {
      receivableId: state.receivableId,
      customerId: state.customerId,
      basis: command.basis,
      net,
      tax,
      prepaid: minus(whole, open),
      instalments,
    },
  });
};
