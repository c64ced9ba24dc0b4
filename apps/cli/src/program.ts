import { Command, CommanderError, Option } from 'commander';
import { version } from '../../standalone/src/version.js';
import { ageing, type AgeingOptions } from './ageing.js';
import { EXIT, Failure, type ExitCode } from './failure.js';
import { importReceivables, type ImportOptions } from './importing/import-receivables.js';
import { init, type InitOptions } from './init.js';
import { status, type StatusOptions } from './status.js';
import { json, screenOf, type Screen } from './terminal/screen.js';

const EXIT_CODES = `
Exit codes:
  0  done
  1  cannot run (no server, no book, a folder that is taken, …)
  2  the command line or the file as a whole is not understood
  3  done, but some rows were refused
  4  the book does not balance, or a comparison found a difference`;

const EXAMPLES = {
  program: `
Examples:
  $ npx daybook init --name "Northwind Bakery" --currency EUR --time-zone Europe/Berlin
  $ npx daybook import receivables receivables.csv --dry-run
  $ npx daybook import receivables receivables.csv
  $ npx daybook ageing --as-of 2012-12-31 --by customer
  $ npx daybook status --json

Every verb talks to the server of the book's folder, and starts one for itself when none runs there. Which book:
--server, else --data, else DAYBOOK_DATA, else data/main of this installation, else its demo book.
${EXIT_CODES}`,
  init: `
Examples:
  $ npx daybook init
  $ npx daybook init --name "北风贸易" --currency CNY --time-zone Asia/Shanghai
  $ npx daybook init --data ~/books/northwind --currency USD

On a terminal it asks for what is not given; elsewhere it takes My company, EUR, UTC.`,
  receivables: `
Examples:
  $ npx daybook import receivables receivables.csv
  $ npx daybook import receivables receivables.csv --dry-run
  $ npx daybook import receivables export.csv --map customer=Kunde,amount="Betrag netto" --date-format D.M.YYYY
  $ npx daybook import receivables dollars.csv --currency USD --rate 0.92347
  $ cat receivables.csv | npx daybook import receivables - --json

Each row is one receivable: its customer is registered, it is raised on its invoice date, in dispute from then on where
the file says so, and what was paid comes in as a confirmed receipt of that day. Fields: customer, customerName,
contract, number, invoiceDate, instalment, dueDate, amount, paidOn, paid, disputed, currency, rate; headers are
recognised in English and Chinese.

The same file again changes nothing, whoever imports it, also after a crash in the middle. A row that the book has with
other content is refused and the difference named; the result file has a line for every row.
${EXIT_CODES}`,
  ageing: `
Examples:
  $ npx daybook ageing
  $ npx daybook ageing --as-of 2012-12-31 --by customer
  $ npx daybook ageing --buckets 15,30,60 --json`,
  status: `
Examples:
  $ npx daybook status
  $ npx daybook status --server http://127.0.0.1:3000 --json

It starts nothing. Exit code 0 when a server runs, 1 when none does.`,
} as const;

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const withPlace = (command: Command): Command =>
  command
    .option('--server <url>', 'a running server to talk to')
    .option('--data <folder>', 'the folder of the book')
    .option('--json', 'print the answer as JSON, errors too');

type Settle = (exitCode: ExitCode) => void;

const addImport = (program: Command, screen: Screen, settle: Settle): void => {
  const parent = program
    .command('import')
    .description('take a file into the book')
    .usage('receivables <file> [options]');
  withPlace(parent.command('receivables').argument('<file>', 'a CSV file, or - for standard input'))
    .description('take receivables, and what was paid of them, from a CSV file into the book')
    .option('--dry-run', 'read and compare, change nothing')
    .option('--map <field=column>', 'the column of a field, where the header does not tell; may be repeated', several)
    .option('--delimiter <name>', 'comma, semicolon or tab, where the file does not show it')
    .option('--encoding <name>', 'utf-8, gb18030, …, where the file does not show it')
    .option('--date-format <format>', 'D/M/YYYY, M/D/YYYY or YYYY-MM-DD, where the file does not show it')
    .option('--decimal <name>', 'point or comma, where the file does not show it')
    .option('--currency <code>', 'currency of rows that name none; the currency of the book when left out')
    .option('--rate <decimal>', 'book units for one unit of a foreign currency, for rows without a rate')
    .option('--result <file>', 'where to write what became of every row (FILE.result.csv)')
    .option('--entity <code>', 'the legal entity, where the book has several')
    .option('--quiet', 'print nothing but what went wrong')
    .addHelpText('after', EXAMPLES.receivables)
    .action(async (file: string, options: ImportOptions) =>
      settle(await importReceivables(file, options, { env: process.env, stdin: process.stdin, screen })),
    );
};

