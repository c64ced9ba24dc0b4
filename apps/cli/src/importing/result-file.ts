import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { cannotRun, spokenError, wrongUsage } from '../failure.js';
import type { RowOutcome } from './outcome.js';

const HEADER = ['line', 'number', 'status', 'column', 'value', 'rule', 'detail'] as const;

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * One line a row in the order of the input, as CSV. Spreadsheet programs take a file without a byte order mark for the
 * local encoding, so one stands first where other letters than ASCII follow.
 */
export const resultText = (outcomes: readonly RowOutcome[]): string => {
  const rows = outcomes.map((outcome) => HEADER.map((name) => cell(String(outcome[name]))).join(','));
  const text = [HEADER.join(','), ...rows].map((line) => `${line}\r\n`).join('');
  return /[^\x20-\x7e\r\n]/.test(text) ? `\uFEFF${text}` : text;
};

export interface ResultFile {
  readonly path: string;
  readonly write: (outcomes: readonly RowOutcome[]) => void;
}

/** Written beside and then named, so that a run which ends early leaves an earlier result as it was. @throws as the disk */
const openAt = (path: string): ResultFile => {
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, '');
  rmSync(unfinished);
  return {
    path,
    write: (outcomes) => {
      writeFileSync(unfinished, resultText(outcomes));
      renameSync(unfinished, path);
    },
  };
};

/**
 * Makes sure, before anything is sent, that the result can be written: where the caller says, else beside the input,
 * else, where that is not possible, in the folder the caller stands in. @throws Failure
 */
export const openResultFile = (input: string, named: string | undefined): ResultFile => {
  if (named !== undefined) {
    if (resolve(named) === resolve(input)) throw wrongUsage('--result names the input file itself; name another one');
    try {
      return openAt(named);
    } catch (error) {
      throw cannotRun(`the result file ${named} cannot be written: ${spokenError(error)}`);
    }
  }
  const places =
    input === '-' ? ['daybook-import.result.csv'] : [`${input}.result.csv`, `${basename(input)}.result.csv`];
  let reason: unknown;
  for (const place of places)
    try {
      return openAt(place);
    } catch (error) {
      reason ??= error;
    }
  throw cannotRun(
    `the result file ${places[0]} cannot be written: ${spokenError(reason)}; name another one with --result`,
  );
};
