/** Where a run writes to: answers to `out`, everything about the run to `err`. */
export interface Screen {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether a person sees `err` as it is written. */
  readonly isTerminal: boolean;
}

/** Control signs and what turns the direction of writing: a file must not be able to steer the terminal. */
const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** The same text with what steers a terminal written out, `\u001b`, which means the same in JSON. */
export const harmless = (text: string): string =>
  text.replace(STEERING, (sign) =>
    sign === '\n' ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

export const screenOf = ({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Screen => ({
  out: (text) => void stdout.write(`${harmless(text)}\n`),
  err: (text) => void stderr.write(`${harmless(text)}\n`),
  isTerminal: stderr.isTTY === true,
});

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