/** Every verb. What it ends with is told to `settle`; help and mistakes end as CommanderError. */
export const programOn = (screen: Screen, settle: Settle): Command => {
  const program = new Command('daybook')
    .description('The book of original entry: what customers owe and pay, exact to the cent, replayable.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    // Mistakes are told in one line by whoever runs the program.
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined })
    .helpCommand(false)
    .addHelpText('after', EXAMPLES.program);
  program
    .command('init')
    .description('open a book of your own, in data/main unless you name a folder')
    .option('--name <name>', 'name of the company')
    .option('--currency <code>', 'currency of the book, an ISO 4217 code')
    .option('--time-zone <zone>', 'IANA time zone of the book')
    .option('--data <folder>', 'the folder of the new book')
    .option('--json', 'print the answer as JSON, errors too')
    .addHelpText('after', EXAMPLES.init)
    .action((options: InitOptions) => {
      const { stdin: input, stderr: output } = process;
      return init(
        options,
        process.env,
        { isTerminal: input.isTTY === true && screen.isTerminal, input, output },
        screen,
      );
    });
  addImport(program, screen, settle);
  withPlace(program.command('ageing'))
    .description('who owes what, and since when')
    .option('--as-of <date>', 'the day to look at (today)')
    .addOption(new Option('--by <what>', 'a line for each').choices(['customer']))
    .option('--buckets <days>', 'last days of the overdue buckets (30,60,90)')
    .option('--entity <code>', 'the legal entity, where the book has several')
    .addHelpText('after', EXAMPLES.ageing)
    .action((options: AgeingOptions) => ageing(options, process.env, screen));
  withPlace(program.command('status'))
    .description('the server that runs, and how far it is')
    .addHelpText('after', EXAMPLES.status)
    .action(async (options: StatusOptions) => settle(await status(options, process.env, screen)));
  return program;
};

/** The verb that was meant, for the hint where to read on. */
const verbIn = (program: Command, args: readonly string[]): { readonly command: Command; readonly words: string } => {
  let command = program;
  const words = ['daybook'];
  for (const word of args) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) break;
    words.push(word);
    command = next;
  }
  return { command, words: words.join(' ') };
};

/** A mistake of the command line in one line; commander tells a verb that is missing by showing help. */
const spokenMistake = (program: Command, args: readonly string[], { code, message }: CommanderError): string => {
  const { command, words } = verbIn(program, args);
  const [first = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const verbs = command.commands.map((each) => each.name()).join(', ');
  const told = code === 'commander.help' ? `${words} what? One of ${verbs}` : [first, ...hints].join(' ').trim();
  return `${told.replace(/\.$/, '')}; see npx ${words} --help`;
};

/** What a run ended with besides its exit code. */
interface Ending {
  readonly exitCode: ExitCode;
  readonly message?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

const endingOf = (program: Command, args: readonly string[], error: unknown): Ending => {
  if (error instanceof Failure) return { exitCode: error.exitCode, message: error.message, facts: error.facts };
  if (error instanceof CommanderError)
    return error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
      ? { exitCode: EXIT.done }
      : { exitCode: EXIT.usage, message: spokenMistake(program, args, error) };
  const detail = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.cannotRun, message: `a defect of Daybook: ${detail}`, facts: { defect: true } };
};

/** Runs one command line to its end. */
export const run = async (args: readonly string[], screen: Screen = screenOf(process)): Promise<ExitCode> => {
  let exitCode: ExitCode = EXIT.done;
  const program = programOn(screen, (settled) => (exitCode = settled));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    const ending = endingOf(program, args, error);
    if (ending.message !== undefined)
      screen.err(
        args.includes('--json')
          ? json({ error: { message: ending.message, exitCode: ending.exitCode, ...ending.facts } })
          : `daybook: ${ending.message}`,
      );
    return ending.exitCode;
  }
};
