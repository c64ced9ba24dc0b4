import { currency, dateIn, instant, scaleOf } from '#kernel';
import { cannotRun, EXIT, Failure, type ExitCode } from '../failure.js';
import { isFileProblem } from '../table/file-problem.js';
import { openTable } from '../table/table.js';
import {
  readReceivablesFile,
  type ReceivablesFile,
  type ReceivablesFileOptions,
} from '../receivables-file/receivables-file.js';
import type { ReceivableRow, RowProblem } from '../receivables-file/receivable-row.js';
import { askEntity, type Entity } from '../server/entity.js';
import { withServer, type Opened, type Whereabouts } from '../server/open.js';
import { choosePlace, isDemo } from '../server/place.js';
import { whenCaughtUp, type Server } from '../server/server.js';
import { progressOf } from '../terminal/progress.js';
import { json, type Screen } from '../terminal/screen.js';
import { Booking } from './booking.js';
import { ofFileProblem, readInput, type InputFile } from './input-file.js';
import { settled, unreadRow, type RowOutcome } from './outcome.js';
import { openResultFile, type ResultFile } from './result-file.js';
import {
  countsOf,
  spokenBreak,
  spokenRecognition,
  spokenRefusals,
  spokenSummary,
  type Reconciliation,
  type Summary,
} from './summary.js';

/** What the command line says about an import. */
export interface ImportOptions extends Whereabouts {
  readonly map?: readonly string[];
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly dateFormat?: string;
  readonly decimal?: string;
  readonly currency?: string;
  readonly rate?: string;
  readonly dryRun?: boolean;
  readonly result?: string;
  readonly entity?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The process that the import runs in. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly screen: Screen;
}

const demoTakesNoRealData = (): Failure =>
  cannotRun('this is the demo book, which takes no real data; begin your own with npx daybook init, then import again');

const scale = (code: string): number | undefined => {
  const known = currency(code);
  return known && scaleOf(known);
};

const fileOptions = (options: ImportOptions, { fileName }: InputFile, bookCurrency: string): ReceivablesFileOptions => {
  const { map, delimiter, encoding, dateFormat, decimal, currency: otherwise, rate } = options;
  const notation = { map, delimiter, encoding, dateFormat, decimal };
  return { fileName, bookCurrency, scaleOf: scale, currency: otherwise, rate, ...notation };
};

/** What becomes of the rows of one file, in the order of their lines. */
class Outcomes {
  private readonly byLine = new Map<number, RowOutcome>();

  constructor(private readonly file: ReceivablesFile) {
    for (const [line, problems] of Map.groupBy(file.problems, ({ row }: RowProblem) => row))
      this.byLine.set(line, unreadRow(problems, file.refusedNumbers.get(line) ?? ''));
  }

  settle(outcome: RowOutcome): void {
    this.byLine.set(outcome.line, outcome);
  }

  all(): readonly RowOutcome[] {
    const open = this.file.rows.filter(({ line }) => !this.byLine.has(line)).map((row) => settled(row, 'unknown'));
    return [...this.byLine.values(), ...open].sort((left, right) => left.line - right.line);
  }
}

/** The last day that anything booked, or today, counts on: then everything must have come together. */
const lastDay = (rows: readonly ReceivableRow[], outcomes: readonly RowOutcome[], today: string): string => {
  const refused = new Set(outcomes.filter(({ status }) => status === 'refused').map(({ line }) => line));
  return rows
    .filter(({ line }) => !refused.has(line))
    .reduce((last, { invoiceOn, paidOn = '' }) => [last, invoiceOn, paidOn].sort().at(-1) ?? last, today);
};

const reconcile = async (server: Server, asOf: string, { id }: Entity): Promise<Reconciliation> => {
  await whenCaughtUp(server);
  return server.get<Reconciliation>(`/v1/reconciliation?entity=${id}&asOf=${asOf}`);
};

const exitCodeOf = ({ counts, reconciliation }: Summary): ExitCode => {
  if (reconciliation && !reconciliation.balanced) return EXIT.differs;
  return counts.refused > 0 ? EXIT.someRefused : EXIT.done;
};

/** One import, from a file that was read to its end. */
class Import {
  private readonly started = performance.now();

  constructor(
    private readonly input: string,
    private readonly read: InputFile,
    private readonly options: ImportOptions,
    private readonly resultFile: ResultFile,
    private readonly screen: Screen,
  ) {}

