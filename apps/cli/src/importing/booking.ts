import type { Asking } from '#kernel';
import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { atMost } from '../at-most.js';
import { LIMITS } from '../limits.js';
import { whenCaughtUp, type Server } from '../server/server.js';
import { isAnswered, type CommandAnswer, type Result } from '../server/wire.js';
import { Customers } from './customers.js';
import type { Into } from './documents.js';
import { objectionsTo } from './judge.js';
import { lookUp, NOTHING_KNOWN } from './known.js';
import {
  ofDifference,
  ofProblem,
  refusedRow,
  settled,
  type ColumnNames,
  type Refusal,
  type RowOutcome,
} from './outcome.js';
import { PHASES, planOf, type Steps } from './plan.js';

/** What holds for every row of one run. */
export interface Run {
  readonly into: Into;
  readonly asking: Asking;
  readonly columns: ColumnNames;
  readonly isDryRun: boolean;
  /** Nothing was ever booked, so there is nothing to compare the first try with. */
  readonly isEmptyBook: boolean;
  readonly onSettled: (outcome: RowOutcome) => void;
}

/** A row under way. */
interface Underway {
  readonly row: ReceivableRow;
  /** Something of it was booked in this run. */
  readonly isBegun: boolean;
}

interface Planned extends Underway {
  readonly steps: Steps;
}

/** Why the money of a row, received just now, is not on its receivable. */
const moneyAway = ({ number, process }: CommandAnswer): Refusal | undefined => {
  const item = process?.items.find(({ state }) => state === 'declined' || state === 'returned');
  if (!item) return undefined;
  const detail = `the money is in the book as receipt ${number}, but not on the receivable: ${item.reason ?? item.state}`;
  return { field: 'paid', rule: item.reason ?? item.state, detail };
};

const besideWhatIsIn = (refusal: Refusal): Refusal => ({
  ...refusal,
  detail: `${refusal.detail} (the rest of the row is in)`,
});

/** Somebody else may have been quicker: the row is compared with the book again. */
const isTaken = ({ status }: Result): boolean => status === 409 || status === 422;

/** Books the rows of a file, a group at a time: compares with the book, plans what is missing, sends it, phase by phase. */
export class Booking {
  private readonly customers: Customers;

  constructor(
    private readonly server: Server,
    private readonly run: Run,
  ) {
    this.customers = new Customers(server, run.into, run);
  }

  /** Settles every row. @throws Failure when the server is lost for good; what was settled until then stays so. */
  async book(rows: readonly ReceivableRow[]): Promise<void> {
    const groups = Array.from({ length: Math.ceil(rows.length / LIMITS.rowsAtOnce) }, (_, index) =>
      rows.slice(index * LIMITS.rowsAtOnce, (index + 1) * LIMITS.rowsAtOnce),
    );
    await atMost(LIMITS.groupsAtOnce, groups, (group) => this.bookGroup(group));
  }

  private async bookGroup(rows: readonly ReceivableRow[]): Promise<void> {
    let left: readonly Underway[] = this.judged(rows).map((row) => ({ row, isBegun: false }));
    for (let round = 1; left.length > 0; round += 1) {
      if (round > 1) await whenCaughtUp(this.server);
      const planned = await this.admitted(await this.planned(left, round));
      left = this.run.isDryRun ? this.wouldBook(planned) : await this.send(planned, round === LIMITS.rounds);
    }
  }

  private judged(rows: readonly ReceivableRow[]): readonly ReceivableRow[] {
    return rows.filter((row) => {
      const objections = objectionsTo(row, this.run.asking);
      if (objections.length > 0) this.refuse(row, objections);
      return objections.length === 0;
    });
  }

  /** Compares rows with the book; those that need nothing, or cannot go in, are settled. */
  private async planned(rows: readonly Underway[], round: number): Promise<readonly Planned[]> {
    const { into, isEmptyBook, onSettled } = this.run;
    const known =
      isEmptyBook && round === 1
        ? rows.map(() => NOTHING_KNOWN)
        : await atMost(LIMITS.questionsAtOnce / LIMITS.groupsAtOnce, rows, ({ row }) => lookUp(this.server, into, row));
    return rows.flatMap(({ row, isBegun }, index) => {
      const plan = planOf(into, row, known[index] ?? NOTHING_KNOWN);
      if (plan.verdict === 'book') return [{ row, isBegun, steps: plan.steps }];
      if (plan.verdict === 'refused') this.refuse(row, plan.differences.map(ofDifference));
      else onSettled(settled(row, isBegun ? 'booked' : 'unchanged'));
      return [];
    });
  }

  /** Those whose customers are in the book as the file has them. */
  private async admitted(rows: readonly Planned[]): Promise<readonly Planned[]> {
    const objections = await this.customers.ensure(rows.map(({ row }) => row.customer));
    return rows.filter(({ row }) => {
      const against = objections.get(row.customer.code) ?? [];
      if (against.length > 0) this.refuse(row, against);
      return against.length === 0;
    });
  }

  private wouldBook(rows: readonly Planned[]): readonly Underway[] {
    for (const { row } of rows) this.run.onSettled(settled(row, 'would-book'));
    return [];
  }

  /** Sends what the rows need, one phase after the other. Gives those back that must be compared again. */
  private async send(rows: readonly Planned[], isLast: boolean): Promise<readonly Underway[]> {
    const again: Underway[] = [];
    const notes = new Map<ReceivableRow, string>();
    let going = rows;
    for (const phase of PHASES) {
      const asked = going.filter(({ steps }) => steps[phase] !== undefined);
      const results = await this.server.carry(asked.flatMap(({ steps }) => steps[phase] ?? []));
      const answers = new Map(asked.map((each, index) => [each.row, results[index]]));
      going = going.flatMap((each) => {
        const result = answers.get(each.row);
        if (!result) return [each];
        if (isAnswered(result)) return this.follow(each, result.body, notes);
        if (isTaken(result) && !isLast) again.push(each);
        else this.refuse(each.row, ofProblem(phase, result.body).map(each.isBegun ? besideWhatIsIn : (told) => told));
        return [];
      });
    }
    for (const { row } of going) this.run.onSettled(settled(row, 'booked', notes.get(row)));
    return again;
  }

  /** Goes on with a row whose command was carried out, unless its money was declined by the receivable. */
  private follow(row: Planned, answer: CommandAnswer, notes: Map<ReceivableRow, string>): readonly Planned[] {
    const away = moneyAway(answer);
    if (away) {
      this.refuse(row.row, [away]);
      return [];
    }
    if (answer.warnings) notes.set(row.row, answer.warnings.join(', '));
    return [{ ...row, isBegun: true }];
  }

  private refuse(row: ReceivableRow, refusals: readonly Refusal[]): void {
    this.run.onSettled(refusedRow(row, refusals, this.run.columns));
  }
}
