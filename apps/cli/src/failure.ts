/** How the program ends. */
export const EXIT = { done: 0, cannotRun: 1, usage: 2, someRefused: 3, differs: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program with one clear line on stderr. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** What a program may want to know besides the sentence; told with --json. */
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export const cannotRun = (message: string, facts?: Readonly<Record<string, unknown>>): Failure =>
  new Failure(EXIT.cannotRun, message, facts);

export const wrongUsage = (message: string, facts?: Readonly<Record<string, unknown>>): Failure =>
  new Failure(EXIT.usage, message, facts);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EACCES: 'missing rights',
  EPERM: 'missing rights',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** A file system's error as a person would say it. */
export const spokenError = (error: unknown): string =>
  REASONS[(error as { code?: string }).code ?? ''] ?? (error instanceof Error ? error.message : String(error));