  async run({ server, status }: Opened): Promise<ExitCode> {
    if (status.demo) throw demoTakesNoRealData();
    if (status.stages.some(({ name, parked }) => name === 'projector' && parked > 0))
      throw cannotRun(
        'some events of the book could not be taken into its rows, so nothing can be compared with them; see daybook status',
      );
    const entity = await askEntity(server, this.options.entity);
    const file = readReceivablesFile(this.read.bytes, fileOptions(this.options, this.read, entity.currency));
    if (isFileProblem(file)) throw ofFileProblem(this.input, file);
    if (this.isTalking()) this.screen.err(spokenRecognition(file.recognised));
    const today = dateIn(entity.timeZone, instant(Date.now()));
    const outcomes = new Outcomes(file);
    await this.book(server, file, outcomes, { entity, today, isEmptyBook: status.head <= 1 });
    return this.finish(server, file, outcomes, { entity, today });
  }

  private async book(
    server: Server,
    file: ReceivablesFile,
    outcomes: Outcomes,
    { entity, today, isEmptyBook }: { readonly entity: Entity; readonly today: string; readonly isEmptyBook: boolean },
  ): Promise<void> {
    const progress = progressOf(file.rows.length, this.screen, this.isTalking());
    try {
      // What the last run of a lost command line has left on its way must be in the rows that this one compares with.
      if (!isEmptyBook) await whenCaughtUp(server);
      await new Booking(server, {
        into: { entity: entity.id },
        asking: { today: today as ReturnType<typeof dateIn>, bookCurrency: entity.currency },
        columns: file.recognised.columns,
        isDryRun: this.options.dryRun === true,
        isEmptyBook,
        onSettled: (outcome) => {
          outcomes.settle(outcome);
          progress.advance();
        },
      }).book(file.rows);
    } catch (error) {
      throw this.broken(error, outcomes);
    } finally {
      progress.stop();
    }
  }

  /** The run ended early: what is known is written all the same. */
  private broken(error: unknown, outcomes: Outcomes): unknown {
    if (!(error instanceof Failure)) return error;
    const all = outcomes.all();
    this.resultFile.write(all);
    const { counts } = this.summary(all);
    return cannotRun(
      `${error.message}. ${spokenBreak(counts)}; run the same again, it goes on from there (${this.resultFile.path})`,
      { ...error.facts, counts, resultFile: this.resultFile.path },
    );
  }

  private async finish(
    server: Server,
    file: ReceivablesFile,
    outcomes: Outcomes,
    { entity, today }: { readonly entity: Entity; readonly today: string },
  ): Promise<ExitCode> {
    const all = outcomes.all();
    this.resultFile.write(all);
    const asOf = lastDay(file.rows, all, today);
    const reconciliation = this.options.dryRun ? undefined : await this.reconciled(server, asOf, entity, outcomes);
    const summary = this.summary(all, reconciliation);
    if (this.options.json) this.screen.out(json({ ...summary, recognised: file.recognised }));
    else {
      if (summary.counts.refused > 0) this.screen.err(spokenRefusals(all));
      if (!this.options.quiet) this.screen.out(spokenSummary(summary));
      else if (exitCodeOf(summary) === EXIT.differs) this.screen.err(spokenSummary(summary));
    }
    return exitCodeOf(summary);
  }

  private async reconciled(server: Server, asOf: string, entity: Entity, outcomes: Outcomes): Promise<Reconciliation> {
    try {
      return await reconcile(server, asOf, entity);
    } catch (error) {
      throw this.broken(error, outcomes);
    }
  }

  private summary(all: readonly RowOutcome[], reconciliation?: Reconciliation): Summary {
    return {
      dryRun: this.options.dryRun === true,
      rows: all.length,
      counts: countsOf(all),
      seconds: (performance.now() - this.started) / 1000,
      resultFile: this.resultFile.path,
      ...(reconciliation && { reconciliation }),
    };
  }

  private isTalking(): boolean {
    return !this.options.json && !this.options.quiet;
  }
}

/** Takes a file of receivables into the book. Everything about the file is judged before anything is sent. */
export const importReceivables = async (
  input: string,
  options: ImportOptions,
  { env, stdin, screen }: Surroundings,
): Promise<ExitCode> => {
  const read = await readInput(input, stdin);
  const { encoding, delimiter } = options;
  const table = openTable(read.bytes, { fileName: read.fileName, encoding, delimiter });
  if (isFileProblem(table)) throw ofFileProblem(input, table);
  if (options.server === undefined && isDemo(choosePlace(options.data, env))) throw demoTakesNoRealData();
  const resultFile = openResultFile(input, options.result);
  const run = new Import(input, read, options, resultFile, screen);
  return withServer(options, env, (opened) => run.run(opened));
};
