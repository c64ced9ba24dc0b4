import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { spokenError, wrongUsage, type Failure } from '../failure.js';
import type { FileProblem } from '../table/file-problem.js';
import { MAX_FILE_BYTES } from '../table/table.js';

/** The bytes of the file, and its name where it has one. */
export interface InputFile {
  readonly bytes: Uint8Array;
  readonly fileName?: string;
}

/** A file that cannot be understood as a whole: nothing of it is sent. */
export const ofFileProblem = (input: string, { rule, detail, option }: FileProblem<string>): Failure =>
  wrongUsage(`${input === '-' ? 'standard input' : input}: ${detail}`, {
    rule,
    ...(option !== undefined && { option }),
  });

const tooLarge = (input: string): Failure =>
  wrongUsage(`${input} has more than the ${MAX_FILE_BYTES / 1024 ** 2} MiB that are read at once: split it`);

const readStream = async (stream: AsyncIterable<Uint8Array>): Promise<InputFile> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_FILE_BYTES) throw tooLarge('standard input');
  }
  return { bytes: Buffer.concat(chunks) };
};

/** Reads a file, or standard input for `-`, whole. @throws Failure */
export const readInput = async (input: string, stdin: AsyncIterable<Uint8Array>): Promise<InputFile> => {
  if (input === '-') return readStream(stdin);
  try {
    if (statSync(input).size > MAX_FILE_BYTES) throw tooLarge(input);
    return { bytes: readFileSync(input), fileName: basename(input) };
  } catch (error) {
    if (error instanceof Error && error.name === 'Failure') throw error;
    throw wrongUsage(`${input} cannot be read: ${spokenError(error)}`);
  }
};
