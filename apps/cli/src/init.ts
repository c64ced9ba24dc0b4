import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { currency, isTimeZone } from '#kernel';
import { installation } from '../../standalone/src/folder.js';
import { cannotRun, wrongUsage } from './failure.js';
import { LIMITS } from './limits.js';
import { startServer } from './server/own-server.js';
import { choosePlace, holdsBook, type Place } from './server/place.js';
import { json, type Screen } from './terminal/screen.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface InitOptions {
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** Facts of the entity whose book it is, unchangeable once the book is open. */
export interface EntityFacts {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** Where a person can answer. */
export interface Asked {
  readonly isTerminal: boolean;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** One's own book stands in data/main unless somebody says otherwise; never in the demo's place. */
const placeOf = (data: string | undefined, env: Environment): Place =>
  choosePlace(data ?? (env['DAYBOOK_DATA'] || join(installation(), 'data', 'main')), env);

const isName = (text: string): boolean => /^[^\p{Cc}\p{Cn}]{1,200}$/u.test(text);

interface Question {
  readonly fact: keyof EntityFacts;
  readonly option: string;
  readonly variable: string;
  readonly ask: string;
  readonly otherwise: string;
  readonly isFit: (text: string) => boolean;
  readonly takes: string;
}

const QUESTIONS: readonly Question[] = [
  {
    fact: 'name',
    option: '--name',
    variable: 'DAYBOOK_ENTITY_NAME',
    ask: 'Name of your company',
    otherwise: 'My company',
    isFit: isName,
    takes: 'up to 200 printable characters',
  },
  {
    fact: 'currency',
    option: '--currency',
    variable: 'DAYBOOK_BOOK_CURRENCY',
    ask: 'Currency of the book',
    otherwise: 'EUR',
    isFit: (text) => currency(text) !== undefined,
    takes: 'an ISO 4217 code such as EUR',
  },
  {
    fact: 'timeZone',
    option: '--time-zone',
    variable: 'DAYBOOK_TIME_ZONE',
    ask: 'Time zone',
    otherwise: 'UTC',
    isFit: isTimeZone,
    takes: 'an IANA time zone such as Europe/Berlin',
  },
];

/** What options and variables say. @throws Failure for what the fact cannot be */
export const factsGiven = (options: InitOptions, env: Environment): Partial<EntityFacts> =>
  Object.fromEntries(
    QUESTIONS.flatMap(({ fact, option, variable, isFit, takes }) => {
      const named = options[fact];
      const given = named ?? (env[variable] || undefined);
      if (given === undefined) return [];
      const text = fact === 'currency' ? given.trim().toUpperCase() : given.trim();
      if (isFit(text)) return [[fact, text]];
      throw wrongUsage(`${named === undefined ? variable : option} is ${takes}, not ${JSON.stringify(given)}`);
    }),
  );

/** Asks one question until the answer fits, a bounded number of times. */
const answerTo = async (
  { fact, ask, otherwise, isFit, takes }: Question,
  dialogue: Interface,
  output: NodeJS.WritableStream,
): Promise<string> => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const suggestion = fact === 'timeZone' && isTimeZone(zone) ? zone : otherwise;
  for (let tries = 0; tries < LIMITS.answers; tries += 1) {
    const answer = (await dialogue.question(`${ask} [${suggestion}]: `)).trim() || suggestion;
    const text = fact === 'currency' ? answer.toUpperCase() : answer;
    if (isFit(text)) return text;
    output.write(`That is ${takes}.\n`);
  }
  throw wrongUsage(`${ask}: ${takes}`);
};

/** Asks for what is missing, each with an answer that Enter takes; where nobody can answer, the default is taken. */
const completed = async (given: Partial<EntityFacts>, { isTerminal, input, output }: Asked): Promise<EntityFacts> => {
  const facts: EntityFacts = { name: 'My company', currency: 'EUR', timeZone: 'UTC', ...given };
  const missing = QUESTIONS.filter(({ fact }) => given[fact] === undefined);
  if (!isTerminal || missing.length === 0) return facts;
  const dialogue = createInterface({ input, output });
  try {
    const answers: [string, string][] = [];
    for (const question of missing) answers.push([question.fact, await answerTo(question, dialogue, output)]);
    return { ...facts, ...Object.fromEntries(answers) };
  } catch (error) {
    // Ctrl-D and Ctrl-C: whoever asked for a book thought better of it.
    throw (error as { code?: string }).code === 'ABORT_ERR' ? cannotRun('no answer came; nothing was made') : error;
  } finally {
    dialogue.close();
  }
};

const spoken = (folder: string, { name, currency: code, timeZone }: EntityFacts, isElsewhere: boolean): string => {
  const data = isElsewhere ? ` --data ${JSON.stringify(folder)}` : '';
  return `The book of ${name} is open: ${code}, ${timeZone}. These three are facts from now on.
  data     ${folder}

What to do next:
  npx daybook import receivables FILE.csv --dry-run${data}
  npx daybook import receivables FILE.csv${data}
  npx daybook ageing${data}
  ${isElsewhere ? `DAYBOOK_DATA=${JSON.stringify(folder)} ` : ''}npm start`;
};

/** Opens a book of one's own in an empty folder: a server does it at its first start there. */
export const init = async (options: InitOptions, env: Environment, asked: Asked, screen: Screen): Promise<void> => {
  const place = { ...placeOf(options.data, env), isNamed: true };
  const taken = `${place.folder} holds a book already; name another folder with --data`;
  if (holdsBook(place)) throw cannotRun(taken);
  const facts = await completed(factsGiven(options, env), asked);
  const started = await startServer(place, {
    ...env,
    DAYBOOK_ENTITY_NAME: facts.name,
    DAYBOOK_BOOK_CURRENCY: facts.currency,
    DAYBOOK_TIME_ZONE: facts.timeZone,
  });
  if (!('stop' in started)) throw cannotRun(taken);
  await started.stop();
  const isElsewhere = place.folder !== join(installation(), 'data', 'main');
  screen.out(options.json ? json({ folder: place.folder, ...facts }) : spoken(place.folder, facts, isElsewhere));
};
