/**
 * What specs compare the core with: the same business, told again with plain numbers and nothing of the deciders.
 * Days are numbers, a figure is a list of changes, a question about days is asked day by day.
 */
export type Change = readonly [day: number, delta: bigint];

interface Owed {
  readonly day: number;
  readonly open: readonly Change[][];
  situation: 'raised' | 'settled' | 'reversed';
  /** The last day on which anything but its amounts happened. */
  touched: number;
}

interface Paid {
  readonly day: number;
  readonly free: Change[];
  situation: 'registered' | 'confirmed' | 'cleared' | 'reversed';
  confirmed: boolean;
  known: boolean;
  clearedOn: number;
  bouncedOn: number;
}

interface Part {
  readonly receipt: string;
  readonly receivable: string;
  readonly instalment: number;
  readonly amount: bigint;
  readonly taken: bigint;
  readonly day: number;
  outcome: 'none' | 'collected' | 'declined' | 'withdrawn' | 'reversed';
  collectedOn: number;
  askedBack: boolean;
  over: boolean;
}

export interface Item {
  readonly receivable: string;
  readonly instalment: number;
  readonly amount: bigint;
  readonly taken: bigint;
}

const NEVER = Number.MAX_SAFE_INTEGER;

export const onDay = (changes: readonly Change[], day: number): bigint =>
  changes.reduce((sum, [changed, delta]) => (changed <= day ? sum + delta : sum), 0n);

/** The first day from `from` on which so much is there and on no later day less. */
const holdsFrom = (changes: readonly Change[], from: number, amount: bigint): number | undefined => {
  const days = [from, ...changes.map(([day]) => day).filter((day) => day > from)].sort((a, b) => a - b);
  return days.find((day) => days.every((later) => later < day || onDay(changes, later) >= amount));
};

export class ReferenceModel {
  readonly owed = new Map<string, Owed>();
  readonly paid = new Map<string, Paid>();
  readonly parts = new Map<string, Part>();

  raise(id: string, day: number, amounts: readonly bigint[]): void {
    this.owed.set(id, { day, open: amounts.map((amount) => [[day, amount]]), situation: 'raised', touched: day });
  }

  /** Whether it was taken back, or is already. */
  unraise(id: string, day: number): boolean {
    const owed = this.the(this.owed, id);
    if (owed.situation === 'reversed') return true;
    const changes = owed.open.flat();
    const moneyIsOn = owed.open.some((open) => onDay(open, NEVER) !== open[0]?.[1]);
    if (moneyIsOn || day < owed.touched || changes.some(([changed]) => changed > day)) return false;
    owed.situation = 'reversed';
    return true;
  }

  receive(id: string, day: number, amount: bigint, { confirmed = false, known = false }): void {
    this.paid.set(id, {
      day,
      free: [[day, amount]],
      situation: confirmed ? 'confirmed' : 'registered',
      confirmed,
      known,
      clearedOn: day,
      bouncedOn: NEVER,
    });
  }

  confirm(id: string): boolean {
    const paid = this.the(this.paid, id);
    if (paid.situation === 'registered') Object.assign(paid, { situation: 'confirmed', confirmed: true });
    return paid.situation !== 'reversed';
  }

  clear(id: string, day: number): boolean {
    const paid = this.the(this.paid, id);
    if (paid.situation === 'cleared') return day === paid.clearedOn;
    if (paid.situation !== 'confirmed' || day < paid.day) return false;
    Object.assign(paid, { situation: 'cleared', clearedOn: day });
    return true;
  }

  identify(id: string): boolean {
    const paid = this.the(this.paid, id);
    paid.known ||= paid.situation !== 'reversed';
    return paid.situation !== 'reversed';
  }

  bounce(id: string, day: number): boolean {
    const paid = this.the(this.paid, id);
    if (paid.situation === 'reversed') return true;
    if (day < paid.day || day < paid.clearedOn) return false;
    Object.assign(paid, { situation: 'reversed', bouncedOn: day });
    return true;
  }

  /** What can be allocated on a day: nothing while it is only a claim or nobody's, nothing from the bounce on. */
  freeOn(id: string, day: number): bigint {
    const { free, confirmed, known, bouncedOn } = this.the(this.paid, id);
    return confirmed && known && day < bouncedOn ? onDay(free, day) : 0n;
  }

  allocate(id: string, items: readonly Item[], ids: readonly string[]): boolean {
    const paid = this.the(this.paid, id);
    const asked = items.reduce((sum, { taken }) => sum + taken, 0n);
    if ((paid.situation !== 'confirmed' && paid.situation !== 'cleared') || !paid.known) return false;
    if (asked > onDay(paid.free, NEVER)) return false;
    for (const [index, item] of items.entries()) {
      const day = holdsFrom(paid.free, Math.max(paid.day, this.the(this.owed, item.receivable).day), item.taken);
      if (day === undefined) return false;
      paid.free.push([day, -item.taken]);
      const fresh = { outcome: 'none', collectedOn: NEVER, askedBack: false, over: false } as const;
      this.parts.set(ids[index] ?? '', { ...item, receipt: id, day, ...fresh });
    }
    return true;
  }

  askBack(id: string): boolean {
    const part = this.the(this.parts, id);
    if (this.the(this.paid, part.receipt).situation === 'reversed') return false;
    part.askedBack = true;
    return true;
  }

  collect(id: string): void {
    const part = this.the(this.parts, id);
    const owed = this.the(this.owed, part.receivable);
    const open = owed.open[part.instalment - 1];
    if (part.outcome !== 'none') return;
    const day =
      open && owed.situation !== 'reversed' ? holdsFrom(open, Math.max(part.day, owed.day), part.amount) : NEVER;
    if (!open || day === undefined || day === NEVER) return void (part.outcome = 'declined');
    open.push([day, -part.amount]);
    Object.assign(part, { outcome: 'collected', collectedOn: day });
    if (owed.open.every((each) => onDay(each, NEVER) === 0n)) owed.situation = 'settled';
  }

  takeBack(id: string, day: number): void {
    const part = this.the(this.parts, id);
    const owed = this.the(this.owed, part.receivable);
    if (part.outcome === 'none') part.outcome = 'withdrawn';
    if (part.outcome !== 'collected') return;
    part.outcome = 'reversed';
    owed.open[part.instalment - 1]?.push([Math.max(day, part.collectedOn), part.amount]);
    owed.situation = 'raised';
  }

  /** What comes back to a reversed receipt is nobody's, whatever its day. */
  giveBack(id: string, day: number): void {
    const part = this.the(this.parts, id);
    const paid = this.the(this.paid, part.receipt);
    if (!part.over && paid.situation !== 'reversed') paid.free.push([day, part.taken]);
    part.over = true;
  }

  private the<Value>(map: ReadonlyMap<string, Value>, id: string): Value {
    const value = map.get(id);
    if (value === undefined) throw new Error(`the model has no ${id}`);
    return value;
  }
}
