import { Input, InvalidInput } from '#kernel';
import { quoted } from '../table/file-problem.js';

export interface TextProblem {
  readonly rule: 'text' | 'code-shaped-like-id' | 'code-shaped-like-series' | 'code-in-scientific-notation';
  readonly detail: string;
}

const CODE_RULES: readonly TextProblem['rule'][] = ['text', 'code-shaped-like-id', 'code-shaped-like-series'];

/** Asks the kernel, whose rules for texts and codes every entrance shares. */
const byKernel = (text: string, read: (input: Input, name: string) => string): string | TextProblem => {
  const name = 'this cell';
  const input = Input.of({ [name]: text });
  const value = read(input, name);
  if (!input.failed) return value;
  try {
    input.finish();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [problem] = error.problems;
    return {
      rule: CODE_RULES.find((rule) => rule === problem?.rule) ?? 'text',
      detail: problem?.detail ?? error.message,
    };
  }
  throw new Error('a failed input finished without a problem');
};

/** A long number that a spreadsheet has shortened to `6.11E+08`: the digits are gone, and others look the same. */
const SCIENTIFIC = /^\d([.,]\d+)?E\+\d+$/i;

/** Reads a number or code that people give: 1 to 64 printable characters, not shaped like an id or a series number. */
export const readCode = (text: string): string | TextProblem => {
  if (!SCIENTIFIC.test(text)) return byKernel(text, (input, name) => input.code(name));
  const detail = `${quoted(text)} is a number that a spreadsheet has shortened: format the column as text there and save again`;
  return { rule: 'code-in-scientific-notation', detail };
};

/** Reads the name of a customer. */
export const readName = (text: string): string | TextProblem => byKernel(text, (input, name) => input.text(name));
