import cliProgress from 'cli-progress';
import { LIMITS } from '../limits.js';
import { count, spokenSeconds } from './figures.js';
import type { Screen } from './screen.js';

/** Shows how far a run is. */
export interface Progress {
  readonly advance: () => void;
  readonly stop: () => void;
}

const SILENT: Progress = { advance: () => undefined, stop: () => undefined };

/** What is known of a run on its way. */
export interface Pace {
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
}

/** `1,200 of 2,466 rows, 450 a second, 2.8 s left` */
export const spokenPace = ({ done, total, seconds }: Pace): string => {
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? `, ${count(Math.round(rate))} a second, ${spokenSeconds((total - done) / rate)} left` : '';
  return `${count(done)} of ${count(total)} rows${left}`;
};

/** A bar on a terminal, a line now and then elsewhere, nothing when it is not wanted. */
export const progressOf = (total: number, screen: Screen, isWanted: boolean): Progress => {
  if (!isWanted || total === 0) return SILENT;
  const started = performance.now();
  let done = 0;
  const pace = (): string => spokenPace({ done, total, seconds: (performance.now() - started) / 1000 });
  if (!screen.isTerminal) {
    const timer = setInterval(() => screen.err(pace()), LIMITS.progressLine);
    return { advance: () => void (done += 1), stop: () => clearInterval(timer) };
  }
  // Nothing of the terminal is changed that an interrupt would leave behind, and Ctrl-C stays what it is.
  const bar = new cliProgress.SingleBar({
    format: '{bar} {pace}',
    barsize: 20,
    linewrap: null,
    gracefulExit: false,
    clearOnComplete: true,
  });
  bar.start(total, 0, { pace: pace() });
  return { advance: () => bar.update((done += 1), { pace: pace() }), stop: () => bar.stop() };
};
