/** Where a run writes to: answers to `out`, everything about the run to `err`. */
export interface Screen {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person sees `err` as it is written. */
  readonly isTerminal: boolean;
}

export const screenOf = ({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Screen => ({
  out: (text) => void stdout.write(`${text}\n`),
  err: (text) => void stderr.write(`${text}\n`),
  isTerminal: stderr.isTTY === true,
});

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
