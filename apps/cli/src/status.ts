import { version } from '../../standalone/src/version.js';
import { EXIT, type ExitCode } from './failure.js';
import { serverUrl, type Whereabouts } from './server/open.js';
import { choosePlace, holdsBook, isDemo, knock, runningIn, type Place, type Running } from './server/place.js';
import type { Stage, Status } from './server/wire.js';
import { count, counted } from './terminal/figures.js';
import { json, type Screen } from './terminal/screen.js';

export interface StatusOptions extends Whereabouts {
  readonly json?: boolean;
}

const spokenStage = ({ name, lagEvents, parked, problem }: Stage): string =>
  [
    `${name} ${lagEvents === 0 ? 'up to date' : `${counted(lagEvents, 'event')} behind`}`,
    ...(parked > 0 ? [`${count(parked)} parked`] : []),
    ...(problem === undefined ? [] : [problem]),
  ].join(', ');

const spokenStatus = (
  url: string,
  folder: string | undefined,
  { version: theirs, book, demo, head, stages }: Status,
): string =>
  [
    `Daybook ${theirs} is running`,
    `  address  ${url}`,
    ...(folder === undefined ? [] : [`  data     ${folder}`]),
    `  book     ${book}${demo ? ' (the demo book)' : ''}`,
    `  events   ${count(head)}; ${stages.map(spokenStage).join('; ')}`,
  ].join('\n');

const held = (place: Place): 'book' | 'demo' | 'nothing' =>
  holdsBook(place) ? (isDemo(place) ? 'demo' : 'book') : 'nothing';

const SPOKEN = { book: 'a book', demo: 'the demo book', nothing: 'no book yet' } as const;

const spokenAbsence = (place: Place): string =>
  [
    `Daybook ${version} is not running`,
    `  data     ${place.folder} (${SPOKEN[held(place)]})`,
    'Start it with npm start; every other verb starts one for itself.',
  ].join('\n');

/** Tells about the server that runs; it starts none. Exit 1 when none does, so that a script can ask. */
export const status = async (
  options: StatusOptions,
  env: Readonly<Record<string, string | undefined>>,
  screen: Screen,
): Promise<ExitCode> => {
  const named = options.server === undefined ? undefined : serverUrl(options.server);
  const place = choosePlace(options.data, env);
  const running: Running | undefined = named === undefined ? await runningIn(place) : await knock(named);
  if (!running) {
    const spoken = named === undefined ? spokenAbsence(place) : `No Daybook answers at ${named}`;
    const facts = named === undefined ? { folder: place.folder, holds: held(place) } : { url: named };
    screen.out(options.json ? json({ running: false, version, ...facts }) : spoken);
    return EXIT.cannotRun;
  }
  const folder = named === undefined ? place.folder : undefined;
  const facts = { running: true, url: running.url, ...(folder !== undefined && { folder }), ...running.status };
  screen.out(options.json ? json(facts) : spokenStatus(running.url, folder, running.status));
  return EXIT.done;
};
